import { apiCode, usageRecordCode } from '../codes/openapi.ts';
import { given, own } from '../text/json.ts';
import { both, type Localized } from '../text/translate.ts';
import type { RecordFault, RecordFaults } from './record/fields.ts';
import type { UsageRecord } from './record/record.ts';

/** A record that was not accepted, as in a line of the rejects file. */
export interface Reject {
  /** Line in the input. */
  readonly line: number;
  /**
   * `input`: koo did not send it; `server`: KooGallery rejected it; `lost`: it was sent over the old interface, now or in
   * an earlier run, and the response was lost.
   */
  readonly by: 'input' | 'server' | 'lost';
  /** Code of the broken rule, KooGallery's code of the record, `SN_REUSED`, or `MAYBE_THERE`. */
  readonly code: string;
  readonly meaning: Localized;
  readonly field?: string;
  readonly meteringSn?: string;
  /** KooGallery's message. */
  readonly message?: string;
  /** Everything that is wrong with the record, where that is more than one thing; the first is also above. */
  readonly problems?: readonly Problem[];
  /**
   * The record as sent, and with its `metering_sn` even where that is not sent, so that koo recognises it; an invalid one
   * as read. The line can be corrected and pushed as it is.
   */
  readonly record: unknown;
}

type Problem = Pick<Reject, 'code' | 'field' | 'meaning'>;

/** koo's own code for a record that the old interface may have accepted, and would count twice. */
export const maybeThereCode = 'MAYBE_THERE';

/** The record as sent, with its id. */
export function recordWithSn({ sn, json }: UsageRecord): Readonly<Record<string, unknown>> {
  return { metering_sn: sn, ...JSON.parse(json) };
}

interface RejectedRecord extends Pick<Reject, 'line' | 'by' | 'code'> {
  readonly record: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/** Builds the reject of a valid record. */
export function buildReject({ line, by, code, record, message }: RejectedRecord): Reject {
  const { metering_sn: meteringSn } = record;
  return {
    line,
    by,
    code,
    meaning: recordMeaning(code),
    ...(typeof meteringSn === 'string' && { meteringSn }),
    ...given({ message }),
    record,
  };
}

/** Builds the reject of an invalid record. */
export function buildInvalidReject(line: number, faults: RecordFaults, record: unknown): Reject {
  const problems = faults.map(problemOf);
  return { line, by: 'input', ...problemOf(faults[0]), ...(problems.length > 1 && { problems }), record };
}

function problemOf({ code, field, message }: RecordFault): Problem {
  return { code, meaning: message, ...given({ field }) };
}

/** koo's own code for a record with the `metering_sn` of another record. */
export const snReusedCode = 'SN_REUSED';

/** KooGallery's code for a `metering_sn` that was used before, for the same record or for another one. */
export const snUsedCode = '005';

/** Meanings of koo's own codes, and of a code of KooGallery that koo knows more about. */
const ownMeanings: Readonly<Record<string, Localized>> = {
  [maybeThereCode]: both(
    'it was sent but no response was received; check whether it arrived, because the old interface would count it twice',
  ),
  [snReusedCode]: both('this metering_sn was already used for another record; use a unique one'),
  [snUsedCode]: both(
    'KooGallery already has a record with this metering_sn, not sent by koo: if that is another record, use a unique one',
  ),
};

/** Returns the meaning of the code a record was rejected with, its own or that of its request. */
export function recordMeaning(code: string): Localized {
  const meaning = own(ownMeanings, code) ?? usageRecordCode(code)?.meaning ?? apiCode(code)?.meaning;
  return meaning ?? both('not documented');
}

/** KooGallery's code for a record that it already has, which counts as a success. */
export const repeatedCode = '010';

/**
 * Codes of a request rejected for some of its records, or for their number: the others are accepted in smaller batches.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649186.html
 */
export const recordFaultCodes: readonly string[] = ['MKT.9001', 'MKT.9002', 'MKT.9003', 'MKT.9004'];
