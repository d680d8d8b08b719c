import { KooError } from '../../../errors/koo-error.ts';
import { looksReplaced, type UserFile } from '../../../seller/user-list.ts';
import type { Localized } from '../../../text/localized.ts';
import type { Comparison } from '../../compare.ts';
import type { UsersSyncWish } from './model.ts';

/** Users of a wrong column or a wrong file go on no list, and nobody is removed for them; a dry run tells it. */
export function holdReplacing(
  { users }: UserFile,
  { keep, rename, remove }: Comparison,
  wish: UsersSyncWish,
  notice: (text: Localized) => void,
): void {
  if (wish['allow-replace']) return;
  const counts = { keep: keep + rename.length, remove: wish.remove ? remove.length : 0 };
  const message = looksReplaced(users, counts);
  if (!message) return;
  if (wish['dry-run']) {
    notice(message);
    return;
  }
  throw new KooError({
    category: 'usage',
    code: 'LIST_REPLACED',
    message,
    hint: {
      en: 'Nothing was sent. --dry-run shows the difference; if that is what you want, add --allow-replace.',
      zh: '未发送任何内容。可用 --dry-run 查看差异；如确需如此，请加 --allow-replace。',
    },
  });
}

/** An empty file empties no list by mistake. */
export function holdEmptying({ file, users }: UserFile, wish: UsersSyncWish): void {
  if (users.length === 0 && wish.remove && !wish['allow-empty']) throw emptyList(file);
}

function emptyList(path: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'EMPTY_LIST',
    message: {
      en: `There are no users in ${path === '-' ? 'the input' : path}: the whole list would be removed`,
      zh: `${path === '-' ? '输入' : path} 中没有用户：整个名单将被清空`,
    },
    hint: {
      en: 'Nothing was sent. If that is what you want, add --allow-empty.',
      zh: '未发送任何内容。如确需清空，请加 --allow-empty。',
    },
  });
}
