import { usageError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';

/**
 * Asserts that a text has 1 to `most` characters.
 *
 * @param what the argument or flag, for the message
 * @throws KooError (usage, `INVALID_VALUE`)
 */
export function requireLength(what: string, text: string, most: number): void {
  const { length } = [...text];
  if (length >= 1 && length <= most) return;
  throw usageError(
    'INVALID_VALUE',
    both('{what} has {length} characters; 1 to {most} are allowed', { what, length, most }),
    both('Nothing was sent.'),
  );
}

/** A time as Huawei writes it, such as `20241121090846`. */
export const compactTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** Formats a {@link compactTime} as `2024-11-21 09:08:46`; leaves anything else unchanged. */
export function formatTime(text: string | undefined): string {
  return (text ?? '').replace(compactTime, '$1-$2-$3 $4:$5:$6');
}
