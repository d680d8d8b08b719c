import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { usageError } from '../../../errors/koo-error.ts';
import { both } from '../../../text/translate.ts';
import type { StarterLanguage } from '../../starter/languages.ts';
import { starterFiles } from '../../starter/project.ts';
import { protocolList } from '../flags.ts';
import type { InitOptions } from './flags.ts';

/** The written starter. */
export interface StarterResult {
  readonly folder: string;
  readonly language: StarterLanguage;
  readonly files: readonly string[];
}

/**
 * Writes a starter server into a folder.
 *
 * @param templates the folder `templates` of the package
 */
export async function runStarter(
  language: StarterLanguage,
  folder: string,
  flags: InitOptions,
  templates: string,
): Promise<StarterResult> {
  if (flags.protocol === undefined) {
    throw usageError('MISSING_VALUE', both('--protocol is missing'), both('For example: --protocol v2'));
  }
  const files = starterFiles(templates, {
    language,
    protocols: protocolList(flags.protocol).map(({ id }) => id),
    sale: flags.sale ?? 'period',
    name: basename(resolve(folder)),
  });
  for (const { path, text, isExecutable } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx', mode: isExecutable ? 0o755 : 0o644 });
  }
  return { folder, language, files: files.map(({ path }) => path) };
}
