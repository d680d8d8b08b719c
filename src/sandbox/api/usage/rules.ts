import { usageValuePattern } from '../../../text/decimal.ts';
import type { JsonObject } from '../../../text/json.ts';
import { createUsageRecorder } from '../../market/life/bills.ts';
import { type Database, sql } from '../../state/database.ts';
import { meteringTime } from '../../state/times.ts';
import { type ApiCall, contextOf } from '../gateway/call.ts';

/**
 * Codes of single records. The page gives only their meanings, so the texts are koo's. 008 does not exist.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export const recordErrors = {
  '001': 'The instance does not exist',
  '002': 'Invalid time format',
  '003': 'Invalid usage value',
  '004': 'The unique ID of the record is missing',
  '005': 'The unique ID of the record is duplicate',
  '006': 'The product has been removed',
  '007': 'The record has expired',
  '009': 'The instance does not belong to the ISV',
  '010': 'Duplicate record',
  '011': 'Invalid time range',
  '012': 'The instance is not pay-per-use',
  '013': 'The resource is in an abnormal state',
} as const;

type RecordCode = keyof typeof recordErrors;

export interface Rejection {
  readonly record: JsonObject;
  readonly code: RecordCode;
  readonly detail?: string | undefined;
}

/** Maximum age of a record at the push. */
const maxAgeMs = 21 * 24 * 3600_000;

type Instance = NonNullable<ReturnType<typeof readInstance>>;

type Fault = readonly [code: RecordCode, detail?: string];

function readInstance(database: Database, id: string) {
  const row = sql(database)`SELECT *, (SELECT max(key) FROM market_instances WHERE instance_id = i.id) AS key
    FROM instances i WHERE id = ${id}`.get();
  return (
    row && {
      seller: String(row.seller),
      chargingMode: String(row.charging_mode),
      status: String(row.status),
      delisted: row.delisted === 1,
      startTime: meteringTime(String(row.start_time)) ?? 0,
      needsPackage: row.needs_package === 1,
      /** Time of the last freeze, while it lasts or if the instance was released in it. */
      frozenAt: row.frozen_at === null ? undefined : Number(row.frozen_at),
      releasedAt: row.released_at === null ? undefined : Number(row.released_at),
      /** Key of the instance at the marketplace, if it was bought there. */
      key: row.key === null ? undefined : Number(row.key),
    }
  );
}

function createInstanceFinder(database: Database): (id: string) => Instance | undefined {
  const known = new Map<string, Instance | undefined>();
  return (id) => {
    if (!known.has(id)) known.set(id, readInstance(database, id));
    return known.get(id);
  };
}

/** Finds the fault of a record, except that it is a duplicate. */
export function createRecordValidator(
  { database, account, businessNow }: ApiCall,
  find = createInstanceFinder(database),
): (record: JsonObject) => Fault | undefined {
  const now = businessNow.getTime();
  const oldest = now - maxAgeMs;

  function instanceFault({ instance_id: id, relate_pkg_instance: packageId }: JsonObject): Fault | undefined {
    const instance = find(String(id ?? ''));
    if (!instance) return ['001'];
    if (instance.seller !== account.id) return ['009'];
    if (instance.chargingMode !== 'ON_DEMAND') return ['012'];
    if (instance.delisted) return ['006'];
    const { status, frozenAt, releasedAt } = instance;
    if (status !== 'active' && frozenAt === undefined && releasedAt === undefined)
      return ['013', `the instance is ${status}`];
    // Which code a missing or unknown package gets is not documented.
    if (!packageId) return instance.needsPackage ? ['001', 'relate_pkg_instance is missing'] : undefined;
    const packageInstance = find(String(packageId));
    if (packageInstance?.chargingMode !== 'ON_DEMAND_PKG')
      return ['001', 'relate_pkg_instance is no package instance'];
    return packageInstance.seller === account.id ? undefined : ['009', 'relate_pkg_instance'];
  }

  function timeFault(record: JsonObject): Fault | undefined {
    const recorded = meteringTime(String(record.record_time ?? ''));
    const begin = meteringTime(String(record.begin_time ?? ''));
    const end = meteringTime(String(record.end_time ?? ''));
    if (recorded === undefined) return ['002', 'record_time'];
    if (begin === undefined) return ['002', 'begin_time'];
    if (end === undefined) return ['002', 'end_time'];
    const instance = find(String(record.instance_id));
    const fault = instance && endFault(instance, end);
    if (fault) return fault;
    if (begin > end) return ['011', 'begin_time is after end_time'];
    if (end > now) return ['011', 'end_time is after the push'];
    if (begin < (instance?.startTime ?? 0)) return ['011', 'begin_time is before the start of the resource'];
    if (begin < oldest) return ['007', 'begin_time is more than 21 days ago'];
    if (recorded < oldest) return ['007', 'record_time is more than 21 days ago'];
    return undefined;
  }

  return (record) =>
    instanceFault(record) ?? timeFault(record) ?? (isUsageValue(record.usage_value) ? undefined : ['003']);
}

/**
 * Judges the end of a record of an instance that is frozen or has ended: earlier usage is accepted. After the buyer has
 * closed the instance, a later end is an invalid time range.
 *
 * @see https://www.huaweicloud.com/s/JeWcqOe6v-aXtumXtOaNoueul-WZqCU/t_30_p_5/JeS6keWVhuW6lyU
 */
function endFault({ status, frozenAt, releasedAt }: Instance, end: number): Fault | undefined {
  if (frozenAt !== undefined && end > frozenAt) return ['013', 'end_time is after the freeze'];
  if (releasedAt === undefined || end <= releasedAt) return undefined;
  return status === 'closed'
    ? ['011', 'end_time is after the closing of the resource']
    : ['013', 'end_time is after the release'];
}

/** More than 0, at most 4 decimals and 20 characters. */
function isUsageValue(value: JsonObject[string] | undefined): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value);
  return text.length <= 20 && usageValuePattern.test(text);
}

/**
 * Judges records one by one, and stores those that are valid. A `metering_sn` that was accepted before is 010 for the
 * same record and 005 for another one; how the service distinguishes them is not documented. Belongs in a transaction.
 */
export function createRecordProcessor(call: ApiCall): (record: JsonObject) => Rejection | undefined {
  const { database, account, now } = call;
  const find = createInstanceFinder(database);
  const check = createRecordValidator(call, find);
  const keep = createUsageKeeper(call, find);
  const insert = database.prepare(
    'INSERT INTO usage_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING',
  );
  const link = database.prepare('UPDATE usage_records SET record = ? WHERE rowid = ?');
  const earlier = database.prepare(
    `SELECT instance_id, record_time, begin_time, end_time, usage_value, relate_pkg_instance
     FROM usage_records WHERE metering_sn = ? AND seller = ?`,
  );
  return (record) => {
    const sn = record.metering_sn;
    if (typeof sn !== 'string' || sn === '') return { record, code: '004' };
    const fault = check(record);
    if (fault) return { record, code: fault[0], detail: fault[1] };
    const content = [
      String(record.instance_id),
      String(record.record_time),
      String(record.begin_time),
      String(record.end_time),
      String(record.usage_value),
      record.relate_pkg_instance ? String(record.relate_pkg_instance) : null,
    ];
    const { changes, lastInsertRowid } = insert.run(sn, account.id, ...content, now.getTime());
    if (changes === 1) {
      const kept = keep(record);
      if (kept !== undefined) link.run(kept, lastInsertRowid);
      return undefined;
    }
    const same = Object.values(earlier.get(sn, account.id) ?? {}).every(
      (value, index) => value === content[index],
    );
    return { record, code: same ? '010' : '005' };
  };
}

/** Maximum number of rejected records that are kept, and longest value of them, in characters. */
const maxRejected = 10_000;
const maxValue = 64;

/** Stores rejected records for people to look at; belongs in a transaction. */
export function keepRejections({ database, account, now }: ApiCall, rejections: readonly Rejection[]): void {
  const insert = database.prepare('INSERT INTO rejected_records VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  let last = 0;
  for (const { record, code, detail } of rejections) {
    const text = (name: string) => String(record[name] ?? '').slice(0, maxValue);
    const { lastInsertRowid } = insert.run(
      account.id,
      text('instance_id'),
      text('metering_sn'),
      text('begin_time'),
      text('end_time'),
      text('usage_value'),
      text('relate_pkg_instance') || null,
      code,
      detail ?? null,
      now.getTime(),
    );
    last = Number(lastInsertRowid);
  }
  if (last > maxRejected) sql(database)`DELETE FROM rejected_records WHERE id <= ${last - maxRejected}`.run();
}

/**
 * Stores accepted records for the bills of instances that were bought at the marketplace.
 *
 * @returns keeps a record; its id, if it will be on a bill
 */
export function createUsageKeeper(
  call: ApiCall,
  find = createInstanceFinder(call.database),
): (record: JsonObject) => number | undefined {
  let keep: ReturnType<typeof createUsageRecorder> | undefined;
  return ({ instance_id, end_time, usage_value, relate_pkg_instance }) => {
    const key = find(String(instance_id))?.key;
    const endedAt = meteringTime(String(end_time));
    if (key === undefined || endedAt === undefined) return undefined;
    keep ??= createUsageRecorder(contextOf(call));
    const named = relate_pkg_instance ? String(relate_pkg_instance) : undefined;
    return keep({ key, endedAt, usage: String(usage_value), package: named });
  };
}
