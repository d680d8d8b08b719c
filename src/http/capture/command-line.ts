import type { KooError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import { excerpt, unreadableCapture } from './model.ts';

// These patterns are sticky: each is tried at one position, so that a long command is read in one pass.
const plainText = /[^ \t\n;|>&\\#'"`$]+/y;
const doubleQuotedText = /[^"\\`$]+/y;
const ansiText = /[^\\']+|\\/y;
const commandEnd = /&(?:&|\s*$)/y;
const expansion = /`|\$(?:[A-Za-z_]\w*|[({][^)}]*[)}]?|[\d@*#?$!-])/y;
const backslashes = /\\+/y;
const argumentText = /[^\\"\s]+/y;
const caretText = /[^^\n"|&>]+/y;
const caretQuotedText = /[^\n"]+/y;

/** The match of a sticky pattern at a position; `undefined` if it does not match there. */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/**
 * Splits a command line into words as bash does, with all kinds of quotes, `$'…'` and continued lines. The command
 * ends at `|`, `;`, `&&`, `>` or the end of the line. Nothing is expanded or run.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) for an expansion (`$NAME`, `` ` ``), an unquoted `&`, and an
 *   unclosed quote
 */
export function splitShell(source: string): string[] {
  const text = source.replaceAll('\r\n', '\n');
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\n' || character === ';' || character === '|' || character === '>') break;
    if (character === '&') {
      if (word === undefined && matchAt(commandEnd, text, at) !== undefined) break;
      throw unreadableCapture(
        both('The & {place} is not quoted, so the shell ends the command there: quote the URL', {
          place: where(text, at),
        }),
      );
    }
    if (character === ' ' || character === '\t') {
      endWord();
      at += 1;
    } else if (character === '\\') {
      if (text.charAt(at + 1) !== '\n') word = (word ?? '') + text.charAt(at + 1);
      at += 2;
    } else if (character === '#' && word === undefined) {
      at = lineEnd(text, at);
    } else {
      const [piece, next] = readPiece(text, at);
      word = (word ?? '') + piece;
      at = next;
    }
  }
  endWord();
  return words;
}

type Piece = readonly [text: string, next: number];

function readPiece(text: string, at: number): Piece {
  const plain = matchAt(plainText, text, at);
  if (plain !== undefined) return [plain, at + plain.length];
  const character = text.charAt(at);
  if (character === "'") return readSingle(text, at);
  if (character === '"') return readDouble(text, at);
  if (text.startsWith("$'", at)) return readAnsi(text, at);
  assertNoExpansion(text, at);
  return [character, at + 1];
}

function readSingle(text: string, at: number): Piece {
  const close = text.indexOf("'", at + 1);
  if (close < 0) throw unclosedQuote(text, at);
  return [text.slice(at + 1, close), close + 1];
}

function readDouble(text: string, start: number): Piece {
  let piece = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const plain = matchAt(doubleQuotedText, text, at) ?? '';
    piece += plain;
    at += plain.length;
    const character = text.charAt(at);
    if (character === '"') return [piece, at + 1];
    if (character === '\\' && /["\\$`\n]/.test(text.charAt(at + 1))) {
      at += 1;
      if (text.charAt(at) !== '\n') piece += text.charAt(at);
    } else {
      assertNoExpansion(text, at);
      piece += character;
    }
  }
  throw unclosedQuote(text, start);
}

const ansi: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const escapes =
  /\\(?:x([\da-fA-F]{1,2})|([0-7]{1,3})|((?:u[dD][89abAB][\da-fA-F]{2}\\)?u[\da-fA-F]{1,4}|U[\da-fA-F]{1,8})|(.))/sy;

/** `$'…'`: octal and `\x` escapes are bytes; a character may consist of several. */
function readAnsi(text: string, start: number): Piece {
  // The bytes, each as a character.
  let bytes = '';
  let at = start + 2;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === "'") return [decode(Buffer.from(bytes, 'latin1'), text, start), at + 1];
    escapes.lastIndex = at;
    const match = character === '\\' ? escapes.exec(text) : null;
    if (match) {
      bytes += escaped(match);
      at = escapes.lastIndex;
    } else {
      const plain = matchAt(ansiText, text, at) ?? '';
      bytes += utf8Bytes(plain);
      at += plain.length;
    }
  }
  throw unclosedQuote(text, start);
}

function utf8Bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function escaped([whole, hex, octal, unicode, plain = '']: RegExpExecArray): string {
  if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
  if (octal) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
  if (unicode) {
    // Some browsers escape a character outside the BMP as a surrogate pair.
    const units = unicode.split('\\').map((unit) => Number.parseInt(unit.slice(1), 16));
    return utf8Bytes(units.map((unit) => (unit > 0x10ffff ? '\ufffd' : String.fromCodePoint(unit))).join(''));
  }
  if (/["'\\?]/.test(plain)) return plain;
  return ansi[plain] ?? utf8Bytes(whole);
}

function decode(raw: Buffer, text: string, at: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw unreadableCapture(
      both("The bytes in $'…' {place} are not valid UTF-8", { place: where(text, at) }),
    );
  }
}

function assertNoExpansion(text: string, at: number): void {
  const found = matchAt(expansion, text, at);
  if (found === undefined) return;
  throw unreadableCapture(
    both(
      'The command contains {found} {place}, which the shell expands: capture the request that was actually sent',
      { found: excerpt(found), place: where(text, at) },
    ),
  );
}

function unclosedQuote(text: string, at: number): KooError {
  return unreadableCapture(both('The quote {place} is not closed', { place: where(text, at) }));
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function position(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function where(text: string, at: number): Localized {
  return both('at line {line}, column {column}', position(text, at));
}

/** Whether a command line is for cmd.exe of Windows: continued with `^`, or with `^"` for quotes. */
export function looksLikeCmd(text: string): boolean {
  return /\^[ \t]*\r?\n|\s\^"/.test(text);
}

/**
 * Splits a cmd.exe command line into words: first resolves `^` as cmd does, then quotes and backslashes as the C
 * runtime of Windows does (https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments).
 */
export function splitCmd(source: string): string[] {
  return splitArguments(readCarets(source.replaceAll('\r\n', '\n')));
}

/** The command line that cmd passes to the program, with carets resolved. */
function readCarets(text: string): string {
  let isQuoted = false;
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const plain = matchAt(isQuoted ? caretQuotedText : caretText, text, at) ?? '';
    result += plain;
    at += plain.length;
    const character = text.charAt(at);
    if (character === '^') {
      // A caret at the end of a line continues the line and escapes the next character.
      at += text.charAt(at + 1) === '\n' ? 2 : 1;
      result += text.charAt(at);
    } else if (character === '"') {
      isQuoted = !isQuoted;
      result += character;
    } else {
      // The end of the line, or what ends a command outside quotes.
      break;
    }
  }
  return result;
}

function splitArguments(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  let at = 0;
  while (at < line.length) {
    const plain = matchAt(argumentText, line, at);
    const slashes = matchAt(backslashes, line, at)?.length ?? 0;
    if (plain !== undefined) {
      word = (word ?? '') + plain;
      at += plain.length;
    } else if (slashes > 0 && line[at + slashes] === '"') {
      // Before a quote, two backslashes stand for one; an odd backslash escapes the quote.
      word = (word ?? '') + '\\'.repeat(slashes >> 1) + (slashes % 2 === 1 ? '"' : '');
      at += slashes + (slashes % 2);
    } else if (slashes > 0) {
      word = (word ?? '') + '\\'.repeat(slashes);
      at += slashes;
    } else if (line[at] === '"') {
      isQuoted = !isQuoted;
      word ??= '';
      at += 1;
    } else {
      // White space.
      if (isQuoted) word = (word ?? '') + line.charAt(at);
      else {
        if (word !== undefined) words.push(word);
        word = undefined;
      }
      at += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
