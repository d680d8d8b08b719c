import { usageError } from '../../errors/koo-error.ts';
import { confirmById, confirmOrCancel, withoutFullStop } from '../../seller/cli/confirm-impact.ts';
import { type ConfigHost, readFrom, withSellerConfig } from '../../seller/cli/run.ts';
import {
  type Present,
  unknownPresent,
  type WorksheetPlan,
  type WorksheetResult,
} from '../../seller/cli/worksheet.ts';
import { getConfiguration, getProduct } from '../../seller/client.ts';
import type { ListRef, Product, SpecifiedUser } from '../../seller/contract.ts';
import { type Change, plainUser } from '../../seller/plan.ts';
import { describeImpact } from '../../seller/settings/kinds.ts';
import { listFlags } from '../../seller/user-list.ts';
import { encodingOfStart } from '../../text/decode.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { ListOptions, RemoveOptions } from './flags.ts';
import { assertValidRows, readUserInput } from './input.ts';
import { inactiveWarning, type ListOnServer, listRef } from './target.ts';
import type { UsersChangeContext } from './view.ts';

export interface LiveList extends ListOnServer {
  readonly found: Product;
  /** Why the list has no effect, if it has none. */
  inactiveWarning(): Promise<Localized | undefined>;
}

export interface KnownList {
  readonly product: string;
  readonly ref: ListRef;
  /** Whether it is known who is on it. */
  readonly isKnown: boolean;
  /** Empty where it is not known. */
  users(): AsyncIterable<readonly SpecifiedUser[]>;
  /** Why the list has no effect, if it has none. */
  inactiveWarning(): Promise<Localized | undefined>;
}

export interface UsersPlan {
  readonly add: readonly SpecifiedUser[];
  readonly remove: readonly SpecifiedUser[];
  readonly notes?: readonly (Localized | undefined)[];
  readonly remaining?: readonly Localized[];
  /** The command that checks the list against the console's table, which the user pastes into it. */
  readonly check?: string | undefined;
}

interface ListWork<T> {
  live(list: LiveList): Promise<T>;
  plan(list: KnownList): Promise<UsersPlan>;
  readonly dryRun?: ((list: KnownList) => Promise<T>) | false;
}

/** Carries out a change of a list on the server, or writes the worksheet for it. @throws KooError */
export function changeList<T>(
  product: string,
  options: ListOptions,
  context: UsersChangeContext,
  { live, plan, dryRun }: ListWork<T>,
): Promise<T | WorksheetResult> {
  const { notice } = context;
  const known = async (present: Present): Promise<KnownList> => {
    const ref = listRef(options, await present.product(product), notice);
    return {
      product,
      ref,
      isKnown: present.hasList(ref),
      users: () => present.users(product, ref),
      inactiveWarning: async () =>
        inactiveWarning(options, product, ref, await present.configuration(product)),
    };
  };
  const host: ConfigHost = { ...context, presentOf: (path) => readPresent(path, context) };
  return withSellerConfig<T>({ ...options, endCalls: true }, host, {
    live: async (api) => {
      const found = await getProduct(api, product);
      const ref = listRef(options, found, notice);
      const warning = async () =>
        inactiveWarning(options, product, ref, await getConfiguration(api, product));
      return live({ api, product, ref, found, inactiveWarning: warning });
    },
    ...(dryRun && { dryRun: async (present) => dryRun(await known(present)) }),
    plan: async (present): Promise<WorksheetPlan> => {
      const list = await known(present);
      const { add, remove, notes = [], remaining = [], check } = await plan(list);
      return {
        product,
        changes: add.length + remove.length > 0 ? [changeOf(list.ref, { add, remove })] : [],
        notes: notes.filter((note) => note !== undefined),
        remaining,
        ...(check !== undefined && { check: { of: 'list', command: check } }),
      };
    },
  });
}

function changeOf({ list, sku_code: sku }: ListRef, users: Pick<UsersPlan, 'add' | 'remove'>): Change {
  const [add, remove] = [users.add.map(plainUser), users.remove.map(plainUser)];
  return { kind: 'users', list, ...(sku !== undefined && { sku }), add, remove };
}

/**
 * Asks before users are removed: names the impact if there is one.
 *
 * @param remove the users who lose something; empty where the list has no effect
 * @param change the same as the question, as a statement
 * @param withImpact the question where someone does
 * @throws KooError (usage, `MISSING_VALUE`) where koo cannot ask and there is no --yes; (interrupted, `CANCELLED`)
 */
export async function confirmChange(
  { found, ref }: LiveList,
  remove: readonly SpecifiedUser[],
  { question, change }: { readonly question: Localized; readonly change: Localized },
  { yes }: RemoveOptions,
  context: UsersChangeContext,
  withImpact?: (impact: Localized) => Localized,
): Promise<void> {
  const { product_id: id } = found;
  const [impact] = describeImpact([changeOf(ref, { add: [], remove })], { product_id: id, product: found });
  const confirmation = { yes, 'no-input': context.noInput };
  if (!impact) return confirmOrCancel(question, confirmation, context, change);
  if (!withImpact) return confirmById(impact, id, confirmation, context);
  const statement = both('{impact} ({change})', { impact: withoutFullStop(impact), change });
  await confirmById(withImpact(impact), id, confirmation, context, statement);
}

/**
 * Writes the command that compares a list with a file by the console's table, which the user pastes into it.
 *
 * @param path of the users who are wanted; `-`: the reader has them in a file
 * @param removes whether the list is to contain only these users
 */
export function syncCheck(path: string, list: KnownList, removes: boolean): string {
  const file = path === '-' ? 'FILE' : shellWord(path);
  return `koo users sync ${file} ${listFlags(list.product, list.ref)}${removes ? '' : ' --no-remove'} --from - --dry-run`;
}

/** Like {@link syncCheck}, for users given on the command line: the same command again. */
export function sameCheck(verb: 'add' | 'remove', users: readonly string[], list: KnownList): string {
  return `koo users ${verb} ${users.map(shellWord).join(' ')} ${listFlags(list.product, list.ref)} --from - --worksheet -`;
}

/**
 * Reads the present state from a file: a configuration document, or the users on the list in question, as any list of
 * users or as the table copied from the seller console.
 *
 * @param path `-` is stdin
 * @throws KooError (usage) `NO_INPUT` for an empty file; if a row is invalid, or the file is not a list of users
 */
async function readPresent(path: string, context: UsersChangeContext): Promise<Present> {
  const bytes = await readFrom(path, context.notice);
  const start = new TextDecoder(encodingOfStart(bytes)).decode(bytes.subarray(0, 4096));
  if (isDocument(start)) return context.presentOfDocument(path, bytes);
  if (start.trim() === '') throw emptyPresent;
  const file = await readUserInput(path, context.notice, {}, bytes);
  assertValidRows(file);
  return {
    ...unknownPresent,
    kind: 'file',
    hasList: () => true,
    users: async function* () {
      yield file.users;
    },
  };
}

/** YAML that begins with a setting, or JSON that names its product. */
function isDocument(start: string): boolean {
  const lines = start.split(/\r\n|\r|\n/);
  const first = lines.find((line) => /^(?!#|%|---\s*$)\s*\S/.test(line)) ?? '';
  return /^\s*\{/.test(first) ? /"?product"?\s*:/.test(start) : /^[a-z][a-z_]*\s*:(\s|$)/.test(first);
}

const emptyPresent = usageError(
  'NO_INPUT',
  both('--from: the input is empty'),
  both('Copy the table of the console with its headings. If the list is empty, copy only the headings.'),
);
