import type { Parameter } from '../protocols/model.ts';
import { type Captured, received, unreadableCapture } from './model.ts';

const requestLine = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/;
const statusLine = /^HTTP\/\d(?:\.\d)? (\d{3})(?: .*)?$/;

/** Whether bytes begin as an HTTP message does. */
export function looksLikeHttp(text: string): boolean {
  const line = firstLine(text);
  return requestLine.test(line) || statusLine.test(line);
}

/**
 * Reads an HTTP message as it went over the wire, with CRLF or LF. A body in chunks is put together; one longer than
 * its Content-Length is cut, since editors add a line's end.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) at a header line without a colon, and at a body shorter than its Content-Length
 */
export function readHttp(raw: Uint8Array): Captured {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const { lines, body } = split(buffer);
  const [first = '', ...rest] = lines;
  const status = statusLine.exec(first)?.[1];
  // An interim answer, or a proxy's: the real one follows.
  if (status && (status.startsWith('1') || statusLine.test(firstLine(body.toString('latin1'))))) {
    return readHttp(body);
  }
  const headers = rest.map((line, index) => readHeader(line, index + 2));
  const exact = trim(body, headers);
  if (status) return { kind: 'reply', status: Number(status), headers, body: exact };
  const [, method = '', url = ''] = requestLine.exec(first) ?? [];
  return received(method, url, headers, exact);
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
  }
  return { lines, body: buffer.subarray(at) };
}

function readHeader(line: string, number: number): Parameter {
  const colon = line.indexOf(':');
  if (colon > 0) return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  throw unreadableCapture(
    `Line ${number} of the HTTP message is no header (a header has a colon; an empty line goes before the body): ${line.slice(0, 80)}`,
    `HTTP 报文第 ${number} 行不是头域（头域须含冒号，消息体之前须有空行）：${line.slice(0, 80)}`,
  );
}

function trim(body: Buffer, headers: readonly Parameter[]): Buffer {
  const value = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  // Tools that print an answer name the transfer coding although they have undone it.
  if (value('transfer-encoding')?.toLowerCase() === 'chunked') return joinChunks(body) ?? body;
  const length = Number(value('content-length'));
  if (!Number.isInteger(length)) return body;
  if (body.length < length) {
    throw unreadableCapture(
      `The body has ${body.length} bytes, its Content-Length says ${length}: the capture is cut off or was edited.`,
      `消息体为 ${body.length} 字节，而 Content-Length 为 ${length}：抓取内容不完整或被修改过。`,
    );
  }
  return body.subarray(0, length);
}

/** The parts of a chunked body in one, or `undefined` where it is not chunked after all. */
function joinChunks(body: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const newline = body.indexOf(0x0a, at);
    const size = /^([\da-f]+)[ \t]*(?:;.*)?\r?$/i.exec(
      body.toString('latin1', at, Math.max(newline, at)),
    )?.[1];
    if (size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    if (length === 0) return Buffer.concat(chunks);
    const start = newline + 1;
    if (start + length > body.length) return undefined;
    chunks.push(body.subarray(start, start + length));
    const end = body.indexOf(0x0a, start + length);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return undefined;
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}
