import { apiCode, usageRecordMeaning } from '../codes/openapi.ts';
import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';
import type { RecordFault } from './fields.ts';
import type { MeteringRecord } from './record.ts';

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

const maybeThereMeaning: Localized = both(
  'it was sent and the answer was lost; look whether it arrived, for the old interface would take it twice',
);

/** A record as it is sent, and with its id. */
export function withId({ sn, json }: MeteringRecord): Readonly<Record<string, unknown>> {
  return { metering_sn: sn, ...JSON.parse(json) };
}

interface RejectedRecord extends Pick<Reject, 'line' | 'by' | 'code'> {
  readonly record: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/** A record that was sent, now or earlier, or whose id is another's. */
export function rejectOf({ line, by, code, record, message }: RejectedRecord): Reject {
  const { metering_sn: meteringSn } = record;
  return {
    line,
    by,
    code,
    meaning: code === maybeThere ? maybeThereMeaning : recordMeaning(code),
    ...(typeof meteringSn === 'string' && { meteringSn }),
    ...(message !== undefined && { message }),
    record,
  };
}

/** A record that breaks a rule. */
export function invalidReject(line: number, { code, field, message }: RecordFault): Reject {
  return { line, by: 'input', code, meaning: message, ...(field !== undefined && { field }) };
}

/** koo's own code for a record whose `metering_sn` belongs to another one. */
export const snReused = 'SN_REUSED';

const snReusedMeaning: Localized = both(
  'this metering_sn was used for another record; give this one an id of its own',
);

/** Meaning of the code a record was refused with, its own or that of its request; an unknown code says so. */
export function recordMeaning(code: string): Localized {
  if (code === snReused) return snReusedMeaning;
  return usageRecordMeaning(code) ?? apiCode(code)?.meaning ?? both('not documented');
}

/** The code which says that the `metering_sn` was used before, be it for the same record or for another one. */
export const snTaken = '005';

/** Codes which say that the record is there already: to whoever sends it again, that is a success. */
export const alreadyThere: ReadonlySet<string> = new Set([snTaken, '010']);

/**
 * Codes of a request that blame its records, or their number: sent in smaller parts, the others are accepted.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649186.html
 */
export const blamesRecords: ReadonlySet<string> = new Set(['MKT.9001', 'MKT.9002', 'MKT.9003', 'MKT.9004']);
