import { stripVTControlCharacters } from 'node:util';

/**
 * What is left of a terminal's control language once whole escape sequences are gone: C0 without tab and line
 * feed, DEL, C1, and the marks that reorder or hide text (bidi embeddings, overrides, isolates; line and
 * paragraph separators).
 */
const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text from a server, made harmless for a terminal: escape sequences, control characters and bidi overrides are
 * removed; tab and line feed stay.
 */
export function terminalSafe(text: string): string {
  // Nearly all text is plain ASCII.
  if (/^[\t\n -~]*$/.test(text)) return text;
  return stripVTControlCharacters(text).replace(control, '');
}
