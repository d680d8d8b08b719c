import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { parseScenario } from '../src/sandbox/scenario/scenario-file.ts';
import { readSeed } from '../src/sandbox/seed/seed.ts';

/**
 * Compiles the data of a new sandbox, and Huawei's mock orders.
 *
 * @param folder to write to, which is later passed to `useDataFolder`
 * @throws KooError for a seed that `koo sandbox seed` would refuse
 */
export function writeSeedData(root: string, folder: string): void {
  for (const name of ['seed', 'mock-orders']) {
    const data: unknown = parse(readFileSync(join(root, `data/${name}.yaml`), 'utf8'));
    if (name === 'seed') readSeed(data);
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(data));
  }
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
