import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFolder } from '../../account/folders.ts';
import { readStateFile } from '../../files/regular-file.ts';
import { type Catalogue, readCatalogue } from '../../text/catalogue.ts';
import { useDataFolder } from '../../text/data.ts';
import { chooseLanguage } from '../../text/localized.ts';
import { useCatalogue, useLanguage } from '../../text/translate.ts';

/**
 * Lets the settings `lang`, `no-input` and `update-notifier` speak where the environment is silent. Runs at every start, so it neither
 * waits nor checks: the commands that need the settings report an invalid file.
 */
export function applySettings(env: Record<string, string | undefined>): void {
  try {
    const { options } = JSON.parse(readStateFile(`${configFolder(env)}/settings.json`));
    if (!env.KOO_LANG && ['en', 'zh'].includes(options.lang)) env.KOO_LANG = options.lang;
    if (!env.KOO_NO_INPUT && options['no-input'] === 'true') env.KOO_NO_INPUT = 'true';
    if (options['update-notifier'] === 'false') env.KOO_NO_UPDATE_NOTIFIER = 'true';
  } catch {
    // No settings.
  }
}

/** Whether a variable of the environment switches something on. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}

/**
 * Chooses the language, and says where the Chinese and the data are.
 *
 * @param root folder of the package
 * @param flag the value of `--lang`
 */
export function startTexts(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  flag?: string,
): void {
  useLanguage(chooseLanguage({ flag, env }));
  useDataFolder(join(root, 'dist', 'data'));
  useCatalogue(() => loadCatalogue(join(root, 'dist', 'zh.json')));
}

/** Without the file koo speaks English: an error about it would need a text, too. */
function loadCatalogue(path: string): Catalogue {
  try {
    return readCatalogue(readFileSync(path));
  } catch {
    return () => undefined;
  }
}
