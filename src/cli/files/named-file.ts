import { both, type Localized, verbatim } from '../../text/translate.ts';

/** A file as the user named it: a path, or `-` for stdin. */
export type NamedFile = string;

/** The name of an input in messages. */
export function namedFile(file: NamedFile): Localized {
  return file === '-' ? both('stdin') : verbatim(file);
}

/** Formats a fault as `buyers.csv:3: …`. */
export function faultText(
  file: NamedFile,
  { line, message }: { readonly line: number; readonly message: Localized },
): Localized {
  const name = namedFile(file);
  return both('{name}:{line}: {message}', { name, line, message });
}
