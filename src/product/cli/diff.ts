import { assertOneStdin, type ConfigHost, type ConfigOptions, withPresent } from '../../seller/cli/run.ts';
import type { Change, Plan } from '../../seller/plan.ts';
import type { Localized } from '../../text/localized.ts';
import { desiredOf, listsOf } from '../document/desired.ts';
import { plan } from '../plan.ts';
import { type DocumentHost, daysUnknown, holdDocument, loadDocument } from './document-input.ts';
import { knownOf } from './set.ts';
import { ownProducts, readState } from './state.ts';
import type { ShownPlan } from './view.ts';

/** The differences between a document and what is. */
export interface ProductDiff {
  readonly product: string;
  /** Of the configuration it was compared with; `null` where that is a document. */
  readonly version: string | null;
  readonly changes: readonly Change[];
}

/**
 * Compares a document with the server, or with another document.
 *
 * @throws KooError (usage) for a document with an error; nothing is compared then
 */
export async function diffDocument(
  path: string,
  options: ConfigOptions,
  host: DocumentHost & ConfigHost,
): Promise<{ readonly diff: ProductDiff; readonly shown: ShownPlan }> {
  const { notice } = host;
  assertOneStdin(path, options.from);
  const checked = await loadDocument(path, host.readUsers);
  const { document, file, faults } = checked;
  holdDocument(faults, file, notice);
  if (!document) throw new TypeError('a document without faults of form');
  return withPresent(options, host, async (present) => {
    const id = document.product;
    const state = await readState(present, id, async (known) => {
      const own = present.kind === 'live' ? await ownProducts(present.product, document.audience) : {};
      holdDocument(checked.judge({ ...knownOf(known), ...own }), file, notice);
      return listsOf(document);
    });
    const found = plan(desiredOf(document, state.configuration), state);
    holdDocument(daysUnknown(found.changes, checked), file, notice);
    for (const note of found.notes) notice(note);
    if (isStale(document.version, found)) notice(stale(file, document.version, found.version));
    const { version = null, changes } = found;
    return {
      diff: { product: id, version, changes },
      shown: { plan: found, product: state.product, file, version: document.version },
    };
  });
}

/** Whether a document was written from another version than the one there is. */
export function isStale(version: string | undefined, { version: now }: Plan): version is string {
  return version !== undefined && now !== undefined && version !== now;
}

/** What a person is told of a document of another version. */
export function stale(file: string, version: string | undefined, now: string | undefined): Localized {
  return {
    en: `${file} was written from version ${version}; the server has version ${now}. What was changed since, by you or others, is among the differences.`,
    zh: `${file} 基于版本 ${version}，服务器当前为版本 ${now}。差异中包含您或他人在此期间的更改。`,
  };
}
