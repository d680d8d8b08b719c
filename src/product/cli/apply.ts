import { randomUUID } from 'node:crypto';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/client.ts';
import { type ChangeContext, confirmById, confirmed } from '../../seller/cli/confirm-impact.ts';
import { assertOneStdin, withSellerConfig } from '../../seller/cli/run.ts';
import type { Present, WorksheetResult } from '../../seller/cli/worksheet.ts';
import { getProduct, patchConfiguration } from '../../seller/client.ts';
import type { Change, LiveState, Plan } from '../../seller/plan.ts';
import { maxUsersOfPatch } from '../../seller/values.ts';
import type { Localized } from '../../text/localized.ts';
import { shellWord } from '../../text/shell-word.ts';
import { desiredOf, listsOf, unknownRest } from '../document/desired.ts';
import { desiredOfState, plan, refsOf, userRows } from '../plan.ts';
import { isStale, stale } from './diff.ts';
import {
  type DocumentHost,
  daysUnknown,
  holdDocument,
  holdReplaced,
  isStdin,
  loadDocument,
} from './document-input.ts';
import type { ApplyOptions } from './flags.ts';
import { knownOf, unchanged } from './set.ts';
import { ownProducts, readLive, readState } from './state.ts';
import type { ShownPlan } from './view.ts';

export interface ApplyContext extends ChangeContext, DocumentHost {
  /** Shows people what is about to change, or has changed meanwhile, beside the result. */
  showPlan(shown: ShownPlan): void;
}

/** What became of a document. */
export interface Applied {
  readonly product: string;
  /** Of the configuration as it is now; `null` where a dry run was compared with a file. */
  readonly version: string | null;
  /** False: there was nothing to change, or it was a dry run. */
  readonly applied: boolean;
  readonly changes: readonly Change[];
}

/** What became of a document, and what people are shown of it. */
export interface AppliedDocument {
  readonly applied: Applied;
  readonly shown: ShownPlan;
  /** What the document's file held when it was read. */
  readonly bytes: Uint8Array;
}

/**
 * Makes a product what a document says, in one call with the version that it was compared with: all of it or nothing.
 *
 * @returns with the plan, for people to see what a dry run would do
 * @throws KooError (usage) for a document with an error, `LIST_REPLACED`, `TOO_MANY_USERS`, `MISSING_VALUE`; (business)
 * `VERSION_CONFLICT` when the configuration is not of the version of the document, or was changed meanwhile
 */
export async function applyDocument(
  path: string,
  options: ApplyOptions,
  context: ApplyContext,
): Promise<AppliedDocument | WorksheetResult> {
  const { language, notice } = context;
  assertOneStdin(path, options.from);
  const checked = await loadDocument(path, context.readUsers);
  const { document, file, faults, bytes } = checked;
  holdDocument(faults, file, notice);
  if (!document) throw new TypeError('a document without faults of form');
  const id = document.product;
  const lists = listsOf(document);
  const compared = async (present: Present) => {
    const state = await readState(present, id, (known) => {
      holdDocument(checked.judge(knownOf(known)), file, notice);
      return lists;
    });
    const found = planned(plan(desiredOf(document, state.configuration), state), notice);
    holdDocument(daysUnknown(found.changes, checked), file, notice);
    holdReplaced(checked, found.changes, state, options, notice);
    return { found, product: state.product, known: state.configuration };
  };
  return withSellerConfig<AppliedDocument>(options, language, context, {
    live: async (api) => {
      const state = await readLive(api, id, async (known) => {
        const own = await ownProducts((one) => getProduct(api, one), document.audience);
        holdDocument(checked.judge({ ...knownOf(known), ...own }), file, notice);
        return lists;
      });
      const found = planned(plan(desiredOf(document, state.configuration), state), notice);
      holdReplaced(checked, found.changes, state, options, notice);
      const shown = { plan: found, product: state.product, file, version: document.version };
      const version = await carryOut(api, shown, state, options, context);
      const applied = version !== undefined;
      const now = version ?? state.configuration.version;
      return { applied: { product: id, version: now, applied, changes: found.changes }, shown, bytes };
    },
    ...(options['dry-run'] && {
      rehearse: async (present) => {
        const { found, product } = await compared(present);
        const shown = { plan: found, product, file, version: document.version };
        return {
          applied: { product: id, version: null, applied: false, changes: found.changes },
          shown,
          bytes,
        };
      },
    }),
    plan: async (present) => {
      const { found, known } = await compared(present);
      const isOld = isStale(document.version, found);
      const rest = unknownRest(document, known, present);
      // Without a change there is no worksheet that would tell it.
      if (found.changes.length === 0) for (const note of rest) notice(note);
      const notes = [
        ...(isOld ? [stale(file, document.version, found.version)] : []),
        ...found.notes,
        ...rest,
      ];
      const command = `koo product diff -f ${isStdin(path) ? 'FILE' : shellWord(path)} --from now.yaml`;
      return { product: id, changes: found.changes, notes, check: { of: 'document', command } };
    },
  });
}

/** @throws KooError (usage, `TOO_MANY_USERS`) */
function planned(found: Plan, notice: (text: Localized) => void): Plan {
  for (const note of found.notes) notice(note);
  const rows = userRows(found.changes);
  if (rows <= maxUsersOfPatch) return found;
  throw new KooError({
    category: 'usage',
    code: 'TOO_MANY_USERS',
    message: {
      en: `${rows} users would be added or removed; one change has up to ${maxUsersOfPatch} (users-max)`,
      zh: `将添加或移除 ${rows} 个用户；一次变更最多 ${maxUsersOfPatch} 个（users-max）`,
    },
    hint: {
      en: `Nothing was sent. Bring the lists into line first: ${syncs(found)}`,
      zh: `未发送任何更改。请先同步名单：${syncs(found)}`,
    },
  });
}

/** The commands that bring the lists of a plan into line, however long they are. */
function syncs({ product_id, changes }: Plan): string {
  const lists = changes.filter((change) => change.kind === 'users');
  return lists
    .map(({ list, sku }) => {
      const words = [`koo users sync FILE --product ${shellWord(product_id)}`];
      if (sku !== undefined) words.push(`--sku ${shellWord(sku)}`);
      if (list !== 'audience') words.push(`--list ${list.replace('_', '-')}`);
      return words.join(' ');
    })
    .join(' · ');
}

/** @returns the new version; `undefined` when nothing was sent */
async function carryOut(
  api: OpenApi,
  shown: ShownPlan,
  state: LiveState,
  options: ApplyOptions,
  context: ApplyContext,
): Promise<string | undefined> {
  const { plan: found, version } = shown;
  const now = state.configuration.version;
  if (found.changes.length === 0) {
    context.notice(unchanged);
    return undefined;
  }
  if (isStale(version, found)) {
    context.showPlan(shown);
    throw conflict(version, now, found.changes, 'document');
  }
  if (options['dry-run']) return undefined;
  context.showPlan(shown);
  const { product_id: id, patch } = found;
  // Who is asked has seen what it cuts off, in the diff.
  if (found.cutsOff.length > 0) await confirmById(question(found), id, options, context, found.cutsOff);
  else await confirmed(question(found), options, context);
  return patchConfiguration(api, id, now, patch, randomUUID()).then(
    (answer) => answer.version,
    async (error: unknown) => {
      if (!isConflict(error)) throw error;
      throw await changedMeanwhile(api, shown, state, context);
    },
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof KooError && error.facts.code === 'VERSION_CONFLICT';
}

/** Somebody was quicker: what they have changed, as the failure a user is told. */
async function changedMeanwhile(
  api: OpenApi,
  shown: ShownPlan,
  before: LiveState,
  { showPlan }: ApplyContext,
): Promise<KooError> {
  const { product_id: id } = before;
  const after = await readLive(api, id, refsOf(before));
  const theirs = plan(desiredOfState(after, before), before);
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
  const message =
    than === 'document'
      ? {
          en: `The document was written from version ${expected}, and the configuration is at version ${version}: it was changed since, by you or others`,
          zh: `文档基于版本 ${expected}，而当前配置为版本 ${version}：期间已被您或他人修改`,
        }
      : {
          en: `The configuration was changed meanwhile: it was at version ${expected} and is at ${version}`,
          zh: `配置在此期间已被修改：原为版本 ${expected}，现为版本 ${version}`,
        };
  return new KooError({
    category: 'business',
    code: 'VERSION_CONFLICT',
    message,
    hint: {
      en:
        than === 'document'
          ? `Nothing was applied. See koo product diff, take over what was changed, and set version: "${version}" in the document.`
          : 'Nothing was applied. See koo product diff, then apply it again.',
      zh:
        than === 'document'
          ? `未应用任何更改。请用 koo product diff 查看差异，合并期间的更改，并将文档中的 version 改为 "${version}"。`
          : '未应用任何更改。请用 koo product diff 查看差异后再次应用。',
    },
    details: { expected, version, changes: JSON.parse(JSON.stringify(changes)) },
  });
}

function question({ product_id, changes: { length: count } }: Plan): Localized {
  return {
    en: `Apply ${count} ${count === 1 ? 'change' : 'changes'} to ${product_id}?`,
    zh: `将 ${count} 项更改应用到 ${product_id}？`,
  };
}
