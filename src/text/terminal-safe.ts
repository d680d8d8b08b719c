import { stripVTControlCharacters } from 'node:util';

/**
 * Control characters that remain after whole escape sequences are removed: C0 without tab and line feed, DEL, C1, and
 * the marks that reorder or hide text (bidi embeddings, overrides, isolates; line and paragraph separators).
 */
const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes untrusted text safe for a terminal: removes escape sequences, control characters and bidi overrides, but not
 * tab and line feed.
 */
export function terminalSafe(text: string): string {
  // Fast path: nearly all text is plain ASCII.
  if (/^[\t\n -~]*$/.test(text)) return text;
  return stripVTControlCharacters(text).replace(control, '');
}
