import type { Localized } from '../text/localized.ts';
import { apiCode } from './openapi.ts';
import { usageRecordCodes } from './usage-record-codes.ts';

const meanings: ReadonlyMap<string, Localized> = new Map(
  usageRecordCodes.map(({ code, meaning }) => [code, meaning]),
);

/** koo's own code for a record whose `metering_sn` belongs to another one. */
export const snReused = 'SN_REUSED';

const snReusedMeaning: Localized = {
  en: 'this metering_sn was used for another record; give this one an id of its own',
  zh: '该 metering_sn 已用于另一条话单，请为此话单使用新的唯一标识',
};

/** Meaning of the code a record was refused with, its own or that of its request; an unknown code says so. */
export function recordMeaning(code: string): Localized {
  if (code === snReused) return snReusedMeaning;
  return meanings.get(code) ?? apiCode(code)?.meaning ?? { en: 'not documented', zh: '文档未说明的结果码' };
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
