import type { Localized } from '../text/localized.ts';

/** A record that was not accepted, as a line of the rejects file. */
export interface Reject {
  /** Where it stands in the input. */
  readonly line: number;
  /**
   * `input`: koo did not send it; `server`: KooGallery refused it; `lost`: it was sent over the old interface, now or
   * by an earlier run, and the answer was lost.
   */
  readonly by: 'input' | 'server' | 'lost';
  /** Code of the rule, or KooGallery's code of the record; `SN_REUSED` for an id that belongs to another record, `MAYBE_THERE`. */
  readonly code: string;
  readonly meaning: Localized;
  readonly field?: string;
  readonly meteringSn?: string;
  /** What KooGallery said in its own words. */
  readonly message?: string;
  /** The record as it is sent; with its `metering_sn` where that is not sent, so that koo knows it again. */
  readonly record?: unknown;
}

/** koo's own code for a record that the old interface may have taken, and would take twice. */
export const maybeThere = 'MAYBE_THERE';

export const maybeThereMeaning: Localized = {
  en: 'it was sent and the answer was lost; look whether it arrived, for the old interface would take it twice',
  zh: '已推送但未收到响应；请先确认是否已到达，旧接口会重复入库',
};
