import type { Parameter } from './capture/model.ts';

const ofConnection =
  /^(connection|keep-alive|proxy-(authenticate|authorization|connection)|te|trailer|transfer-encoding|upgrade)$/i;
/** Headers that name the server, or follow from the body: every client writes them itself. */
const ofClient = /^(host|content-length|expect)$/i;

/**
 * Leaves out the headers of one connection, which end with it. The header `Connection` can name more of them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
export function withoutConnectionHeaders(headers: readonly Parameter[]): readonly Parameter[] {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((name) => name.trim());
  return headers.filter(([name]) => !ofConnection.test(name) && !named.includes(name.toLowerCase()));
}

/** The headers of a received request that a client sends again: without those that it writes itself. */
export function headersToForward(headers: readonly Parameter[]): readonly Parameter[] {
  return withoutConnectionHeaders(headers).filter(([name]) => !ofClient.test(name));
}
