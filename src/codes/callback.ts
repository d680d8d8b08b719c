import type { Localized } from '../text/localized.ts';
import { entriesOf } from './families.ts';

/** Result codes with which a request counts as accepted; 000004 only where provisioning may be asynchronous. */
export const success = '000000';
export const inProgress = '000004';

/** The result codes that a merchant's server can answer a callback with. */
export function callbackCodes(): readonly string[] {
  return entriesOf('callback').map(({ code }) => code);
}

/** Meaning of the result code of a callback; `undefined` for one that is not documented. */
export function callbackMeaning(code: string): Localized | undefined {
  return entriesOf('callback').find((entry) => entry.code === code)?.meaning;
}
