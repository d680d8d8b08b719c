import { extname } from 'node:path';
import { assertNewFile } from '../../cli/files/new-file.ts';
import { openOutputFile } from '../../cli/files/output-file.ts';
import type { OutputFormat } from '../../cli/flags/global.ts';
import { usageError } from '../../errors/koo-error.ts';
import { readSellerConfig } from '../../seller/cli/run.ts';
import { getConfiguration, getProduct, userPages } from '../../seller/client.ts';
import type { ListedUser, SpecifiedUser } from '../../seller/contract.ts';
import { plainUser } from '../../seller/plan.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { createUserWriter, type WriteFormat } from '../write.ts';
import type { ExportOptions, ListOptions } from './flags.ts';
import { inactiveWarning, listRef, requireProduct } from './target.ts';
import type { UsersContext } from './view.ts';

/** Reads the users on a list by account ID. @throws KooError */
export async function runUsersList(options: ListOptions, context: UsersContext): Promise<ListedUser[]> {
  const users: ListedUser[] = [];
  await withUsers(options, context, async (pages) => {
    for await (const page of pages) for (const user of page) users.push(user);
  });
  return users;
}

/** Reads a list page by page; afterwards warns if it has no effect. */
async function withUsers<T>(
  options: ListOptions,
  context: UsersContext,
  read: (pages: AsyncIterable<readonly ListedUser[]>) => Promise<T>,
): Promise<T> {
  const product = await requireProduct(options, context);
  return readSellerConfig(options, context, async (api) => {
    const ref = listRef(options, await getProduct(api, product), context.notice);
    const result = await read(userPages(api, product, ref));
    const warning = inactiveWarning(options, product, ref, await getConfiguration(api, product));
    if (warning) context.notice(warning);
    return result;
  });
}

export interface Exported {
  readonly file: string;
  readonly format: WriteFormat;
  readonly users: number;
}

/**
 * Writes the users on a list to a file that only its owner can read; it appears whole or not at all.
 *
 * @throws KooError (usage) `FILE_EXISTS` without --force, `UNWRITABLE_FILE`
 */
export async function exportToFile(
  file: string,
  output: OutputFormat,
  options: ExportOptions,
  context: UsersContext,
): Promise<Exported> {
  const format = formatOf(file, output);
  if (!options.force) await assertNewFile(file, verbatim(file), orForce);
  return withUsers(options, context, async (pages) => {
    const target = await openOutputFile(file, 0o600);
    const writer = createUserWriter(format);
    let users = 0;
    try {
      target.write(writer.start());
      for await (const page of pages) {
        target.write(writer.rows(page));
        users += page.length;
      }
      target.write(writer.end());
    } catch (error) {
      target.discard();
      throw error;
    }
    await target.finish();
    return { file, format, users };
  });
}

/** Reads the users on a list, only their names and IDs. @throws KooError */
export async function exportUsers(options: ListOptions, context: UsersContext): Promise<SpecifiedUser[]> {
  return (await runUsersList(options, context)).map(plainUser);
}

const byExtension: Readonly<Record<string, WriteFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.txt': 'lines',
};

/** Returns the format that the file extension names, or else the output format, or else CSV. */
function formatOf(file: string, output: OutputFormat): WriteFormat {
  const format = byExtension[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  if (output === 'yaml') throw noYaml;
  return output === 'table' ? 'csv' : output;
}

const orForce: Localized = both('Choose another file, or add --force to overwrite it.');

const noYaml = usageError(
  'INVALID_VALUE',
  both('A list cannot be written to a file as YAML'),
  both('Choose csv, tsv, json or ndjson with the file extension or with -o.'),
);
