/**
 * Finds codes in text by its bytes (UTF-8 or any other superset of ASCII). A code with the prefix MKT., CBC., APIGW. or
 * APIG. is recognised anywhere. A bare number must follow a word such as `resultCode` or `错误码`: any other number is
 * an ID or a time.
 */

/** The position of a code in bytes; `end` is exclusive. */
export interface CodeSpan {
  readonly start: number;
  readonly end: number;
}

/** The number of bytes before an anchor, and after its start, that decide whether it belongs to a code. */
export const lookBehind = 24;
export const lookAhead = 48;

/** Words that may precede `code`. Three digits are a code only after the first three words. */
const keyWords = [
  'result',
  'error',
  'err',
  'ret',
  'rtn',
  'res',
  'return',
  'resp',
  'response',
  'rsp',
  'biz',
  'api',
  'mkt',
].map(bytesOf);
const recordWords = keyWords.slice(0, 3);
/** Words that may precede `code 000105`, separated by a space. After any other word it is another kind of code. */
const plainWords = [...keyWords, ...['the', 'a', 'with', 'and', 'status', 'business'].map(bytesOf)];

const chineseKeys = ['结果', '错误', '返回', '响应']
  .flatMap((word) => [`${word}码`, `${word}代码`])
  .map(bytesOf);

/** Enough for `\\x5C\\x22:\\x5C\\x22`, nginx's form of nested quotes, and a few more bytes. */
const maxSeparators = 24;

// Every code contains or follows one of these. All have four bytes, so that the scan can skip three at a time.
const anchors = [
  ...['MKT.', 'CBC.', 'APIG', 'code', 'Code', 'CODE'].map(bytesOf),
  ...chineseKeys.map((word) => word.slice(-4)),
];

/** The number of bytes that the scan can skip, by the last two bytes read; 0 if an anchor may end here. */
const skips = new Uint8Array(65536).fill(3);
for (const anchor of anchors) {
  for (let end = 1; end < 4; end += 1) {
    const pair = ((anchor[end - 1] ?? 0) << 8) | (anchor[end] ?? 0);
    skips[pair] = Math.min(skips[pair] ?? 3, 3 - end);
  }
}
const anchorNumbers: ReadonlySet<number> = new Set(
  anchors.map(([a = 0, b = 0, c = 0, d = 0]) => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0),
);

/** Bytes allowed between a key and its value: spaces, quotes, `: = > ( [ \`, and their Chinese forms. */
const separators = new Uint8Array(256);
for (const byte of bytesOf(' \t"\'\\:=>([：＝为是“【（「')) separators[byte] = 1;

/**
 * Finds the next anchor.
 *
 * @param from where it may begin at the earliest
 * @param to where it must end, exclusive
 * @returns where it begins, or -1
 */
export function nextAnchor(bytes: Uint8Array, from: number, to: number): number {
  let head = from + 3;
  while (head < to) {
    const skip = skips[((bytes[head - 1] as number) << 8) | (bytes[head] as number)] as number;
    if (skip > 0) {
      head += skip;
      continue;
    }
    const number =
      ((at(bytes, head - 3) << 24) |
        (at(bytes, head - 2) << 16) |
        (at(bytes, head - 1) << 8) |
        at(bytes, head)) >>>
      0;
    if (anchorNumbers.has(number)) return head - 3;
    head += 1;
  }
  return -1;
}

/** The code that an anchor belongs to. Looks only at the bytes from `from` up to `to`. */
export function codeAt(bytes: Uint8Array, anchor: number, from: number, to: number): CodeSpan | undefined {
  const first = at(bytes, anchor);
  if (first === 0x4d || first === 0x41 || (first === 0x43 && at(bytes, anchor + 1) === 0x42))
    return prefixedCodeAt(bytes, anchor, from, to);
  const start = valueStart(bytes, anchor + 4, to);
  // Codes begin with 0 or 9; the frequent "code":200 of logs does not.
  if (start < 0 || (at(bytes, start) !== 0x30 && at(bytes, start) !== 0x39)) return undefined;
  let end = start;
  while (end < to && isDigit(at(bytes, end)) && end - start < 9) end += 1;
  const digits = end - start;
  if ((digits !== 3 && digits !== 6 && digits !== 8) || !isEnd(bytes, end, to)) return undefined;
  // Anchors of Chinese words begin in the middle of a character.
  const isCode =
    first >= 0x80 ? digits > 3 && isChineseKey(bytes, anchor, from) : isKey(bytes, anchor, from, digits);
  return isCode ? { start, end } : undefined;
}

function prefixedCodeAt(bytes: Uint8Array, anchor: number, from: number, to: number): CodeSpan | undefined {
  if (anchor > from && isWord(at(bytes, anchor - 1)) && !endsEscape(bytes, anchor, from)) return undefined;
  let dot = anchor + 3;
  if (at(bytes, anchor) === 0x41) {
    dot = anchor + 4;
    if (dot < to && at(bytes, dot) === 0x57) dot += 1;
  }
  if (dot >= to || at(bytes, dot) !== 0x2e) return undefined;
  let end = dot + 1;
  while (end < to && isDigit(at(bytes, end)) && end - dot < 10) end += 1;
  const digits = end - dot - 1;
  // Only the billing service has codes of eight digits, such as CBC.18000014.
  if (digits !== 4 && (digits !== 8 || at(bytes, anchor) !== 0x43)) return undefined;
  return end < to && isWord(at(bytes, end)) ? undefined : { start: anchor, end };
}

/** The offset of the digits after a key; -1 if anything else follows, or if no separator comes between. */
function valueStart(bytes: Uint8Array, from: number, to: number): number {
  let index = from;
  const last = Math.min(to, from + maxSeparators);
  while (index < last) {
    const long = longSeparator(bytes, index, to);
    if (long > 0) index += long;
    else if (separators[at(bytes, index)] === 1) index += 1;
    else break;
  }
  return index > from && index < to && isDigit(at(bytes, index)) ? index : -1;
}

/** A space, `"`, `'`, `:`, `=` or `\`, as escaped in logs, URLs, JSON and HTML. */
const escapes = '(?:(?:%|\\\\x|\\\\u00)(?:2[027]|3[ADad]|5[Cc])|&(?:quot|apos|#34|#39);)';
const longSeparators = new RegExp(`^(?:${escapes}|<!\\[CDATA\\[|->)`);
/** A word begins after these, although they end in a letter or a digit; `\\n` in JSON is one of them. */
const escapeEnd = new RegExp(`(?:${escapes}|\\\\[nrt])$`);

/** The length of a separator of several bytes, or 0. */
function longSeparator(bytes: Uint8Array, index: number, to: number): number {
  const byte = at(bytes, index);
  // `%`, `&`, `-`, `<`, `\`
  if (byte !== 0x25 && byte !== 0x26 && byte !== 0x2d && byte !== 0x3c && byte !== 0x5c) return 0;
  return longSeparators.exec(ascii(bytes, index, Math.min(to, index + 9)))?.[0].length ?? 0;
}

function endsEscape(bytes: Uint8Array, end: number, from: number): boolean {
  return escapeEnd.test(ascii(bytes, Math.max(from, end - 6), end));
}

/** Whether a number ends here: a dot continues a number, a colon a time, a dash an ID. */
function isEnd(bytes: Uint8Array, end: number, to: number): boolean {
  if (end >= to) return true;
  const byte = at(bytes, end);
  if (isWord(byte)) return false;
  const joins = byte === 0x2e || byte === 0x3a || byte === 0x2d;
  return !(joins && end + 1 < to && isDigit(at(bytes, end + 1)));
}

/** Whether `code` at an anchor is a word, or the end of a word such as `resultCode` or `error_code`. */
function isKey(bytes: Uint8Array, anchor: number, from: number, digits: number): boolean {
  const isRecordCode = digits === 3;
  if (anchor === from) return !isRecordCode;
  const before = at(bytes, anchor - 1);
  const isJoint = before === 0x5f || before === 0x2d || before === 0x2e;
  const end = isJoint ? anchor - 1 : anchor;
  if ((isRecordCode ? recordWords : keyWords).some((word) => endsWithWord(bytes, end, from, word)))
    return true;
  if (isRecordCode) return false;
  if (before === 0x20) return !isOtherKindOfCode(bytes, anchor, from);
  // zip_code, sku-code, $code and postcode are other keys.
  return endsEscape(bytes, anchor, from) || !(isJoint || isWord(before) || before === 0x24);
}

/** Whether the word before `code` makes it another kind of code: `area code 000100`, but not `level=info code=000105`. */
function isOtherKindOfCode(bytes: Uint8Array, anchor: number, from: number): boolean {
  const end = anchor - 1;
  const last = end > from ? at(bytes, end - 1) : 0x20;
  // In `INFO code` the word is a log level; in `AREA CODE` it belongs to the key.
  const isLetter = isLower(last) || (at(bytes, anchor + 1) === 0x4f && isUpper(last));
  if (!isLetter || at(bytes, anchor + 4) === 0x3d) return false;
  return !plainWords.some((word) => endsWithWord(bytes, end, from, word));
}

function isChineseKey(bytes: Uint8Array, anchor: number, from: number): boolean {
  return chineseKeys.some((word) => {
    const start = anchor + 4 - word.length;
    return start >= from && word.every((byte, index) => at(bytes, start + index) === byte);
  });
}

/**
 * Whether a word, in upper or lower case, ends before a byte. A short word must not be the end of another one: the
 * `ret` of `secretCode`.
 */
function endsWithWord(bytes: Uint8Array, end: number, from: number, word: Uint8Array): boolean {
  const start = end - word.length;
  if (start < from) return false;
  for (let index = word.length - 1; index >= 0; index -= 1) {
    // In ASCII, one bit distinguishes upper and lower case.
    if ((at(bytes, start + index) | 0x20) !== word[index]) return false;
  }
  if (word.length > 4 || start === from) return true;
  const before = at(bytes, start - 1);
  if (!isLower(before) && !isUpper(before)) return true;
  return (isLower(before) && isUpper(at(bytes, start))) || endsEscape(bytes, start, from);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLower(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

function isWord(byte: number): boolean {
  return isDigit(byte) || isUpper(byte) || isLower(byte) || byte === 0x5f;
}

/** The codes in a text, in order, each once. */
export function findCodes(text: string): readonly string[] {
  const bytes = bytesOf(text);
  const found = new Set<string>();
  for (
    let anchor = nextAnchor(bytes, 0, bytes.length);
    anchor >= 0;
    anchor = nextAnchor(bytes, anchor + 1, bytes.length)
  ) {
    const seen = codeAt(bytes, anchor, 0, bytes.length);
    if (seen) found.add(ascii(bytes, seen.start, seen.end));
  }
  return [...found];
}
