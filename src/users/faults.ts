import { KooError } from '../errors/koo-error.ts';
import type { Localized } from '../text/localized.ts';

/** The input as a whole cannot be read; the reader's caller names the file. */
export function unreadableUsers(
  code: 'TOO_LARGE' | 'NOT_TEXT' | 'UNKNOWN_ENCODING' | 'BAD_HEADER' | 'NOT_JSON',
  message: Localized,
  hint: Localized,
): KooError {
  return new KooError({ category: 'usage', code, message, hint });
}
