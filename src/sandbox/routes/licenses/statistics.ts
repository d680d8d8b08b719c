import type { JsonObject, JsonValue } from '../../../text/json.ts';
import { type Call, checkFields, isObject, mustBe, readList, textOf } from '../../call.ts';
import { isRefusal, refusal } from '../../codes.ts';
import { type Database, transaction } from '../../store.ts';
import { codes, license, maxBatch, wrong } from './call.ts';
import { findLicense } from './stored.ts';

/**
 * Takes statistics of licences, all of them or none.
 *
 * @throws Refusal
 */
export function reportUsage(call: Call, body: JsonObject): JsonObject {
  const entries = readList(body.usage_info, 'usage_info', maxBatch, wrong).map(usageEntry);
  const unfit = entries.filter(({ code }) => !isAlive(call, code)).map(({ code }) => code);
  if (unfit.length > 0) {
    const names = unfit.join(', ');
    const reason = { en: `not activated or unknown: ${names}`, zh: `未激活或不存在：${names}` };
    throw refusal('92020020', reason, { data: { check_fail_list: unfit } });
  }
  transaction(call.database, () => storeUsage(call.database, entries));
  return {};
}

interface UsageEntry {
  readonly code: string;
  readonly usage: readonly JsonValue[];
}

function usageEntry(entry: JsonValue, index: number): UsageEntry {
  const at = `usage_info[${index}]`;
  if (!isObject(entry)) throw refusal(wrong, mustBe(at, 'an object', '对象'));
  checkFields(entry, [license, { name: 'software_usage_Info' }], codes, `${at}.`);
  const usage = readList(entry.software_usage_Info, `${at}.software_usage_Info`, maxBatch, wrong);
  usage.forEach((item, number) => {
    checkUsage(item, `${at}.software_usage_Info[${number}]`);
  });
  return { code: textOf(entry, 'license'), usage };
}

function checkUsage(item: JsonValue, at: string): void {
  if (!isObject(item)) throw refusal(wrong, mustBe(at, 'an object', '对象'));
  checkFields(item, [{ name: 'id', max: 256 }, { name: 'active_num' }], codes, `${at}.`);
  if ((item.id === undefined) === (item.active_num === undefined)) {
    throw refusal(wrong, {
      en: `${at} needs either id or active_num`,
      zh: `${at} 必须且只能包含 id 和 active_num 之一`,
    });
  }
  if (item.active_num !== undefined && !/^\d{1,9}$/.test(String(item.active_num))) {
    throw refusal(wrong, mustBe(`${at}.active_num`, 'an integer of 9 digits at most', '不超过 9 位的整数'));
  }
}

function isAlive(call: Call, code: string): boolean {
  try {
    return findLicense(call, code, '92020020').status === 'ALIVE';
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

function storeUsage(database: Database, entries: readonly UsageEntry[]): void {
  const update = database.prepare('UPDATE licenses SET software_usage = ? WHERE code = ?');
  for (const { code, usage } of entries) update.run(JSON.stringify(usage), code);
}
