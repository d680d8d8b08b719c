import { inputLimits, readInput } from '../../cli/files/input-file.ts';
import { tryJson } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { readYaml } from '../../text/yaml.ts';
import { invalidSeed, readSeed, type Seed, storeSeed } from '../seed/seed.ts';
import { transaction } from '../state/database.ts';
import { withStore } from '../store.ts';

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
  const text = decoder.decode(bytes);
  const seed = readSeed(text.length > maxYamlLength ? readJson(text) : readContent(text, file));
  withStore(stateFolder, (database) => transaction(database, () => storeSeed(database, seed)));
  return Object.fromEntries(Object.entries(seed).map(([kind, rows]) => [kind, rows.length])) as Seeded;
}

const decoder = new TextDecoder();

/** Longest YAML seed, in characters: YAML takes a second for a megabyte, JSON 20 ms. */
const maxYamlLength = 2 * 1024 * 1024;

function readContent(text: string, file: string): unknown {
  const read = readYaml(text);
  if (!read.fault) return read.content;
  const { line, col: column } = read.lines.linePos(read.fault.offset);
  const path = file === '-' ? 'stdin' : file;
  const facts = { where: `${path}:${line}:${column}`, message: read.fault.message };
  throw invalidSeed(both('{where}: {message}', facts), { path, line, column });
}

function readJson(text: string): unknown {
  const content = tryJson(text);
  if (content !== undefined) return content;
  const size = maxYamlLength / 1024 / 1024;
  throw invalidSeed(both('a file of more than {size} MB must be JSON', { size }));
}
