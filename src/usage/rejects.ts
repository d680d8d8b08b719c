import type { Localized } from '../text/localized.ts';

/** A record that was not accepted, as a line of the rejects file. */
export interface Reject {
  /** Where it stands in the input. */
  readonly line: number;
  /** `input`: koo did not send it; `server`: KooGallery refused it. */
  readonly by: 'input' | 'server';
  /** Code of the rule, or KooGallery's code of the record; `SN_REUSED` for an id that belongs to another record. */
  readonly code: string;
  readonly meaning: Localized;
  readonly field?: string;
  readonly meteringSn?: string;
  /** What KooGallery said in its own words. */
  readonly message?: string;
  /** The record as it is sent. */
  readonly record?: unknown;
}
