import { shellQuote } from '../../text/shell-word.ts';
import type { HttpRequest } from './exchange.ts';

/**
 * Writes a request as a `curl` command for a POSIX shell that sends the same bytes and shows the reply with its
 * status and headers. It proves by the signature in the request; the access key is no part of it. A NUL cannot be
 * an argument, so a body that holds one does not survive.
 */
export function toCurl(request: HttpRequest): string {
  const globs = /[[\]{}]/.test(request.url) ? ' --globoff' : '';
  const lines = [`curl -i${globs} -X ${request.method} ${shellQuote(request.url)}`];
  for (const [name, value] of request.headers) {
    // curl takes `Name:` as "do not send it" and `Name;` as "send it empty".
    lines.push(`-H ${shellQuote(value === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  if (request.body !== undefined) {
    const typed = request.headers.some(([name]) => name.toLowerCase() === 'content-type');
    // Without a type of its own, curl would call the body a form.
    if (!typed) lines.push(`-H 'Content-Type:'`);
    // An @ at the beginning would name a file.
    const flag = request.body.startsWith('@') ? '--data-raw' : '--data-binary';
    lines.push(`${flag} ${shellQuote(request.body)}`);
  }
  return lines.join(' \\\n  ');
}
