import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { parseScenario } from '../src/sandbox/scenario/scenario-file.ts';
import { readSeed } from '../src/sandbox/seed/seed.ts';

/**
 * Compiles `data/seed.yaml`, the data of a new sandbox.
 *
 * @param folder to write to, which is later passed to `useDataFolder`
 * @throws KooError for a seed that `koo sandbox seed` would refuse
 */
export function writeDefaultSeed(root: string, folder: string): void {
  const seed: unknown = parse(readFileSync(join(root, 'data/seed.yaml'), 'utf8'));
  readSeed(seed);
  writeFileSync(join(folder, 'seed.json'), JSON.stringify(seed));
}

/**
 * Collects `data/lives/*.yaml`, the scenarios that are built in, as text by name: `koo sandbox scenario --print` shows it.
 *
 * @param folder to write to, which is later passed to `useDataFolder`
 * @throws KooError with the file, line and column of the first fault
 */
export function writeLives(root: string, folder: string): void {
  const order = new Intl.Collator('en', { numeric: true });
  const lives = globSync('data/lives/*.yaml', { cwd: root })
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      parseScenario(text, path);
      return [basename(path, '.yaml'), text] as const;
    })
    .sort(([one], [other]) => order.compare(one, other));
  writeFileSync(join(folder, 'lives.json'), JSON.stringify(Object.fromEntries(lives)));
}
