import { tryJson } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import {
  assertDepth,
  assertHeaderCount,
  type Captured,
  type CaptureOptions,
  captureTooLarge,
  maxParameters,
  type Parameter,
  toReceivedRequest,
  unreadableCapture,
} from './model.ts';
import { looksLikeCurl, readCurl } from './read-curl.ts';
import { readDocument } from './read-json.ts';

const mebibyte = 1024 * 1024;
/** Longest curl command, in bytes. A shell accepts less. */
const maxCommandBytes = 4 * mebibyte;
/** Longest body of the captured message, in bytes. */
const maxBodyBytes = 2 * mebibyte;
/** Longest headers together, in characters. Servers accept 8 to 64 KB. */
const maxHeaderLength = mebibyte;
/** Longest URL, in characters. Servers accept 8 to 64 KB. */
const maxUrlLength = 256 * 1024;
/** Deepest nesting of a body that is JSON instead of text in a capture. */
const envelopeDepth = 4;

/**
 * Reads a captured request or response: a curl command (bash or cmd.exe), a raw HTTP message, a HAR log or entry, a JSON
 * document, or a list of them, one a line.
 *
 * @throws KooError (usage) `UNREADABLE_CAPTURE` for any other or invalid input; the message says what is wrong;
 *   `CAPTURE_TOO_LARGE`
 */
export function readCapture(input: Uint8Array, options: CaptureOptions = {}): Captured {
  const captured = readForm(input, options);
  const body = captured.kind === 'request' ? captured.request.body : captured.body;
  assertBodySize(body);
  assertDepth(new TextDecoder('utf-8').decode(body));
  assertParts(captured);
  return captured;
}

function assertBodySize({ length }: Uint8Array): void {
  assertSize(
    length,
    maxBodyBytes,
    both('The captured body is larger than {limit} MB', { limit: maxBodyBytes / mebibyte }),
  );
}

function assertSize(actual: number, limit: number, message: Localized): void {
  if (actual > limit) throw captureTooLarge(message);
}

function assertParts(captured: Captured): void {
  const { headers } = captured.kind === 'request' ? captured.sent : captured;
  const url = captured.kind === 'request' ? captured.sent.url : '';
  assertHeaderCount(headers.length);
  assertSize(
    headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0),
    maxHeaderLength,
    both('The captured headers are longer than {limit} MB', { limit: maxHeaderLength / mebibyte }),
  );
  assertSize(
    url.length,
    maxUrlLength,
    both('The captured URL is longer than {limit} KB', { limit: maxUrlLength / 1024 }),
  );
  if (url.split('&', maxParameters + 1).length > maxParameters) {
    throw captureTooLarge(
      both('The captured URL has more than {maxParameters} parameters', { maxParameters }),
    );
  }
}

function readForm(input: Uint8Array, options: CaptureOptions): Captured {
  const bytes = skipLeadingWhiteSpace(input);
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text === '') throw unreadableCapture(both('The capture is empty'));
  if (looksLikeCurl(text)) {
    assertSize(
      bytes.length,
      maxCommandBytes,
      both('The curl command is longer than {limit} MB', { limit: maxCommandBytes / mebibyte }),
    );
    return readCurl(text);
  }
  if (looksLikeHttp(bytes)) return readHttp(bytes);
  if (/^[{[]/.test(text)) {
    assertDepth(text, envelopeDepth);
    return readDocument(readLines(text) ?? parseJson(text), options);
  }
  throw unreadableCapture(both('The input is not a curl command, an HTTP message, HAR or JSON'));
}

/** Skips white space and a byte order mark at the start; trailing white space may be part of a body. */
function skipLeadingWhiteSpace(input: Uint8Array): Uint8Array {
  const bom = input[0] === 0xef && input[1] === 0xbb && input[2] === 0xbf ? 3 : 0;
  const start = input.findIndex(
    (byte, at) => at >= bom && !(byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)),
  );
  return start < 0 ? new Uint8Array() : input.subarray(start);
}

/** Parses a document on a single line, or a list of them, one a line; `undefined` for any other text. */
function readLines(text: string): unknown {
  const documents: unknown[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    if (line.trim() !== '') {
      const document = tryJson(line);
      if (document === undefined) return undefined;
      documents.push(document);
    }
    start = end + 1;
  }
  return documents.length > 1 ? documents : documents[0];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unreadableCapture(both('The capture is not valid JSON: {reason}', { reason }));
  }
}

const requestLine = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;
const statusLine = /^HTTP\/\d(?:\.\d)? (\d{3})(?: .*)?$/;

/** Whether the text starts like an HTTP message. */
function looksLikeHttp(bytes: Uint8Array): boolean {
  const line = firstLine(bytes);
  return requestLine.test(line) || statusLine.test(line);
}

/**
 * Reads a raw HTTP message with CRLF or LF. Joins a chunked body, and truncates a body that is longer than its
 * Content-Length, because editors add a line end.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) for a header line without a colon, and for a body shorter than its
 *   Content-Length
 */
function readHttp(raw: Uint8Array): Captured {
  const { lines, body } = lastMessage(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  const [first = '', ...rest] = lines;
  const headers = rest.map((line, index) => readHeader(line, index + 2));
  const exact = trimBody(body, headers);
  const status = statusLine.exec(first)?.[1];
  if (status) return { kind: 'reply', status: Number(status), headers, body: exact };
  const [, method = '', url = ''] = requestLine.exec(first) ?? [];
  return toReceivedRequest(method, url, headers, exact);
}

/** Skips interim responses and those of a proxy. */
function lastMessage(buffer: Buffer): { readonly lines: string[]; readonly body: Buffer } {
  for (let message = split(buffer); ; message = split(message.body)) {
    const status = statusLine.exec(message.lines[0] ?? '')?.[1];
    const isInterim =
      status !== undefined && (status.startsWith('1') || statusLine.test(firstLine(message.body)));
    if (!isInterim) return message;
  }
}

function split(buffer: Buffer): { readonly lines: string[]; readonly body: Buffer } {
  const lines: string[] = [];
  let at = 0;
  while (at < buffer.length) {
    const newline = buffer.indexOf(0x0a, at);
    const end = newline < 0 ? buffer.length : newline;
    const line = buffer.toString('utf8', at, end).replace(/\r$/, '');
    at = Math.min(end + 1, buffer.length);
    if (line === '') break;
    lines.push(line);
    assertHeaderCount(lines.length - 1);
  }
  return { lines, body: buffer.subarray(at) };
}

function readHeader(line: string, number: number): Parameter {
  const colon = line.indexOf(':');
  if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  throw unreadableCapture(
    both(
      'Line {number} of the HTTP message is not a header (NAME: VALUE, with an empty line before the body): {line}',
      { number, line: line.slice(0, 80) },
    ),
  );
}

function trimBody(body: Buffer, headers: readonly Parameter[]): Buffer {
  const value = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  // Tools that print a response keep the Transfer-Encoding header although they have decoded the body.
  if (value('transfer-encoding')?.toLowerCase() === 'chunked') {
    assertBodySize(body);
    return joinChunks(body) ?? body;
  }
  const given = value('content-length') ?? '';
  if (!/^\d+$/.test(given)) return body;
  const length = Number(given);
  if (body.length < length) {
    throw unreadableCapture(
      both(
        'The body has {actual} bytes, but Content-Length is {expected}: the capture is truncated or was edited',
        { actual: body.length, expected: length },
      ),
    );
  }
  return body.subarray(0, length);
}

/** Joins a chunked body; `undefined` if it is not actually chunked. */
function joinChunks(body: Buffer): Buffer | undefined {
  const joined = Buffer.allocUnsafe(body.length);
  let used = 0;
  let at = 0;
  while (at < body.length) {
    const newline = body.indexOf(0x0a, at);
    const size = /^([\da-f]+)[ \t]*(?:;.*)?\r?$/i.exec(
      body.toString('latin1', at, Math.max(newline, at)),
    )?.[1];
    if (size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    if (length === 0) return joined.subarray(0, used);
    const start = newline + 1;
    if (start + length > body.length) return undefined;
    used += body.copy(joined, used, start, start + length);
    const end = body.indexOf(0x0a, start + length);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return undefined;
}

function firstLine(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const newline = buffer.indexOf(0x0a);
  return /^[^\r\n]*/.exec(buffer.toString('utf8', 0, newline < 0 ? buffer.length : newline))?.[0] ?? '';
}
