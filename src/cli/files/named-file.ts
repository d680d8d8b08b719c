import type { Localized } from '../../text/localized.ts';

/** As it was named: a path, `-` for stdin, or {@link argumentFile}. */
export type NamedFile = string;

/** Stands where a file's name would, for users who were named on the command line. */
export const argumentFile: NamedFile = ':argument';

/** What an input is called in messages. */
export function namedFile(file: NamedFile): Localized {
  return file === '-' ? { en: 'stdin', zh: '标准输入' } : { en: file, zh: file };
}

/** A fault as `buyers.csv:3: …`. */
export function faultText(
  file: NamedFile,
  { line, message }: { readonly line: number; readonly message: Localized },
): Localized {
  if (file === argumentFile)
    return { en: `User ${line}: ${message.en}`, zh: `第 ${line} 个用户：${message.zh}` };
  const name = namedFile(file);
  return { en: `${name.en}:${line}: ${message.en}`, zh: `${name.zh}:${line}：${message.zh}` };
}
