import { paint } from '../../cli/output/colour.ts';
import { assertOneStdin, type ConfigHost, type ConfigOptions, withPresent } from '../../seller/cli/run.ts';
import type { Product } from '../../seller/contract.ts';
import type { Change, Plan, ProductState } from '../../seller/plan.ts';
import { diffHeader, diffLines, diffSummary, plan } from '../../seller/settings/kinds.ts';
import type { DiffLine } from '../../seller/settings/setting.ts';
import { unknownDays } from '../../seller/settings/trial.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { desiredOf, listsOf } from '../document/document.ts';
import { type DocumentFault, faultAt } from '../document/faults.ts';
import {
  assertValid,
  type DocumentHost,
  documentName,
  loadValidDocument,
  type ValidDocument,
} from './document-input.ts';
import { readKnownFacts, readState, type StateSource } from './state.ts';

export interface ProductDiff {
  readonly product: string;
  /** Of the configuration it was compared with; `null` where that is a document. */
  readonly version: string | null;
  readonly changes: readonly Change[];
}

/** A plan, and the two sides of its diff. */
export interface ShownPlan {
  readonly plan: Plan;
  readonly product?: Product | undefined;
  /** Name of the document, and the version it gives. */
  readonly file: string;
  readonly version?: string | undefined;
}

/**
 * Compares a document with the server, or with another document.
 *
 * @throws KooError (usage) for a document with an error; nothing is compared then
 */
export async function diffDocument(
  options: ConfigOptions & { readonly file: string },
  host: DocumentHost & ConfigHost,
): Promise<{ readonly diff: ProductDiff; readonly shown: ShownPlan }> {
  assertOneStdin(options.file, options.from);
  const checked = await loadValidDocument(options.file, host);
  return withPresent(options, host, async (present) => {
    const { shown } = await compareDocument(checked, present, host.notice);
    for (const note of shown.plan.notes) host.notice(note);
    if (isStale(shown)) host.notice(staleNotice(shown));
    const { product_id: product, version = null, changes } = shown.plan;
    return { diff: { product, version, changes }, shown };
  });
}

/**
 * Checks a document against all rules, and plans the changes from the present state to it.
 *
 * @throws KooError (usage) when it breaks one
 */
export async function compareDocument<State extends ProductState>(
  checked: ValidDocument,
  source: StateSource<State>,
  notice: (text: Localized) => void,
) {
  const { document, file } = checked;
  const state = await readState(source, document.product, async (known) => {
    assertValid(checked.ruleFaults(await readKnownFacts(source, known, document.audience)), file, notice);
    return listsOf(document);
  });
  const found = plan(desiredOf(document, state.configuration), state);
  assertValid(unknownDaysFaults(found.changes, checked), file, notice);
  const shown: ShownPlan = { plan: found, product: state.product, file, version: document.version };
  return { state, shown };
}

/** Faults for trials whose days are unknown: a worksheet could not say what to type. */
function unknownDaysFaults(changes: readonly Change[], checked: ValidDocument): DocumentFault[] {
  const message = both(
    'the key "days" is missing: the length of the trial is unknown; enter the days shown in the console',
  );
  return changes.flatMap((change) =>
    change.kind === 'trial' && change.after.days === unknownDays
      ? [faultAt(checked, ['trial', change.sku], 'trial-days', message)]
      : [],
  );
}

/** Whether a document was written from another version than the one there is. */
export function isStale(shown: ShownPlan): shown is ShownPlan & { readonly version: string } {
  const now = shown.plan.version;
  return shown.version !== undefined && now !== undefined && shown.version !== now;
}

/** The notice about a document that is based on another version. */
export function staleNotice({ file, version, plan: { version: current } }: ShownPlan): Localized {
  return both(
    '{file} is based on version {version}, but the server has version {current}. The differences include what was changed since then.',
    { file: documentName(file), version: version ?? '', current: current ?? '' },
  );
}

type Style = Parameters<typeof paint>[0];

const styles: Readonly<Record<DiffLine['kind'], Style>> = {
  from: 'bold',
  to: 'bold',
  heading: 'cyan',
  add: 'green',
  remove: 'red',
  change: 'yellow',
  note: 'dim',
};

/** A plan as a diff, coloured where the stream shows colours. */
export function renderDiff(
  { plan, product, file, version }: ShownPlan,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const name = [plan.product_id, ...(product ? [localize(product.name)] : [])].join(' ');
  const lines = [
    ...diffHeader(withVersion(name, plan.version), withVersion(localize(documentName(file)), version)),
    ...diffLines(plan.changes, product),
  ];
  return [...lines.map((line) => paintLine(line, stream)), ...summaryLines(plan, stream)].join('\n');
}

function withVersion(name: string, version: string | undefined): string {
  return version === undefined ? name : t('{name} (version {version})', { name, version });
}

/** Lines of a diff, safe and coloured. */
function paintLine({ kind, text }: DiffLine, stream: NodeJS.WriteStream): string {
  return paint(styles[kind], terminalSafe(text).replaceAll('\n', ' '), stream);
}

function summaryLines({ changes, impact }: Plan, stream: NodeJS.WriteStream): string[] {
  return [
    '',
    ...impact.map((text) => paint('red', `! ${terminalSafe(text)}`, stream)),
    localize(diffSummary(changes)),
  ];
}
