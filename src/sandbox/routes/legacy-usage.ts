import type { JsonObject } from '../../text/json.ts';
import {
  type Call,
  checkFields,
  type Field,
  isObject,
  mustBe,
  noQuery,
  type Route,
  readJson,
  readList,
  textOf,
} from '../call.ts';
import { refusal } from '../codes.ts';
import { transaction } from '../store.ts';
import { createRecordCheck } from '../usage-rules.ts';

const codes = { wrong: 'MKT.0101', tooLong: 'MKT.0100' } as const;

/** Most records in a request: the usage page says 1000, the order page 100. */
const maxRecords = 1000;

const fields: readonly Field[] = [
  { name: 'instance_id', required: true, max: 64 },
  { name: 'product_id', required: true, max: 64 },
  { name: 'record_time', required: true, max: 17 },
  { name: 'begin_time', required: true, max: 17 },
  { name: 'end_time', required: true, max: 17 },
  { name: 'usage_value', required: true },
  { name: 'relate_pkg_instance', max: 64 },
];

/**
 * Usage push (old). Its records are judged by a background job, of which the sender hears nothing: here the verdict
 * is stored with the record.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html
 */
export const legacyUsageRoutes: readonly Route[] = [
  { method: 'POST', path: '/rest/marketplace/v1/isv/usage-data', family: 'legacy-usage', handle: push },
];

function push(call: Call): JsonObject {
  const { account, database, now } = call;
  noQuery(call.url, codes.wrong);
  const body = readJson(call.body, 'MKT.0199');
  if (!account.seller) throw refusal('MKT.0151', { en: 'the account is no seller', zh: '该账号不是商家' });
  checkFields(body, [{ name: 'usage_records', required: true }], codes);
  if (Array.isArray(body.usage_records) && body.usage_records.length === 0) throw refusal('MKT.9002');
  const list = readList(body.usage_records, 'usage_records', maxRecords, codes.wrong, 'MKT.9003');
  const records = list.map((record, index) => {
    if (!isObject(record)) throw refusal(codes.wrong, mustBe(`usage_records[${index}]`, 'an object', '对象'));
    checkFields(record, fields, codes, `usage_records[${index}].`);
    return record;
  });
  transaction(database, () => {
    const check = createRecordCheck(call);
    const insert = database.prepare('INSERT INTO legacy_usage_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const record of records) {
      const text = (name: string) => textOf(record, name);
      insert.run(
        account.id,
        text('instance_id'),
        text('product_id'),
        text('record_time'),
        text('begin_time'),
        text('end_time'),
        String(record.usage_value),
        text('relate_pkg_instance') || null,
        check(record)?.[0] ?? '000',
        now.getTime(),
      );
    }
  });
  return {};
}
