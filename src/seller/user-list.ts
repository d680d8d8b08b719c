import type { Encoding } from '../text/decode.ts';
import { shellWord } from '../text/shell-word.ts';
import { both, type Localized } from '../text/translate.ts';
import type { ListName, ListRef, SpecifiedUser } from './contract.ts';

export interface RowFault {
  /** The line where the row begins; the first is 1. */
  readonly line: number;
  /** Stable, upper snake case. */
  readonly code:
    | 'MISSING_NAME'
    | 'MISSING_ID'
    | 'NAME_FORM'
    | 'ID_FORM'
    | 'UPPER_CASE'
    | 'SWAPPED'
    | 'SAME_VALUE'
    | 'CUT_OFF'
    | 'EXCEL_NUMBER'
    | 'FULL_WIDTH'
    | 'BAD_CHARACTER'
    | 'TOO_LONG'
    | 'DUPLICATE'
    | 'CONFLICT'
    | 'NOT_JSON'
    | 'NOT_A_USER'
    | 'NOT_TEXT'
    | 'COLUMN_COUNT'
    | 'OPEN_QUOTE';
  /** A row with an error is invalid; one with a warning is sent. */
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  /** As they stand in the row, as far as they could be read. */
  readonly account_name?: string;
  readonly account_id?: string;
}

/** A user and where it stands in the input; the first line is 1. */
export interface FileUser extends SpecifiedUser {
  readonly line: number;
}

export type UserFormat = 'csv' | 'tsv' | 'ndjson' | 'json' | 'lines';

/** The users of an input, and its faults. */
export interface UserFile {
  /** As it was named; `-` for stdin. */
  readonly file: string;
  readonly format: UserFormat;
  readonly encoding: Encoding;
  /** Rows that hold something, without the header. */
  readonly rows: number;
  /** Those that can be sent: each id once, none with an error. */
  readonly users: readonly FileUser[];
  /** By line; an error means that the row is not among the users. */
  readonly faults: readonly RowFault[];
  /** Headings of columns that were left out. */
  readonly ignored: readonly string[];
}

/**
 * Reads a list of users.
 *
 * @param file as it was named, for messages
 * @throws KooError (usage) when the input as a whole is no such list
 */
export type UserListReader = (source: AsyncIterable<Uint8Array>, file: string) => Promise<UserFile>;

/** 32 hexadecimal digits, as every sample of an account id is. */
export function looksLikeId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text.trim());
}

/**
 * Explains why users look as if they came from a wrong column or a wrong file, when a list is to be made equal to them.
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
    return both(
      'None of the account IDs in the file ({count}) has 32 hexadecimal digits: check that they are account IDs',
      { count },
    );
  }
  // Replacing one user by another is an ordinary change, which is confirmed like any other.
  if (keep > 0 || remove <= 1) return undefined;
  return both(
    'The file contains none of the users on the list: all {remove} would be removed and {count, plural, one {# other} other {# others}} added',
    { remove, count },
  );
}

/** A list as `--list` names it, such as `credit-line`. */
export function listOption(list: ListName): string {
  return list.replace('_', '-');
}

/** The flags with which a command of `koo users` means a list, quoted for a shell. */
export function listFlags(product: string, { list, sku_code: sku }: ListRef): string {
  return [
    `--product ${shellWord(product)}`,
    ...(list === 'audience' ? [] : [`--list ${listOption(list)}`]),
    ...(sku === undefined ? [] : [`--sku ${shellWord(sku)}`]),
  ].join(' ');
}
