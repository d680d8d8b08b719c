import { readInput } from '../../cli/files/input-file.ts';
import { inputLimits } from '../../cli/files/input-limits.ts';
import { readYaml } from '../../text/yaml.ts';
import { invalidSeed, readSeed, type Seed, storeSeed } from '../seed/seed.ts';
import { transaction, withStore } from '../store.ts';

/** How much of each kind was put into the sandbox. */
export type Seeded = Readonly<Record<keyof Seed, number>>;

/**
 * Puts the data of a JSON or YAML file into the sandbox.
 *
 * @param file `-` is stdin
 * @throws KooError (usage) `INVALID_SEED`, `UNREADABLE_FILE`; (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export async function runSeed(file: string, stateFolder: string): Promise<Seeded> {
  const bytes = await readInput(file === '-' ? '-' : `@${file}`, { limit: inputLimits.seed });
  const { fault, content } = { content: undefined, ...readYaml(new TextDecoder().decode(bytes)) };
  if (fault) throw invalidSeed(fault.message);
  const seed = readSeed(content);
  withStore(stateFolder, (database) => transaction(database, () => storeSeed(database, seed)));
  return Object.fromEntries(Object.entries(seed).map(([kind, rows]) => [kind, rows.length])) as Seeded;
}
