import { usageError } from '../../errors/koo-error.ts';

/**
 * Passes for a text of 1 to `most` characters.
 *
 * @param what the argument or flag it is from
 * @throws KooError (usage, `INVALID_VALUE`)
 */
export function requireLength(what: string, text: string, most: number): void {
  const { length } = [...text];
  if (length >= 1 && length <= most) return;
  throw usageError(
    'INVALID_VALUE',
    {
      en: `${what} has ${length} characters; 1 to ${most} are allowed`,
      zh: `${what} 有 ${length} 个字符；允许 1 到 ${most} 个`,
    },
    { en: 'Nothing was sent.', zh: '未发送任何请求。' },
  );
}

/** `20241121090846` as `2024-11-21 09:08:46`; anything else as it is. */
export function readTime(text: string | undefined): string {
  return (text ?? '').replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6');
}
