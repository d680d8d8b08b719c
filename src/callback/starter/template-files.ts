import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { configurationError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';
import type { StarterLanguage } from './languages.ts';

/**
 * Lists the files in the template of a language that match a pattern, sorted, as paths in its folder with `/`.
 *
 * @param templates the folder `templates` of the package
 * @throws KooError (configuration, `TEMPLATES_MISSING`) if there are none, as after an incomplete installation
 */
export function templateFiles(templates: string, language: StarterLanguage, pattern: string): string[] {
  const folder = join(templates, language);
  const paths = globSync(pattern, { cwd: folder, exclude: ['**/node_modules/**'], withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'))
    .sort();
  if (paths.length > 0) return paths;
  throw configurationError(
    'TEMPLATES_MISSING',
    both('The files of the starters are missing: {folder}', { folder }),
    both('koo is not installed completely. Install it again.'),
  );
}
