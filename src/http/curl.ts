import { shellQuote } from '../text/shell-word.ts';

/** Longest body in a command, in bytes; Linux takes arguments of 128 KiB. */
export const maxArgument = 64 * 1024;

/** A text, or one that ends with a variable of the shell, for what a command must not contain. */
export type CurlText = string | { readonly start: string; readonly variable: string };

/** A request to write as a command. */
interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: CurlText])[];
  /** Parameters that curl encodes: of the body, for a GET request of the URL. */
  readonly form?: readonly (readonly [name: string, value: CurlText])[];
  readonly body?: string;
  /** `@FILE` or `@-`, for a body that is not text. */
  readonly bodyFile?: string;
}

/**
 * A `curl` command for a POSIX shell that sends the same bytes and prints the response with status and headers. The
 * command contains the signature but not the access key. Bodies with NUL bytes are not supported, because a NUL
 * cannot be part of an argument.
 */
export function toCurl(request: CurlRequest): string {
  const globoff = /[[\]{}]/.test(request.url) ? ' --globoff' : '';
  const lines = [`curl -i${globoff} -X ${request.method} ${shellQuote(request.url)}`];
  for (const [name, value] of request.headers) {
    // For curl, `Name:` removes a header and `Name;` sends it empty.
    lines.push(`-H ${value === '' ? shellQuote(`${name};`) : quoted(`${name}: `, value)}`);
  }
  if (request.form && request.method === 'GET') lines.push('--get');
  for (const [name, value] of request.form ?? []) lines.push(`--data-urlencode ${quoted(`${name}=`, value)}`);
  const { body, bodyFile } = request;
  // `printf` is built into the shell and takes arguments of any length.
  const isLong = body !== undefined && Buffer.byteLength(body) > maxArgument;
  if (body !== undefined || bodyFile !== undefined) {
    const hasContentType = request.headers.some(([name]) => name.toLowerCase() === 'content-type');
    // By default, curl declares the body as a form.
    if (!hasContentType) lines.push(`-H 'Content-Type:'`);
    // A leading @ would refer to a file.
    const flag = body?.startsWith('@') ? '--data-raw' : '--data-binary';
    lines.push(isLong ? '--data-binary @-' : `${flag} ${shellQuote(body ?? bodyFile ?? '')}`);
  }
  const command = lines.join(' \\\n  ');
  return isLong ? `printf %s ${shellQuote(body ?? '')} |\n${command}` : command;
}

function quoted(name: string, value: CurlText): string {
  if (typeof value === 'string') return shellQuote(name + value);
  const start = (name + value.start).replace(/["\\$`]/g, '\\$&');
  return `"${start}$${value.variable}"`;
}
