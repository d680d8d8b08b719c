import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';

const allEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const;
export type Encoding = (typeof allEncodings)[number];

/** Why bytes are not accepted as text. */
export type NotTextReason = 'workbook' | 'binary' | 'unknown-encoding';

export interface DecodeOptions {
  /** Accepted encodings (default: all). */
  readonly encodings?: readonly Encoding[];
  /** Creates the error for bytes that are not text. */
  readonly notText: (reason: NotTextReason) => Error;
  /** Called once, when the encoding is known. */
  readonly onEncoding?: (encoding: Encoding) => void;
}

/**
 * Decodes text in the encodings that merchants' tools write: UTF-8 and UTF-16 with or without a byte order mark, and
 * GBK (read as its superset GB18030), in which Excel saves CSV in China. Valid UTF-8 is read as UTF-8.
 *
 * @throws the error of `notText` for a workbook, other binary data, or an encoding that is not accepted
 */
export function decodeText(bytes: Uint8Array, options: Omit<DecodeOptions, 'onEncoding'>) {
  let encoding: Encoding = 'utf-8';
  const onEncoding = (known: Encoding) => {
    encoding = known;
  };
  const text = createDecoder({ ...options, onEncoding })(bytes, true);
  return { text, encoding };
}

/**
 * Decodes a stream like {@link decodeText}. The first bytes that are not ASCII determine the encoding; no more of a
 * pipe is buffered than is needed.
 */
export async function* decodeTexts(
  bytes: AsyncIterable<Uint8Array>,
  options: DecodeOptions,
): AsyncGenerator<string> {
  const decode = createDecoder(options);
  for await (const chunk of bytes) yield decode(chunk, false);
  yield decode(new Uint8Array(), true);
}

/** Decodes UTF-8; `undefined` for invalid bytes. @param keepMark whether a byte order mark is part of the text */
export function decodeUtf8(bytes: Uint8Array, keepMark = false): string | undefined {
  return decoded(new TextDecoder('utf-8', { fatal: true, ignoreBOM: keepMark }), bytes);
}

/** A text without its percent-encoding; a text that is not encoded stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Number of leading bytes that identify the type of a file. */
const headLength = 4;
/**
 * Number of bytes after which the encoding is decided in any case, counted from the chunk with the first byte that is
 * not ASCII.
 */
const decisiveLength = 64 * 1024;
/** Number of non-ASCII bytes that are valid UTF-8 by more than chance: two Chinese characters. */
const decisiveCount = 6;

/** Creates a function that takes chunks and returns the text decoded so far. */
function createDecoder({ encodings = allEncodings, notText, onEncoding }: DecodeOptions) {
  /** Bytes whose encoding is not known yet. */
  let buffered: Uint8Array = new Uint8Array();
  let isStart = true;
  let decoder: TextDecoder | undefined;

  function decide(encoding: Encoding, isEnd: boolean): string {
    if (!encodings.includes(encoding)) throw notText('unknown-encoding');
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: !isStart });
    const text = decodeChunk(decoder, buffered, isEnd);
    onEncoding?.(encoding);
    return text;
  }

  function decodeChunk(known: TextDecoder, bytes: Uint8Array, isEnd: boolean): string {
    const text = decoded(known, bytes, !isEnd);
    if (text === undefined) throw notText('unknown-encoding');
    if (text.includes('\0')) throw notText('binary');
    return text;
  }

  return (chunk: Uint8Array, isEnd: boolean): string => {
    if (decoder) return decodeChunk(decoder, chunk, isEnd);
    buffered = buffered.length > 0 ? Buffer.concat([buffered, chunk]) : chunk;
    if (isStart && buffered.length < headLength && !isEnd) return '';
    if (isStart) assertNoWorkbook(buffered, notText);
    const fromMark = isStart ? encodingOfStart(buffered) : undefined;
    const isPlain = !fromMark && !isEnd && isAscii(buffered);
    const encoding = fromMark ?? (isPlain ? 'utf-8' : encodingOf(buffered, isEnd));
    if (encoding === undefined) return '';
    const text = isPlain ? decodeChunk(ascii, buffered, true) : decide(encoding, isEnd);
    isStart = false;
    buffered = new Uint8Array();
    return text;
  };
}

const ascii = new TextDecoder('utf-8');

function assertNoWorkbook(bytes: Uint8Array, notText: DecodeOptions['notText']): void {
  // A ZIP archive (xlsx) or a compound file (xls).
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    throw notText('workbook');
}

/** Detects the encoding from a byte order mark, or from the zero bytes of ASCII in UTF-16. */
export function encodingOfStart(bytes: Uint8Array): Encoding | undefined {
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8';
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  const [first, second] = bytes;
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  return undefined;
}

/** Detects the encoding of bytes without a mark; `undefined` if more bytes are needed. */
function encodingOf(bytes: Uint8Array, isWhole: boolean): Encoding | undefined {
  if (decoded(new TextDecoder('utf-8', { fatal: true }), bytes, !isWhole) === undefined) return 'gb18030';
  const isEnough = isWhole || bytes.length >= decisiveLength || countNonAscii(bytes) >= decisiveCount;
  return isEnough ? 'utf-8' : undefined;
}

function countNonAscii(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte >= 0x80) count += 1;
  return count;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/** Decodes bytes; `undefined` if they are invalid. */
function decoded(decoder: TextDecoder, bytes: Uint8Array, stream = false): string | undefined {
  try {
    return decoder.decode(bytes, { stream });
  } catch (error) {
    const isInvalid =
      error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    if (isInvalid) return undefined;
    throw error;
  }
}
