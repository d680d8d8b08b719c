import type { Localized } from '../../text/localized.ts';
import { both, verbatim } from '../../text/translate.ts';

/** A file as the user named it: a path, or `-` for stdin. */
export type NamedFile = string;

/** What an input is called in messages. */
export function namedFile(file: NamedFile): Localized {
  return file === '-' ? both('stdin') : verbatim(file);
}

/** A fault as `buyers.csv:3: …`. */
export function faultText(
  file: NamedFile,
  { line, message }: { readonly line: number; readonly message: Localized },
): Localized {
  const name = namedFile(file);
  return both('{name}:{line}: {message}', { name, line, message });
}
