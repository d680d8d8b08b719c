import type { Localized } from '../text/localized.ts';
import type { UsageFieldName } from './fields.ts';

/** What is wrong with a record of the input. */
export interface RecordFault {
  /** Stable, upper snake case. */
  readonly code:
    | 'NOT_JSON'
    | 'NOT_A_RECORD'
    | 'COLUMN_COUNT'
    | 'UNKNOWN_FIELD'
    | 'MISSING'
    | 'NOT_TEXT'
    | 'TOO_LONG'
    | 'BAD_TIME'
    | 'BAD_VALUE'
    | 'BAD_RANGE'
    | 'TOO_OLD';
  readonly field?: UsageFieldName | (string & {});
  readonly message: Localized;
}
