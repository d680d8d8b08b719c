import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';

/** As it was named: a path, `-` for stdin, or {@link argumentFile}. */
export type NamedFile = string;

/** Stands where a file's name would, for users who were named on the command line. */
export const argumentFile: NamedFile = ':argument';

/** What an input is called in messages. */
export function namedFile(file: NamedFile): Localized {
  return file === '-' ? both('stdin') : { en: file, zh: file };
}

/** A fault as `buyers.csv:3: …`. */
export function faultText(
  file: NamedFile,
  { line, message }: { readonly line: number; readonly message: Localized },
): Localized {
  if (file === argumentFile) return both('User {line}: {message}', { line, message });
  const name = namedFile(file);
  return both('{name}:{line}: {message}', { name, line, message });
}
