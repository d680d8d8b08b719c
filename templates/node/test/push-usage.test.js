// koo:if instances
// koo:if on-demand
// The usage push as cron runs it, from another folder, with an open API that is not KooGallery's.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pushUsage } from '../src/koogallery.js';
import { Store } from '../src/store.js';
// koo:if kit
import vectors from './vectors.json' with { type: 'json' };

// koo:end

const script = fileURLToPath(new URL('../src/push-usage.js', import.meta.url));
const day = 86_400_000;

function inFolder(t) {
  const cwd = mkdtempSync(join(tmpdir(), 'usage-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  return cwd;
}

/** @returns {Promise<{ code: number, stdout: string, stderr: string }>} */
function push(cwd, more = {}) {
  const keys = {
    KOO_ACCESS_KEY: 'key',
    KOO_ORDER_API_AK: 'ak',
    KOO_ORDER_API_SK: 'sk',
    // koo:if kit
    KOO_RSA_PRIVATE_KEY: vectors.clientSecret.privateKey,
    // koo:end
  };
  const env = { ...keys, DATABASE: join(cwd, 'test.db'), ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, [script], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

test('a database that does not exist is not created', async (t) => {
  const cwd = inFolder(t);
  const { code, stderr } = await push(cwd);
  assert.equal(code, 2);
  assert.match(stderr, /test\.db does not exist/);
  assert.equal(existsSync(join(cwd, 'test.db')), false);
});

for (const [name, extra] of Object.entries({
  'a count': { data: { fail_count: 1 } },
  'ids alone': { data: ['a'] },
  'an unknown record': { data: [{ metering_sn: 'x', error_code: '003' }] },
  'a text': { data: 'see the console' },
  'an empty record': { data: [{}] },
  'a record in a record': { data: [{ metering_sn: 'a', error_code: '005', more: [{ metering_sn: 'a' }] }] },
  'another message': { error_msg: 'success: 2, failed: 1' },
})) {
  test(`with ${name} in the answer, no record counts as accepted`, async (t) => {
    const api = createServer((request, response) => {
      request.resume();
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ error_code: 'MKT.0000', error_msg: 'Success', ...extra }));
    }).listen(0, '127.0.0.1');
    t.after(() => api.close());
    await once(api, 'listening');
    const openApi = { url: `http://127.0.0.1:${api.address().port}`, ak: 'ak', sk: 'sk' };
    await assert.rejects(pushUsage(openApi, 'key', [{ metering_sn: 'a' }]), /not understood/);
  });
}

test('all usage that KooGallery still takes is pushed, and the rest is counted', async (t) => {
  const cwd = inFolder(t);
  const store = new Store(join(cwd, 'test.db'));
  for (const id of ['a', 'b', 'c']) store.startMetering(id, Date.now() - 25 * day);
  store.close();
  const sizes = [];
  let refused;
  const api = createServer(async (request, response) => {
    const records = JSON.parse(Buffer.concat(await request.toArray())).usage_records;
    sizes.push(records.length);
    refused ??= { metering_sn: records[0].metering_sn, error_code: '003' };
    const errors = records.filter((one) => one.metering_sn === refused.metering_sn).map(() => refused);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ error_code: 'MKT.0000', data: { x: { errors } } }));
  }).listen(0, '127.0.0.1');
  t.after(() => api.close());
  await once(api, 'listening');
  const env = { KOO_ORDER_API_URL: `http://127.0.0.1:${api.address().port}` };
  const count = 3 * (21 * 24 - 1);
  const first = await push(cwd, env);
  assert.equal(first.stdout, `${count - 1} of ${count} records accepted, 1 still pending\n`);
  assert.match(first.stderr, /^\d+ records are too old to be pushed/);
  assert.match(first.stderr, /rejected: 003/);
  assert.equal(first.code, 1);
  assert.deepEqual(sizes, [1000, count - 1000]);
  const again = await push(cwd, env);
  assert.equal(again.stdout, '0 of 1 records accepted, 1 still pending\n');
  assert.equal(again.code, 1);
});
// koo:end
// koo:end
