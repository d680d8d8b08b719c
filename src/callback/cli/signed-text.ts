import { inputLimits, readInputFile } from '../../cli/files/input-file.ts';

/** Reads the file of `--signed-text`, if it is given. */
export async function readSignedTextFile(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const bytes = await readInputFile(path, { limit: inputLimits.signed, flag: 'signed-text' });
  return Buffer.from(bytes).toString('utf8');
}
