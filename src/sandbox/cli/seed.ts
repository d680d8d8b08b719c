import { parseDocument } from 'yaml';
import { readInput } from '../../cli/files/input-file.ts';
import { both } from '../../text/translate.ts';
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
  const bytes = await readInput(file === '-' ? '-' : `@${file}`);
  const document = parseDocument(new TextDecoder().decode(bytes), { prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw invalidSeed(both('not YAML or JSON ({code})', { code: broken.code }));
  const seed = readSeed(document.toJS() ?? {});
  withStore(stateFolder, (database) => transaction(database, () => storeSeed(database, seed)));
  return Object.fromEntries(Object.entries(seed).map(([kind, rows]) => [kind, rows.length])) as Seeded;
}
