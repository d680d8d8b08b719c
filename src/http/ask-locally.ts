import { request } from 'node:http';
import { isObject, tryJson } from '../text/json.ts';

interface LocalRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 10 s. */
  readonly timeoutMs?: number;
}

/** Longest response that is read, in characters. */
const maxLength = 64 * 1024;

/**
 * Asks a server of koo on this machine, without undici, which takes long to load, and never through a proxy: with
 * `NODE_USE_ENV_PROXY=1`, Node's `fetch` would send even this, and the token in it, to one.
 *
 * @returns the JSON object of a response with status 200; `undefined` for anything else
 */
export function askLocally(
  address: URL,
  { method = 'GET', headers = {}, timeoutMs = 10_000 }: LocalRequest = {},
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return new Promise((resolve) => {
    // One that is set by hand may be behind TLS.
    if (address.protocol !== 'http:') return resolve(undefined);
    const signal = AbortSignal.timeout(timeoutMs);
    const none = () => resolve(undefined);
    const sent = request(address, { method, headers, agent: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('error', none).on('close', none);
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > maxLength) sent.destroy();
      });
      response.on('end', () => {
        const value = response.statusCode === 200 ? tryJson(text) : undefined;
        resolve(isObject(value) ? value : undefined);
      });
    });
    // Nothing else tells that the server has changed the protocol.
    sent.on('upgrade', (_response, socket) => socket.destroy());
    sent.on('error', none).on('close', none).end();
  });
}
