import type { RowFault } from '../seller/user-list.ts';
import { looksLikeId } from '../seller/user-list.ts';
import type { Localized } from '../text/localized.ts';
import type { UserField } from './headings.ts';

/** A user as a row of the input has it, not judged yet. */
export interface RawRow {
  readonly line: number;
  readonly account_name?: string;
  readonly account_id?: string;
  /** Why the row cannot be a user, whatever its fields hold. */
  readonly fault?: RowFault;
}

/** A row that is none. */
export function brokenRow(line: number, code: RowFault['code'], message: Localized): RawRow {
  return { line, fault: { line, code, severity: 'error', message } };
}

/**
 * `name:id`, with the colon of either keyboard; an id alone is a row without a name.
 */
export function rowOfPair(text: string, line: number): RawRow {
  const at = Math.max(text.lastIndexOf(':'), text.lastIndexOf('：'));
  if (at !== -1) return { line, account_name: text.slice(0, at), account_id: text.slice(at + 1) };
  return looksLikeId(text) ? { line, account_id: text } : { line, account_name: text };
}

/** A field's name in messages. */
export const fieldNames: Readonly<Record<UserField, Localized>> = {
  account_name: { en: 'account name', zh: '华为云账号名' },
  account_id: { en: 'account ID', zh: '华为云账号ID' },
};
