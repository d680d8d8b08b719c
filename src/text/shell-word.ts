import { unsafeCharacters } from './terminal-safe.ts';

/** Quotes a word for a POSIX shell if necessary. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : shellQuote(word);
}

/**
 * Puts a text in single quotes for a POSIX shell. What acts on a terminal, even between quotes, or hides there is written as octal
 * numbers; `printf` reads them in every shell, unlike `$'…'`.
 */
export function shellQuote(text: string): string {
  const quoted = text.replaceAll("'", String.raw`'\''`);
  return `'${quoted.replace(unsafeRun, (run) => `'"$(printf '${octal(run)}')"'`)}'`;
}

const unsafeRun = new RegExp(`[${unsafeCharacters}]+`, 'gu');

function octal(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
