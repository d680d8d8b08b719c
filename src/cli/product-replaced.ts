import { looksReplaced } from '../allowlist/replaces.ts';
import { type DocumentFault, sourceOf } from '../product/document/faults.ts';
import type { CheckedDocument } from '../product/document/read.ts';
import { userPlaces } from '../product/document/users.ts';
import { listKey } from '../product/list-key.ts';
import { listsOf } from '../product/plan-document.ts';
import type { ProductState } from '../product/plan-model.ts';
import type { Change } from '../seller-config/change.ts';
import type { Localized } from '../text/localized.ts';
import { holdDocument } from './product-document-rules.ts';

/**
 * Users of a wrong column or a wrong file go on no list, and nobody is removed for them; a dry run tells it.
 *
 * @throws Failure (usage, `INVALID_DOCUMENT`)
 */
export function holdReplaced(
  checked: CheckedDocument,
  changes: readonly Change[],
  state: ProductState,
  wish: { readonly 'dry-run': boolean; readonly 'allow-replace'?: boolean },
  notice: (text: Localized) => void,
): void {
  if (wish['allow-replace']) return;
  const found = replaced(checked, changes, state);
  if (wish['dry-run']) for (const { message } of found) notice(message);
  else holdDocument(found, checked.file, notice);
}

function replaced(
  { document, content, locate }: CheckedDocument,
  changes: readonly Change[],
  { lists = new Map() }: ProductState,
): DocumentFault[] {
  const wanted = new Map((document ? listsOf(document) : []).map((list) => [listKey(list), list.users]));
  return userPlaces(content).flatMap(({ ref, path: outer, users }): DocumentFault[] => {
    const change = changes.find(
      (one) => one.kind === 'users' && one.list === ref.list && one.sku === ref.sku_code,
    );
    // Users in the document itself somebody has seen there.
    if (!('file' in users) || change?.kind !== 'users') return [];
    const remove = change.remove.length;
    const keep = (lists.get(listKey(ref))?.size ?? 0) - remove;
    const why = looksReplaced(wanted.get(listKey(ref)) ?? [], { keep, remove });
    if (!why) return [];
    const path = [...outer, 'file'];
    const message = {
      en: `${users.file}: ${why.en}; --allow-replace lets it pass`,
      zh: `${users.file}：${why.zh}；如确需如此，请加 --allow-replace`,
    };
    const rule = 'users-file';
    return [{ ...locate(path), path, rule, severity: 'error', message, source: sourceOf(rule) }];
  });
}
