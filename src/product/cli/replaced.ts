import { KooError } from '../../errors/koo-error.ts';
import type { Change } from '../../seller/change.ts';
import { listKey } from '../../seller/list-key.ts';
import type { ProductState } from '../../seller/plan.ts';
import { looksReplaced } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { userPlaces } from '../document/document.ts';
import type { Place } from '../document/faults.ts';
import type { CheckedDocument } from '../document/read.ts';
import { listsOf } from '../plan/document.ts';

/** A file of users that would take the place of a list, and why that looks like a mistake. */
interface Replaced extends Pick<Place, 'line' | 'column'> {
  readonly users: string;
  readonly why: Localized;
}

/**
 * Users of a wrong column or a wrong file go on no list, and nobody is removed for them; a dry run tells it.
 *
 * @throws KooError (usage, `LIST_REPLACED`) with file, line and column of each
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
  if (!wish['dry-run']) {
    if (found.length > 0) throw listReplaced(checked.file, found);
    return;
  }
  for (const { users, why } of found) {
    notice({
      en: `${users}: ${why.en}; --allow-replace lets it pass`,
      zh: `${users}：${why.zh}；如确需如此，请加 --allow-replace`,
    });
  }
}

function listReplaced(file: string, found: readonly Replaced[]): KooError {
  const at = ({ line, column, users }: Replaced) => `${file}:${line}:${column} ${users}`;
  return new KooError({
    category: 'usage',
    code: 'LIST_REPLACED',
    message: {
      en: found.map((one) => `${at(one)}: ${one.why.en}`).join('\n'),
      zh: found.map((one) => `${at(one)}：${one.why.zh}`).join('\n'),
    },
    hint: {
      en: 'Nothing was sent. If that is what you want, add --allow-replace.',
      zh: '未发送任何更改。如确需如此，请加 --allow-replace。',
    },
    details: { file, lists: found.map(({ users, line, column }) => ({ file: users, line, column })) },
  });
}

function replaced(
  { document, content, locate }: CheckedDocument,
  changes: readonly Change[],
  { lists = new Map() }: ProductState,
): Replaced[] {
  const wanted = new Map((document ? listsOf(document) : []).map((list) => [listKey(list), list.users]));
  return userPlaces(content).flatMap(({ ref, path, users }): Replaced[] => {
    const change = changes.find(
      (one) => one.kind === 'users' && one.list === ref.list && one.sku === ref.sku_code,
    );
    // Users in the document itself somebody has seen there.
    if (!('file' in users) || change?.kind !== 'users') return [];
    const remove = change.remove.length;
    const keep = (lists.get(listKey(ref))?.size ?? 0) - remove;
    const why = looksReplaced(wanted.get(listKey(ref)) ?? [], { keep, remove });
    return why ? [{ ...locate([...path, 'file']), users: users.file, why }] : [];
  });
}
