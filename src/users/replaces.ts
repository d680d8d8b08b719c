import type { SpecifiedUser } from '../seller/model.ts';
import type { Localized } from '../text/localized.ts';
import { looksLikeId } from './rows.ts';

/**
 * Why users look as if they came from a wrong column or a wrong file, when a list is to be made equal to them.
 *
 * @param counts how many of the list stay, under whatever name, and how many would be removed
 */
export function looksReplaced(
  users: readonly SpecifiedUser[],
  { keep, remove }: { readonly keep: number; readonly remove: number },
): Localized | undefined {
  const count = users.length;
  if (count === 0) return undefined;
  if (!users.some(({ account_id }) => looksLikeId(account_id))) {
    return {
      en: `None of the account IDs in the file (${count}) has 32 hexadecimal digits: are they account IDs?`,
      zh: `文件中的账号ID（${count} 个）都不是 32 位十六进制字符：请确认是否为账号ID`,
    };
  }
  // One for another is a change like any other, and is asked about as one.
  if (keep > 0 || remove <= 1) return undefined;
  return {
    en: `Nobody on the list is in the file: all ${remove} would be removed, and ${count === 1 ? '1 other' : `${count} others`} put in their place`,
    zh: `名单中的用户都不在文件中：将移除全部 ${remove} 个，并换成另外 ${count} 个`,
  };
}
