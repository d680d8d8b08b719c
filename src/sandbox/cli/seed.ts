import { readInput } from '../../cli/files/input-file.ts';
import { inputLimits } from '../../cli/files/input-limits.ts';
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
  const { lines, fault, content } = { content: undefined, ...readYaml(text) };
  if (!fault) return content;
  const { line, col } = lines.linePos(fault.offset);
  const path = file === '-' ? 'stdin' : file;
  const where = `${path}:${line}:${col}`;
  throw invalidSeed(both('{where}: {message}', { where, message: fault.message }), {
    path,
    line,
    column: col,
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidSeed(
      both('a file of more than {size} MB must be JSON', { size: maxYamlLength / 1024 / 1024 }),
    );
  }
}
