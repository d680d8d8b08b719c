import type { SpecifiedUser } from '../seller/model.ts';
import type { Encoding } from './decode.ts';
import type { RowFault } from './faults.ts';

/** A user and where it stands in the input; the first line is 1. */
export interface FileUser extends SpecifiedUser {
  readonly line: number;
}

export type UserFormat = 'csv' | 'tsv' | 'ndjson' | 'json' | 'lines';

/** What an input holds. */
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
