import { type Localized, localize } from './translate.ts';

export const marks = { passed: '✔', failed: '✖', warned: '⚠', skipped: '−' } as const;

/** The marks of results for a terminal that shows only ASCII. */
export const asciiMarks = { passed: '+', failed: 'x', warned: '!', skipped: '-' } as const;

/**
 * Escape sequences: control strings (OSC, DCS, APC, PM, SOS) with their terminator, CSI sequences and short escapes, with
 * ESC or as C1 controls. No repeated part contains the start of a sequence: so matching takes linear time, and a control
 * string without an end loses only its introducer.
 *
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
const sequence = [
  String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\0-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)`,
  String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]`,
  String.raw`\x1b[ -/]*[0-~]`,
].join('|');

/**
 * Marks that reorder or hide text: soft hyphen, zero-width characters, bidi controls, line and paragraph separators,
 * invisible operators, annotations, byte order mark.
 */
const hidden = String.raw`\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb`;
/** An invisible copy of ASCII. */
const tags = String.raw`\u{e0000}-\u{e007f}`;
/** A ZWJ that does not join emoji; Chinese and English have no other use for it. */
const loneJoiner = String.raw`(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d`;

/** Controls but tab and line feed, and marks; for a class of an expression with the flag `u`. */
export const unsafeCharacters = String.raw`\0-\x08\x0b-\x1f\x7f-\x9f${hidden}${tags}`;

const unsafe = new RegExp(`${sequence}|[${unsafeCharacters}]|${loneJoiner}`, 'gu');

/** Characters that JSON leaves raw in a string but a terminal must not get: DEL, C1 and marks. */
export const rawInJson = new RegExp(String.raw`[\x7f-\x9f${hidden}]`, 'gu');

/**
 * Characters that a reader does not see between two letters, for expressions with the flag `u`: controls, marks, line
 * breaks, and what Unicode lets a display ignore. A line break before a space is not between letters: so a long indented
 * text stays fast.
 */
export const invisibleCharacters = String.raw`\n(?! )|[\0-\x09\x0b-\x1f\x7f-\x9f${hidden}\p{Default_Ignorable_Code_Point}]`;
/** Those, and whole escape sequences. */
export const invisible = `${sequence}|${invisibleCharacters}`;

/**
 * Makes untrusted text safe for a terminal: removes escape sequences, control characters and marks that reorder or hide
 * text, but not tab, line feed and what joins emoji. Takes linear time, so no text keeps koo busy.
 */
export function terminalSafe(untrusted: string | Localized): string {
  const text = typeof untrusted === 'string' ? untrusted : localize(untrusted);
  // Fast path: nearly all text is plain ASCII.
  if (/^[\t\n -~]*$/.test(text)) return text;
  return text.replace(unsafe, '');
}

const unseen =
  /[\0-\x1f\x7f-\x9f\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** Untrusted text with what a terminal does not show: line breaks as `⏎`, other characters as `\u{200b}`. */
export function withUnseen(text: string): string {
  return text
    .replace(/\r?\n/g, ' ⏎ ')
    .replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Untrusted text as one line, so that it cannot be taken for lines of koo. */
export function oneLine(text: string | Localized): string {
  return terminalSafe(text).replace(/\s+/g, ' ').trim();
}
