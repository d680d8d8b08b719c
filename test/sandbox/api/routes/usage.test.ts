import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../../src/sandbox/api/usage/verification.ts';
import { putConnection } from '../../../../src/sandbox/market/model/records.ts';
import {
  otherSeller,
  sandboxBuyer,
  sandboxCredential,
  sandboxSeller,
} from '../../../../src/sandbox/state/accounts.ts';
import { countRows, openStore } from '../../../../src/sandbox/store.ts';
import type { JsonObject, JsonValue } from '../../../../src/text/json.ts';
import {
  legacyUsagePath,
  post,
  push,
  record,
  rejections,
  send,
  start,
  temporaryFolder,
  usagePath,
} from '../../harness.ts';
import { connection } from '../../market/kit/harness.ts';

function rejected(json: JsonObject): readonly (readonly [JsonValue | undefined, JsonValue | undefined])[] {
  return rejections(json).map(({ metering_sn, error_code }) => [metering_sn, error_code]);
}

const accepted = { error_code: 'MKT.0000', error_msg: 'Success' };

describe('usage push (new)', () => {
  test('stores what is right, exactly as often as it is acknowledged', async () => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    const records = [record(), record({ usage_value: 99 }), record({ usage_value: '0.0001' })];
    expect((await push(sandbox, records)).json).toEqual(accepted);
    const again = await push(sandbox, records);
    expect(again.status).toBe(200);
    expect(rejected(again.json)).toEqual(records.map(({ metering_sn }) => [metering_sn, '010']));
    const database = openStore(stateFolder);
    expect(countRows(database).usageRecords).toBe(3);
    database.close();
  });

  test('a used metering_sn with other content is 005, also within a request', async () => {
    const sandbox = await start();
    const first = record();
    const { json } = await push(sandbox, [first, first, { ...first, usage_value: '7' }]);
    expect(rejected(json)).toEqual([
      [first.metering_sn, '010'],
      [first.metering_sn, '005'],
    ]);
  });

  test('the metering_sn of another seller does not matter', async () => {
    const sandbox = await start();
    const sn = { metering_sn: 'shared' };
    await push(sandbox, [record(sn)]);
    const { json } = await push(sandbox, [record({ ...sn, instance_id: 'koo-payg-other-seller' })], {
      credential: otherSeller.credential,
      key: otherSeller.accessKey,
    });
    expect(json).toEqual(accepted);
  });

  test.each([
    ['001', { instance_id: 'nobody' }],
    ['001', { instance_id: undefined }],
    ['001', { instance_id: 'koo-payg-package' }],
    ['001', { instance_id: 'koo-payg-package', relate_pkg_instance: 'nobody' }],
    ['002', { record_time: undefined }],
    ['002', { record_time: '2026-01-01' }],
    ['002', { begin_time: '20260230T000000Z' }],
    ['002', { end_time: '20260101T240000Z' }],
    ['003', { usage_value: undefined }],
    ['003', { usage_value: '0' }],
    ['003', { usage_value: '0.0000' }],
    ['003', { usage_value: '-1' }],
    ['003', { usage_value: '1.23456' }],
    ['003', { usage_value: 1e-7 }],
    ['003', { usage_value: '1e3' }],
    ['003', { usage_value: '1'.repeat(21) }],
    ['004', { metering_sn: undefined }],
    ['004', { metering_sn: '' }],
    ['006', { instance_id: 'koo-payg-delisted' }],
    ['007', 'old'],
    ['009', { instance_id: 'koo-payg-other-seller' }],
    ['011', 'turned'],
    ['012', { instance_id: 'koo-period-0001' }],
    ['013', { instance_id: 'koo-payg-frozen' }],
  ])('record code %s for %j', async (code, change) => {
    const good = record();
    const old = new Date(Date.now() - 22 * 24 * 3600_000);
    const more =
      change === 'old'
        ? { ...record({}, old), metering_sn: 'old' }
        : change === 'turned'
          ? { begin_time: good.end_time ?? '', end_time: good.begin_time ?? '' }
          : (change as JsonObject);
    const bad = { ...good, metering_sn: 'bad', ...more };
    const { status, json } = await push(await start(), [record(), bad, record()]);
    expect([status, json.error_code]).toEqual([200, 'MKT.0000']);
    expect(rejected(json)).toEqual([[bad.metering_sn || (bad.metering_sn ?? null), code]]);
  });

  test('an empty window is accepted; one that ends after the push is 011', async () => {
    const time = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
    const good = record();
    const empty = { ...record(), end_time: good.begin_time ?? '', begin_time: good.begin_time ?? '' };
    const now = { ...record(), end_time: time(Date.now()) };
    const later = { ...record(), metering_sn: 'later', end_time: time(Date.now() + 60_000) };
    const { json } = await push(await start(), [empty, now, later]);
    expect(rejected(json)).toEqual([[later.metering_sn, '011']]);
  });

  test('a package that stops before excess is named', async () => {
    const bought = { instance_id: 'koo-payg-package', relate_pkg_instance: 'koo-package-0001' };
    expect((await push(await start(), [record(bought)])).json).toEqual(accepted);
  });

  test('the latest 10,000 rejected records are kept', async () => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    const database = openStore(stateFolder);
    const insert = database.prepare(
      "INSERT INTO rejected_records VALUES (?, 's', 'i', 'n', 'b', 'e', 'v', NULL, '001', NULL, 0)",
    );
    for (const id of [1, 2, 9_999, 10_000]) insert.run(id);
    await push(sandbox, [record({ instance_id: 'nobody', usage_value: '9'.repeat(1000) })]);
    const kept = database
      .prepare('SELECT id, code, length(usage_value) AS length FROM rejected_records')
      .all();
    expect(kept.map(({ id }) => id)).toEqual([2, 9_999, 10_000, 10_001]);
    expect(kept.at(-1)).toEqual({ id: 10_001, code: '001', length: 64 });
    database.close();
  });

  test.each([
    ['another key', { key: 'x' }, 'signature header does not match'],
    ['other text', { signed: '{}' }, 'signature header does not match'],
    ['the SK', { key: sandboxCredential.sk }, 'The client signs with the SK.'],
    ['an old ts', { ts: String(Date.now() - 16 * 60_000) }, 'ts must be'],
    ['a ts in seconds', { ts: String(Math.round(Date.now() / 1000)) }, 'ts must be'],
    ['a long nonce', { nonce: 'n'.repeat(65) }, '64 characters'],
    ['a buyer', { credential: sandboxBuyer.credential, key: sandboxBuyer.accessKey }, 'not a seller'],
  ])('%s is refused with 94060002', async (_, options, words) => {
    const { status, json } = await push(await start(), [record()], options);
    expect([status, json.error_code]).toEqual([401, '94060002']);
    expect(json.error_msg).toContain(words);
  });

  test('the access key of a connection is accepted as well as the published one, and a wrong one is told from both', async () => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    const database = openStore(stateFolder);
    const key = 'ownkey-of-the-merchant-1';
    const connect = (product: string, seller: string, base: string) =>
      putConnection(database, { ...connection, product, seller }, { base });
    connect('OFFI1', sandboxSeller.id, key);
    connect('OFFI2', sandboxSeller.id, key);
    connect('OFFI3', otherSeller.id, 'key-of-another-seller');
    database.close();
    expect((await push(sandbox, [record()], { key })).json).toEqual(accepted);
    expect((await push(sandbox, [record()])).json).toEqual(accepted);
    const unsorted = await push(sandbox, [record()], { key: `${key}\n` });
    expect(unsorted.json.error_msg).toContain('Trim the value');
    for (const wrong of ['key-of-another-seller', 'wrong']) {
      const { status, json } = await push(sandbox, [record()], { key: wrong });
      expect(status).toBe(401);
      expect(json.error_msg).toContain('the access key koo-… (29) of the sandbox nor');
      expect(json.error_msg).toContain(`ownk… (${key.length}) (OFFI1, OFFI2). Sign with one`);
      expect(json.error_msg).not.toContain('OFFI3');
    }
  });

  test('without the headers, too', async () => {
    const { json } = await post(await start(), usagePath, { usage_records: [record()] });
    expect(json).toMatchObject({
      error_code: '94060002',
      error_msg: 'Auth failed: signature is missing',
    });
  });

  test('a nonce counts once', async () => {
    const sandbox = await start();
    expect((await push(sandbox, [record()], { nonce: 'n' })).json).toEqual(accepted);
    const { json } = await push(sandbox, [record()], { nonce: 'n' });
    expect(json.error_msg).toContain('nonce has already been used');
  });

  test('the signature is over the sorted body, whatever the order it is sent in', async () => {
    const sandbox = await start();
    const body = { usage_records: [record()] };
    const sent = JSON.stringify(body, null, 1);
    expect(sent).not.toBe(canonicalJson(body));
    expect((await push(sandbox, body.usage_records, { sent })).json).toEqual(accepted);
    expect((await push(sandbox, body.usage_records, { sent, signed: sent })).json.error_code).toBe(
      '94060002',
    );
  });

  test.each([
    ['no list', 'x', '94060004'],
    ['an empty one', [], '94060004'],
    ['no records', ['x'], '94060004'],
    ['an unknown name', [record({ unit: 'GB' })], '94060004'],
    ['a number for an id', [record({ instance_id: 7 })], '94060004'],
    ['a long id', [record({ metering_sn: 's'.repeat(65) })], '94060004'],
  ])('%s is refused with %s', async (_, records, code) => {
    const { status, json } = await push(await start(), records);
    expect([status, json.error_code]).toEqual([400, code]);
  });

  test('1000 records are taken, 1001 are not', async () => {
    const sandbox = await start();
    const records = Array.from({ length: 1001 }, () => record());
    const { status, json } = await push(sandbox, records);
    expect([status, json.error_code]).toEqual([500, 'MKT.9003']);
    expect((await push(sandbox, records.slice(1))).json).toEqual(accepted);
  });

  test('text that is no JSON', async () => {
    const { status, json } = await send(await start(), usagePath, { body: '{' });
    expect([status, json.error_code]).toEqual([400, '94060004']);
  });
});

describe('usage push (old)', () => {
  const old = (more: JsonObject = {}) => {
    const { metering_sn: _, ...rest } = record();
    return { product_id: 'OFFI1', ...rest, ...more };
  };

  test('takes right and wrong records, and judges them afterwards', async () => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    const records = [old(), old({ instance_id: 'nobody' }), old({ usage_value: '0' })];
    expect((await post(sandbox, legacyUsagePath, { usage_records: records })).json).toEqual(accepted);
    const database = openStore(stateFolder);
    const verdicts = database.prepare('SELECT verdict FROM legacy_usage_records ORDER BY rowid').all();
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['000', '001', '003']);
    database.close();
  });

  test.each([
    [400, 'MKT.0101', { usage_records: [record()] }],
    [400, 'MKT.0101', { usage_records: [old({ product_id: undefined } as unknown as JsonObject)] }],
    [400, 'MKT.0101', { usage_records: [old()], more: 1 }],
    [400, 'MKT.0101', {}],
    [500, 'MKT.0100', { usage_records: [old({ product_id: 'p'.repeat(65) })] }],
    [500, 'MKT.9002', { usage_records: [] }],
    [500, 'MKT.9003', { usage_records: Array.from({ length: 1001 }, () => old()) }],
    [400, 'MKT.0199', []],
  ])('%i %s', async (status, code, body) => {
    const reply = await post(await start(), legacyUsagePath, body);
    expect([reply.status, reply.json.error_code]).toEqual([status, code]);
  });

  test('a buyer is refused', async () => {
    const { credential } = sandboxBuyer;
    const reply = await post(await start(), legacyUsagePath, { usage_records: [old()] }, { credential });
    expect([reply.status, reply.json.error_code]).toEqual([401, 'MKT.0151']);
  });
});
