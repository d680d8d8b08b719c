import { randomUUID } from 'node:crypto';
import { isStdin } from '../../cli/files/input-file.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { type ChangeContext, confirmById, confirmOrCancel } from '../../seller/cli/confirm-impact.ts';
import { assertOneStdin, livePresent, withSellerConfig } from '../../seller/cli/run.ts';
import { isWorksheet, type WorksheetResult } from '../../seller/cli/worksheet.ts';
import { patchConfiguration } from '../../seller/client.ts';
import { maxUsersOfPatch } from '../../seller/limits.ts';
import {
  type Change,
  type LiveState,
  listKey,
  type Plan,
  type ProductState,
  toListRef,
} from '../../seller/plan.ts';
import { countUserChanges, plan } from '../../seller/settings/kinds.ts';
import { listFlags, looksReplaced } from '../../seller/user-list.ts';
import { joined, joinSentences } from '../../text/localized.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { listsOf, refsOf, stateAsDesired, unknownRemovals, userSections } from '../document/document.ts';
import type { Position } from '../document/faults.ts';
import { compareDocument, isStale, type ShownPlan, staleNotice } from './diff.ts';
import { type DocumentHost, loadValidDocument, positionIn, type ValidDocument } from './document-input.ts';
import type { ApplyOptions } from './flags.ts';
import { unchanged } from './set.ts';
import { readState, type StateSource } from './state.ts';
import { assertVersionWritable, updateVersion } from './write-version.ts';

export interface ApplyContext extends ChangeContext, DocumentHost {
  /** Shows people what is about to change, or has changed meanwhile, beside the result. */
  showPlan(shown: ShownPlan): void;
}

export interface Applied {
  readonly product: string;
  /** Of the configuration as it is now; `null` where a dry run was compared with a file. */
  readonly version: string | null;
  /** False: there was nothing to change, or it was a dry run. */
  readonly applied: boolean;
  readonly changes: readonly Change[];
}

export interface AppliedDocument {
  readonly applied: Applied;
  readonly shown: ShownPlan;
}

/**
 * Applies a document to a product in one call with the version that it was compared with, all or nothing.
 * Then {@link updateVersion} writes the new version into the document.
 *
 * @returns with the plan, for people to see what a dry run would do
 * @throws KooError (usage) for a document with an error, `LIST_REPLACED`, `TOO_MANY_USERS`, `MISSING_VALUE`; (business)
 * `VERSION_CONFLICT` when the configuration is not of the version of the document, or was changed meanwhile
 */
export async function applyDocument(
  options: ApplyOptions,
  context: ApplyContext,
): Promise<AppliedDocument | WorksheetResult> {
  const { file: path, from, 'dry-run': isDryRun } = options;
  const { notice } = context;
  if (options['write-version']) await assertVersionWritable(path);
  assertOneStdin(path, from);
  const checked = await loadValidDocument(path, context);
  const { document, bytes } = checked;
  const compare = async <State extends ProductState>(source: StateSource<State>) => {
    const compared = await compareDocument(checked, source, notice);
    assertUserCount(compared.shown.plan);
    assertListsKept(checked, compared.shown.plan.changes, compared.state, options, notice);
    return compared;
  };
  // A worksheet contains the notes.
  const compareAndReport = async <State extends ProductState>(source: StateSource<State>) => {
    const compared = await compare(source);
    for (const note of compared.shown.plan.notes) notice(note);
    return compared;
  };
  const result = await withSellerConfig<AppliedDocument>(options, context, {
    live: async (api) => {
      const { state, shown } = await compareAndReport<LiveState>(await livePresent(api));
      const version = await sendChanges(api, shown, state, options, context);
      return outcome(shown, version ?? state.configuration.version, version !== undefined);
    },
    dryRun: isDryRun ? async (present) => outcome((await compareAndReport(present)).shown, null) : undefined,
    plan: async (present) => {
      const { state, shown } = await compare(present);
      const { changes, notes } = shown.plan;
      const command = `koo product diff ${isStdin(path) ? 'FILE' : shellWord(path)} --from now.yaml`;
      return {
        product: document.product,
        changes,
        notes: [...(isStale(shown) ? [staleNotice(shown)] : []), ...notes],
        remaining: unknownRemovals(document, state.configuration, present),
        check: { of: 'document', command },
      };
    },
  });
  if (!isWorksheet(result)) {
    const { version, applied } = result.applied;
    await updateVersion(options, { version, applied, earlier: document.version, bytes }, notice);
  }
  return result;
}

function outcome(shown: ShownPlan, version: string | null, applied = false): AppliedDocument {
  const { product_id: product, changes } = shown.plan;
  return { applied: { product, version, applied, changes }, shown };
}

/** @throws KooError (usage, `TOO_MANY_USERS`) */
function assertUserCount({ product_id, changes }: Plan): void {
  const users = countUserChanges(changes);
  if (users <= maxUsersOfPatch) return;
  const commands = changes
    .filter((change) => change.kind === 'users')
    .map(({ list, sku }) => `koo users sync FILE ${listFlags(product_id, toListRef(list, sku))}`)
    .join(' · ');
  throw usageError(
    'TOO_MANY_USERS',
    both('This would add or remove {users} users; one change can contain up to {max} (users-max)', {
      users,
      max: maxUsersOfPatch,
    }),
    both('Nothing was sent. Sync the lists first: {commands}', { commands }),
  );
}

/** A file of users that would take the place of a list, and why that looks like a mistake. */
interface ReplacedList extends Pick<Position, 'line' | 'column'> {
  readonly users: string;
  readonly why: Localized;
}

/**
 * Keeps a wrong column or a wrong file from replacing a list. A dry run reports it as a notice.
 *
 * @throws KooError (usage, `LIST_REPLACED`) with file, line and column of each
 */
function assertListsKept(
  checked: ValidDocument,
  changes: readonly Change[],
  state: ProductState,
  options: { readonly 'dry-run': boolean; readonly 'allow-replace'?: boolean },
  notice: (text: Localized) => void,
): void {
  if (options['allow-replace']) return;
  const found = findReplacedLists(checked, changes, state);
  if (!options['dry-run']) {
    if (found.length > 0) throw listReplaced(checked.file, found);
    return;
  }
  for (const { users, why } of found)
    notice(both('{users}: {why}; to apply it anyway, add --allow-replace', { users, why }));
}

function listReplaced(file: string, found: readonly ReplacedList[]): KooError {
  return new KooError({
    category: 'usage',
    code: 'LIST_REPLACED',
    message: joined(
      found.map(({ users, why, ...position }) =>
        both('{at}: {users}: {why}', { at: positionIn(file, position), users, why }),
      ),
      verbatim('\n'),
    ),
    hint: both('Nothing was sent. To apply it anyway, add --allow-replace.'),
    details: { file, lists: found.map(({ users, line, column }) => ({ file: users, line, column })) },
  });
}

function findReplacedLists(
  { document, content, locate }: ValidDocument,
  changes: readonly Change[],
  { lists = new Map() }: ProductState,
): ReplacedList[] {
  const wanted = new Map(listsOf(document).map((list) => [listKey(list), list.users]));
  return userSections(content).flatMap(({ ref, path, users }): ReplacedList[] => {
    const change = changes.find(
      (one) => one.kind === 'users' && one.list === ref.list && one.sku === ref.sku_code,
    );
    // Users in the document itself were written there on purpose.
    if (!('file' in users) || change?.kind !== 'users') return [];
    const remove = change.remove.length;
    const keep = (lists.get(listKey(ref))?.size ?? 0) - remove;
    const why = looksReplaced(wanted.get(listKey(ref)) ?? [], { keep, remove });
    return why ? [{ ...locate([...path, 'file']), users: users.file, why }] : [];
  });
}

/** @returns the new version; `undefined` when nothing was sent */
async function sendChanges(
  api: OpenApi,
  shown: ShownPlan,
  state: LiveState,
  options: ApplyOptions,
  context: ApplyContext,
): Promise<string | undefined> {
  const { plan: found } = shown;
  const now = state.configuration.version;
  if (found.changes.length === 0) {
    context.notice(unchanged);
    return undefined;
  }
  if (isStale(shown)) {
    context.showPlan(shown);
    throw conflict(shown.version, now, found.changes, 'document');
  }
  if (options['dry-run']) return undefined;
  context.showPlan(shown);
  const { product_id: id, patch } = found;
  const facts = { count: found.changes.length, product: id };
  const question = both('Apply {count} {count, plural, one {change} other {changes}} to {product}?', facts);
  // The diff, which was just shown, has the impact.
  if (found.impact.length > 0) {
    await confirmById(question, id, options, context, joinSentences(found.impact));
  } else {
    const changes = both('{count, plural, one {# change} other {# changes}} to {product}', facts);
    await confirmOrCancel(question, options, context, changes);
  }
  try {
    return (await patchConfiguration(api, id, now, patch, randomUUID())).version;
  } catch (error) {
    const isConflict = error instanceof KooError && error.facts.code === 'VERSION_CONFLICT';
    throw isConflict ? await concurrentChange(api, shown, state, context) : error;
  }
}

/** The error for a concurrent change, with what was changed. */
async function concurrentChange(
  api: OpenApi,
  shown: ShownPlan,
  before: LiveState,
  { showPlan }: ApplyContext,
): Promise<KooError> {
  const { product_id: id } = before;
  const after = await readState<LiveState>(await livePresent(api), id, () => refsOf(before));
  const theirs = plan(stateAsDesired(after, before), before);
  const { version } = after.configuration;
  showPlan({ ...shown, plan: theirs, file: id, version });
  return conflict(before.configuration.version, version, theirs.changes, 'server');
}

function conflict(
  expected: string,
  version: string,
  changes: readonly Change[],
  than: 'document' | 'server',
): KooError {
  const isDocument = than === 'document';
  const message = isDocument
    ? both(
        'The document is based on version {expected}, but the configuration has changed since and is at version {version}',
        { expected, version },
      )
    : both(
        'The configuration was changed in the meantime: it was at version {expected} and is now at version {version}',
        { expected, version },
      );
  const hint = isDocument
    ? both(
        'Nothing was applied. Run `koo product diff`, merge what was changed into the document, and set version: "{version}" in it.',
        { version },
      )
    : both(
        'Nothing was applied. Check the differences with `koo product diff`, then apply the document again.',
      );
  const details = { expected, version, changes: JSON.parse(JSON.stringify(changes)) };
  return new KooError({ category: 'business', code: 'VERSION_CONFLICT', message, hint, details });
}
