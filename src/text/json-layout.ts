import { attempt } from './attempt.ts';

/** Maximum nesting of a document from elsewhere: that of Jackson, which Huawei's samples use. */
export const maxJsonDepth = 1000;
/**
 * Number of levels that are indented; what is nested deeper is on the line of its parent. Otherwise the indentation would
 * grow with the square of the text.
 */
export const maxIndented = 24;

/** Whether JSON is nested deeper than a limit. Looks at brackets outside strings only, in one pass without recursion. */
export function isNestedDeeper(json: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    switch (json[at]) {
      case '"':
        at = stringEnd(json, at) - 1;
        break;
      case '[':
      case '{':
        depth += 1;
        if (depth > limit) return true;
        break;
      case ']':
      case '}':
        depth -= 1;
    }
  }
  return false;
}

/** Whether a text is valid JSON, nested no deeper than {@link maxJsonDepth}. */
export function isBoundedJson(text: string): boolean {
  return !isNestedDeeper(text, maxJsonDepth) && isJson(text);
}

interface Beginning {
  readonly text: string;
  /** How many characters of the source follow. */
  readonly omitted: number;
}

/**
 * Indents JSON for people without changing its tokens: duplicate keys, the digits of numbers and escapes stay as they
 * were received. Text that is not JSON is left as it is.
 *
 * @param maxLength of the result, in characters; a bracket with its indentation may exceed it
 */
export function indentJson(source: string, maxLength: number = Number.POSITIVE_INFINITY): Beginning {
  if (!isJson(source)) return beginningOf(source, maxLength);
  let text = '';
  let depth = 0;
  let at = blankEnd(source, 0);
  while (at < source.length && text.length < maxLength) {
    const end = tokenEnd(source, at);
    const token = source.slice(at, end);
    at = blankEnd(source, end);
    if (token === ',') text += token + lineBreak(depth, depth);
    else if (token === ':') text += ': ';
    else if (token === '}' || token === ']') {
      text += lineBreak(depth, depth - 1) + token;
      depth -= 1;
    } else if (token !== '{' && token !== '[') {
      const shown = beginningOf(token, maxLength - text.length);
      text += shown.text;
      if (shown.omitted > 0) return { text, omitted: source.length - end + shown.omitted };
    } else if (source[at] === '}' || source[at] === ']') {
      text += token + source[at];
      at = blankEnd(source, at + 1);
    } else {
      depth += 1;
      text += token + lineBreak(depth, depth);
    }
  }
  return { text, omitted: source.length - at };
}

const lineBreaks = Array.from({ length: maxIndented + 1 }, (_, depth) => `\n${'  '.repeat(depth)}`);

function lineBreak(depth: number, indent: number): string {
  return depth > maxIndented ? '' : (lineBreaks[indent] ?? '');
}

/** The first characters of a text, without half of a surrogate pair. */
function beginningOf(source: string, maxLength: number): Beginning {
  if (source.length <= maxLength) return { text: source, omitted: 0 };
  const end = maxLength - (isHighSurrogate(source.charCodeAt(maxLength - 1)) ? 1 : 0);
  return { text: source.slice(0, end), omitted: source.length - end };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isJson(text: string): boolean {
  // An exception takes long.
  return /^\s*[[{"\dtfn-]/.test(text) && attempt(() => JSON.parse(text) as unknown) !== undefined;
}

function blankEnd(text: string, from: number): number {
  let end = from;
  while (isBlank(text.charCodeAt(end))) end += 1;
  return end;
}

/** Space, tab, line feed and carriage return. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function tokenEnd(text: string, start: number): number {
  if (text[start] === '"') return stringEnd(text, start);
  let end = start;
  while (isScalar(text.charCodeAt(end))) end += 1;
  return Math.max(end, start + 1);
}

/** Whether a unit belongs to a number or a literal: digits, `+`, `-`, `.` and letters. */
function isScalar(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x2b && unit <= 0x39 && unit !== 0x2c) || unit === 0x45;
}

/** The end of the string that starts at an offset; the end of the text, if its quote is never closed. */
export function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit === 0x5c) at += 1;
  }
  return text.length;
}
