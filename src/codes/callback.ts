import type { Localized } from '../text/localized.ts';
import { entriesOf } from './families.ts';

/** Result codes that accept a request; 000004 only if the instance may be provisioned later. */
export const success = '000000';
export const inProgress = '000004';

/** The result codes that a merchant's server can return. */
export function callbackCodes(): readonly string[] {
  return entriesOf('callback').map(({ code }) => code);
}

/** The meaning of a result code of a callback; `undefined` for an undocumented code. */
export function callbackMeaning(code: string): Localized | undefined {
  return entriesOf('callback').find((entry) => entry.code === code)?.meaning;
}
