import { maskedText } from '../../../sso/steps/masking.ts';
import { isObject, type JsonObject } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { sql, transaction } from '../../state/database.ts';
import {
  type ApiCall,
  assertNoQuery,
  assertSeller,
  checkFields,
  type Field,
  missing,
  mustBe,
  optional,
  orderParameterCodes,
  type ParameterCodes,
  type Route,
  readJson,
  readList,
  required,
  textOf,
} from '../gateway/call.ts';
import { apiError } from '../gateway/codes.ts';
import {
  createRecordProcessor,
  createRecordValidator,
  createUsageKeeper,
  keepRejections,
  type Rejection,
  recordErrors,
} from '../usage/rules.ts';
import { type UsageKey, usageKeysOf, verifyUsageProof } from '../usage/verification.ts';

const wrong = '94060004';

/** Maximum number of records in a request; for the old interface, the order page says 100. */
const maxRecords = 1000;

const fields: readonly Field[] = [
  optional('instance_id', 64),
  optional('record_time', 17),
  optional('begin_time', 17),
  optional('end_time', 17),
  // A string, or (intl page) a number.
  optional('usage_value'),
  optional('metering_sn', 64),
  optional('relate_pkg_instance', 64),
];

/** Largest difference between the header `ts` and now; not documented, so that of the gateway. */
const maxSkewMs = 15 * 60_000;

export const usagePath = '/api/mkp-openapi-public/global/v1/isv/usage-data';

/**
 * Usage push (new). Signed twice: by AK and SK, and with the access key in the headers `signature`, `ts`, `nonce`.
 * Accepted records are on the disk before the answer goes out. The names of the list of rejected records and of its
 * members are not published; here it is `data.abnormal_usage_data` with `metering_sn`, `instance_id`,
 * `error_code`, `error_msg`.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
const usageRoute: Route = { method: 'POST', path: usagePath, family: 'usage', handle: push };

function push(call: ApiCall): JsonObject {
  assertNoQuery(call.url, wrong);
  const body = readJson(call.body, wrong);
  const nonce = checkSignature(call, body);
  assertSeller(call, '94060002');
  checkFields(body, [optional('usage_records')], wrong);
  const records = readRecords(body, fields, [wrong, wrong]);
  // One transaction, so one wait for the disk: the nonce counts as used when the records are stored.
  const rejections = transaction(call.database, () => {
    storeNonce(call, nonce);
    const judge = createRecordProcessor(call);
    const rejected = records.map(judge).filter((rejection) => rejection !== undefined);
    keepRejections(call, rejected);
    return rejected;
  });
  call.wake();
  return rejections.length === 0 ? {} : { data: { abnormal_usage_data: rejections.map(rejectionDocument) } };
}

function readRecords(body: JsonObject, fields: readonly Field[], codes: ParameterCodes): JsonObject[] {
  const list = readList(body.usage_records, 'usage_records', maxRecords, codes[0], 'MKT.9003');
  return list.map((record, index) => {
    if (!isObject(record)) throw apiError(codes[0], mustBe(`usage_records[${index}]`, both('an object')));
    checkFields(record, fields, codes, `usage_records[${index}].`);
    return record;
  });
}

function rejectionDocument({ record, code, detail }: Rejection): JsonObject {
  return {
    metering_sn: record.metering_sn ?? null,
    instance_id: record.instance_id ?? null,
    error_code: code,
    error_msg: (detail === undefined ? recordErrors[code] : `${recordErrors[code]}: ${detail}`).slice(0, 255),
  };
}

/** @returns the nonce */
function checkSignature({ headers, account, body, database, now }: ApiCall, parsed: JsonObject): string {
  const header = (name: string, max: number) => {
    const value = headers.get(name);
    if (!value) throw apiError('94060002', missing(name));
    if (value.length > max)
      throw apiError('94060002', mustBe(name, both('at most {max} characters', { max })));
    return value;
  };
  const signature = header('signature', 1000);
  const ts = header('ts', 20);
  const nonce = header('nonce', 64);
  if (!/^\d{13}$/.test(ts) || Math.abs(Number(ts) - now.getTime()) > maxSkewMs) {
    throw apiError(
      '94060002',
      both('ts must be the time in milliseconds, within 15 minutes of {now}', { now: now.getTime() }),
    );
  }
  const text = new TextDecoder().decode(body);
  const keys = usageKeysOf(database, account);
  const proof = { ts, nonce, signature, text, body: parsed };
  const { isValid, explain } = verifyUsageProof(proof, keys, account.credential.sk);
  if (!isValid) throw apiError('94060002', wrongSignature(explain().mistake?.text, keys));
  return nonce;
}

/** Names the keys unless the mistake is known: most often the client has another key. */
function wrongSignature(
  mistake: Localized | undefined,
  [published, ...stored]: readonly UsageKey[],
): Localized {
  if (mistake)
    return both('the signature header does not match ts, nonce and the sorted body: {mistake}', { mistake });
  const key = maskedText(published?.key ?? '');
  if (stored.length === 0) {
    return both(
      'the signature header does not match ts, nonce and the sorted body with the access key {key} of the sandbox; the connections have stored no other. Sign with that key, or store yours: koo sandbox connect with KOO_ACCESS_KEY',
      { key },
    );
  }
  return both(
    'the signature header does not match ts, nonce and the sorted body, neither with the access key {key} of the sandbox nor with those of the connections: {stored}. Sign with one of these keys',
    { key, stored: stored.map((one) => `${maskedText(one.key)} (${one.products.join(', ')})`) },
  );
}

/** Remembers a nonce for as long as its request could be replayed. */
function storeNonce({ account, database, now }: ApiCall, nonce: string): void {
  const time = now.getTime();
  sql(database)`DELETE FROM nonces WHERE until < ${time}`.run();
  const remember = database.prepare('INSERT OR IGNORE INTO nonces VALUES (?, ?)');
  if (remember.run(`${account.id} ${nonce}`, time + 2 * maxSkewMs).changes === 1) return;
  throw apiError('94060002', both('the nonce has already been used'));
}

/**
 * Usage push (old). Its records are judged by a background job, of which the sender hears nothing: here the verdict
 * is stored with the record.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html
 */
const legacyRoute: Route = {
  method: 'POST',
  path: '/rest/marketplace/v1/isv/usage-data',
  family: 'legacy-usage',
  handle: pushLegacy,
};

export const usageRoutes: readonly Route[] = [usageRoute, legacyRoute];

const legacyFields: readonly Field[] = [
  required('instance_id', 64),
  required('product_id', 64),
  required('record_time', 17),
  required('begin_time', 17),
  required('end_time', 17),
  required('usage_value'),
  optional('relate_pkg_instance', 64),
];

function pushLegacy(call: ApiCall): JsonObject {
  const { account, database, now } = call;
  assertNoQuery(call.url, 'MKT.0101');
  const body = readJson(call.body, 'MKT.0199');
  assertSeller(call, 'MKT.0151');
  checkFields(body, [required('usage_records')], orderParameterCodes);
  if (Array.isArray(body.usage_records) && body.usage_records.length === 0) throw apiError('MKT.9002');
  const records = readRecords(body, legacyFields, orderParameterCodes);
  transaction(database, () => {
    const check = createRecordValidator(call);
    const keep = createUsageKeeper(call);
    const insert = database.prepare(
      'INSERT INTO legacy_usage_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    for (const record of records) {
      const text = (name: string) => textOf(record, name);
      const code = check(record)?.[0] ?? '000';
      const kept = code === '000' ? keep(record) : undefined;
      insert.run(
        account.id,
        text('instance_id'),
        text('product_id'),
        text('record_time'),
        text('begin_time'),
        text('end_time'),
        String(record.usage_value),
        text('relate_pkg_instance') || null,
        code,
        now.getTime(),
        kept ?? null,
      );
    }
  });
  call.wake();
  return {};
}
