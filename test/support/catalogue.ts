import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogueText } from '../../src/text/catalogue.ts';

/** Where the Chinese is for the tests. */
export const cataloguePath = fileURLToPath(new URL('../../node_modules/.cache/zh.json', import.meta.url));

/** Where the data of `data/` are for the tests. */
export const dataFolder = fileURLToPath(new URL('../../node_modules/.cache/data', import.meta.url));

/** Before all tests: the Chinese and the data as a build has them. */
export default async function setup(): Promise<void> {
  // Not at the top: every test file imports this one for the path.
  const { mergedLocales } = await import('../../scripts/locales.ts');
  const { writeCodeData } = await import('../../scripts/code-data.ts');
  const { writeConsoleAssets } = await import('../../scripts/console-assets.ts');
  const { writeSeedData, writeLives } = await import('../../scripts/sandbox-data.ts');
  const root = fileURLToPath(new URL('../..', import.meta.url));
  writeCodeData(root, dataFolder);
  writeLives(root, dataFolder);
  writeSeedData(root, dataFolder);
  await writeConsoleAssets(root, dataFolder);
  mkdirSync(dirname(cataloguePath), { recursive: true });
  writeFileSync(cataloguePath, catalogueText(mergedLocales(root)));
}
