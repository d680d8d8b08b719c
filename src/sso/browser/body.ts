import type { HttpResponse } from '../../callback/delivery/exchange.ts';
import type { Parameter } from '../../callback/protocols/model.ts';
import { attempt } from '../../text/attempt.ts';
import { encodingOfStart } from '../../text/decode.ts';

export interface Body {
  /** In lower case and without parameters; empty if the server names none. */
  readonly contentType: string;
  readonly charset: string;
  /** Empty for binary data; invalid bytes are replaced. */
  readonly text: string;
  readonly isHtml: boolean;
}

/** The leading bytes searched for an encoding declaration or a sign of HTML. */
const startLength = 1024;

/** Reads a body as browsers do: a byte order mark overrides the header, and the header overrides the page. */
export function readBody({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): Body {
  const [header = ''] = valuesOf(headers, 'content-type').slice(-1);
  const contentType = (/^[^;,]*/.exec(header)?.[0] ?? '').trim().toLowerCase();
  const start = Buffer.from(body.subarray(0, startLength)).toString('latin1');
  const isText = /^(?:text\/.+|.+[/+](?:json|xml|javascript)|)$/.test(contentType);
  const isHtml =
    /^(?:text\/html|application\/xhtml\+xml)$/.test(contentType) ||
    (contentType === '' && /^\s*<[a-z!]/i.test(start.replace(/^\xef\xbb\xbf/, '')));
  const charset =
    encodingOfStart(body) ??
    encodingOf(/charset\s*=\s*["']?([^\s"';]+)/i.exec(header)?.[1]) ??
    (isHtml ? declaredIn(start) : undefined) ??
    guessed(body);
  const decoder = new TextDecoder(charset);
  return { contentType, charset, text: isText ? decoder.decode(body) : '', isHtml };
}

/** @see https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding */
function declaredIn(start: string): string | undefined {
  const label = /<meta\s[^>]*?charset\s*=\s*["']?([^\s"'/>;]+)/i.exec(start)?.[1];
  const encoding = encodingOf(label);
  // The declaration itself is readable.
  return encoding?.startsWith('utf-16') ? 'utf-8' : encoding;
}

/** Pages in China that declare nothing are in UTF-8 or GBK. */
function guessed(bytes: Uint8Array): string {
  try {
    // The last character may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

/**
 * The name of an encoding of pages; `undefined` for an unknown one.
 *
 * @see https://encoding.spec.whatwg.org/#names-and-labels
 */
export function encodingOf(label: string | undefined): string | undefined {
  return attempt(() => (label === undefined ? undefined : new TextDecoder(label).encoding));
}

/** The values of a header, in their order. */
export function valuesOf(headers: readonly Parameter[], name: string): string[] {
  return headers.flatMap(([one, value]) => (one.toLowerCase() === name ? [value] : []));
}
