import type { Localized } from '../text/localized.ts';

/** What is wrong with a row of an input, or worth knowing. */
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
  /** A row with an error is no user; one with a warning is. */
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  /** As they stand in the row, as far as they could be read. */
  readonly account_name?: string;
  readonly account_id?: string;
}

/** The input as a whole cannot be read. */
export class UserInputError extends Error {
  override readonly name = 'UserInputError';
  readonly code: 'TOO_LARGE' | 'NOT_TEXT' | 'UNKNOWN_ENCODING' | 'BAD_HEADER' | 'NOT_JSON';
  readonly text: Localized;
  readonly hint: Localized;

  constructor(code: UserInputError['code'], text: Localized, hint: Localized) {
    super(text.en);
    this.code = code;
    this.text = text;
    this.hint = hint;
  }
}
