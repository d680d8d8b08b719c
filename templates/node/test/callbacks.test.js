// Calls through the core, without HTTP.
import assert from 'node:assert/strict';
// koo:if kit
import { generateKeyPairSync } from 'node:crypto';
// koo:end
import { test } from 'node:test';
import { handleCallback } from '../src/callbacks.js';
// koo:if v2
import { v2 as handlers } from '../src/instances.js';
// koo:end
import { readSettings } from '../src/settings.js';
import * as signing from '../src/signing.js';
import { Store } from '../src/store.js';
// koo:if kit
import vectors from './vectors.json' with { type: 'json' };

// koo:end

const key = 'access-key';
const now = Date.parse('2026-01-31T12:00:00Z');
const env = {
  KOO_ACCESS_KEY: key,
  // koo:if kit
  KOO_RSA_PRIVATE_KEY: vectors.clientSecret.privateKey,
  // koo:end
};

function createApp() {
  return { settings: readSettings(env), store: new Store(':memory:'), now: () => now };
}

/** The result of a call that is signed, but for what `changes` says. */
async function send(app, request, changes = {}) {
  const reply = await handleCallback({ path: '/', query: '', headers: {}, ...request, ...changes }, app);
  // koo:if v1-family
  if (request.signsReply) assert.equal(reply.headers['Body-Sign'], signing.bodySign(key, reply.body));
  // koo:end
  return JSON.parse(reply.body);
}

const code = async (...args) => (await send(...args)).resultCode;

test('a setting that is missing or wrong is named', () => {
  assert.throws(() => readSettings({}), /KEY is not set/);
  assert.throws(() => readSettings({ ...env, PORT: '65536' }), /PORT/);
  // koo:if orders instances
  // koo:if orders on-demand
  assert.throws(() => readSettings({ ...env, KOO_ORDER_API_AK: 'ak' }), /KOO_ORDER_API_SK is not set/);
  assert.throws(() => readSettings({ ...env, KOO_ORDER_API_SK: 'sk' }), /KOO_ORDER_API_AK is not set/);
  // koo:end
  // koo:end
  // koo:if kit
  assert.throws(() => readSettings({ ...env, KOO_RSA_PRIVATE_KEY: 'rsa.pem' }), /not a file name/);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const short = privateKey.export({ format: 'pem', type: 'pkcs8' });
  assert.throws(() => readSettings({ ...env, KOO_RSA_PRIVATE_KEY: short }), /3072 bits/);
  // koo:end
});
// koo:if v1

function v1(values) {
  const query = new URLSearchParams({ ...values, timeStamp: '20260131120000000' });
  query.set('authToken', signing.authToken(key, query.get('timeStamp'), query, 'get'));
  return { method: 'GET', query: String(query), body: Buffer.alloc(0), signsReply: true };
}

test('V1: two calls for an order create one instance, which is released', async () => {
  const app = createApp();
  const order = {
    activity: 'newInstance',
    customerId: 'c1',
    businessId: 'b1',
    orderId: 'CS1',
    productId: 'p1',
    mobilePhone: signing.encryptField(key, '15905222222', 256),
  };
  const first = await send(app, v1(order));
  const second = await send(app, v1({ ...order, businessId: 'b2' }));
  assert.equal(first.resultCode, '000000');
  assert.equal(second.instanceId, first.instanceId);
  const password = signing.decryptField(key, first.appInfo.password, 256);
  assert.equal(signing.decryptField(key, second.appInfo.password, 256), password);
  assert.equal(await code(app, v1({ ...order, orderId: 'CS2', mobilePhone: 'wrong' })), '000002');
  const instance = { instanceId: first.instanceId };
  assert.equal(await code(app, v1({ activity: 'releaseInstance', ...instance })), '000000');
  assert.equal(await code(app, v1({ activity: 'releaseInstance', ...instance })), '000000');
  assert.equal(await code(app, v1({ activity: 'queryInstance', ...instance })), '000003');
});

// koo:if period on-demand
test('V1: an order renews an instance once, also of a debugging call', async () => {
  for (const testFlag of ['0', '1']) {
    const app = createApp();
    const bought = { customerId: 'c1', businessId: 'b1', orderId: 'CS1', productId: 'p1', testFlag };
    const { instanceId } = await send(app, v1({ activity: 'newInstance', ...bought }));
    const renew = (orderId, expireTime) =>
      v1({ activity: 'refreshInstance', instanceId, orderId, productId: 'p1', expireTime, testFlag });
    const expire = v1({ activity: 'expireInstance', instanceId, testFlag });
    const state = () => {
      const { status, expireTime } = app.store.findInstance(instanceId);
      return `${status} ${expireTime}`;
    };
    const renewal = renew('CS2', '20270131120000');
    assert.equal(await code(app, renewal), '000000');
    assert.equal(await code(app, expire), '000000');
    assert.equal(await code(app, renewal), '000000');
    assert.equal(state(), 'frozen 20270131120000');
    assert.equal(await code(app, renew('CS3', '20280131120000')), '000000');
    assert.equal(state(), 'active 20280131120000');
  }
});

// koo:end
test('V1: calls that are not signed or not valid are refused', async () => {
  const app = createApp();
  const request = v1({ activity: 'queryInstance', instanceId: 'unknown' });
  assert.equal(await code(app, request), '000003');
  assert.equal(await code(app, request, { query: `${request.query}&more=1` }), '000001');
  assert.equal(await code(app, request, { query: 'activity=queryInstance' }), '000001');
  assert.equal(await code(app, v1({ activity: 'queryInstance' })), '000002');
  assert.equal(await code(app, v1({ activity: 'constructor' })), '000002');
});

test('V1: an error is answered with 000005, and nothing of it', async (t) => {
  t.mock.method(console, 'error', () => {});
  const app = createApp();
  app.store.close();
  const result = await send(app, v1({ activity: 'queryInstance', instanceId: 'i1' }));
  assert.deepEqual(result, { resultCode: '000005', resultMsg: 'internal error' });
});
// koo:end
// koo:if v1-kit

test('V1 kit: a company is added and removed again', async () => {
  const app = createApp();
  const request = (path, values) => {
    const body = { tenantId: 't1', testFlag: 1, timeStamp: '20260131200000000', ...values };
    const params = Object.entries(body).map(([name, value]) => [name, String(value)]);
    const authtoken = signing.authToken(key, body.timeStamp, params, 'post');
    const sent = Buffer.from(JSON.stringify(body));
    return { method: 'POST', path, headers: { authtoken }, body: sent, signsReply: true };
  };
  const tenant = { tenantCode: 'c', name: '公司', domainName: 'https://t1.example.com', instanceId: '' };
  const add = request('/produceAPI/tenantSync', { ...tenant, flag: 1 });
  const remove = request('/produceAPI/tenantSync', { ...tenant, flag: 0 });
  for (const call of [add, add, remove, remove]) assert.equal(await code(app, call), '000000');
  assert.equal(await code(app, add, { headers: { authtoken: `"${add.headers.authtoken}"` } }), '000000');
  assert.equal(await code(app, add, { headers: { authtoken: 'wrong' } }), '000001');
  const secret = { appId: 'a1', clientId: 'i1', clientSecret: 'wrong', flag: 1 };
  assert.equal(await code(app, request('/produceAPI/applicationSync', secret)), '000101');
});
// koo:end
// koo:if v2-base

let count = 0;

function v2(values, { timestamp = String(now), nonce = `n${count++}` } = {}) {
  const body = Buffer.from(JSON.stringify(values));
  const signature = signing.v2Signature(key, signing.canonicalPayload(body), timestamp, nonce);
  const query = String(new URLSearchParams({ signature, timestamp, nonce }));
  return { method: 'POST', query, body };
}

test('V2: what is not signed, too old, repeated or not valid is refused', async () => {
  const app = createApp();
  const refused = async (request, resultCode, reason) => {
    const reply = await send(app, request);
    assert.equal(reply.resultCode, resultCode);
    assert.match(reply.resultMsg, reason);
  };
  const unknown = { activity: 'unknown' };
  const request = v2(unknown);
  await refused({ ...request, body: Buffer.from('{}') }, '000001', /signature is wrong/);
  await refused({ ...request, body: undefined }, '000002', /too long/);
  await refused({ ...request, body: undefined, isBusy: true }, '000005', /busy/);
  await refused(request, '000002', /no such interface/);
  await refused(request, '000001', /nonce/);
  const at = (timestamp) => v2(unknown, { timestamp: String(timestamp) });
  await refused(at(now - 60_000), '000002', /no such interface/);
  await refused(at(now - 60_001), '000002', /60 s/);
  await refused(at(now + 60_001), '000002', /60 s/);
  await refused(at('now'), '000002', /timestamp/);
  // The same text is signed as with the 0 at the end of the nonce.
  await refused(at(`0${now}`), '000002', /timestamp/);
  await refused(v2([]), '000002', /JSON object/);
});

test('V2: a nonce is kept as long as its timestamp is valid', async () => {
  const app = createApp();
  const request = v2({ activity: 'unknown' }, { timestamp: String(now + 60_000) });
  assert.equal(await code(app, request), '000002');
  assert.equal(await code({ ...app, now: () => now + 120_000 }, request), '000001');
  assert.equal(await code({ ...app, now: () => now + 120_001 }, request), '000002');
});

test('V2: an error is answered with 000005, and nothing of it', async (t) => {
  t.mock.method(console, 'error', () => {});
  const app = createApp();
  app.store.close();
  const result = await send(app, v2({ activity: 'unknown' }));
  assert.deepEqual(result, { resultCode: '000005', resultMsg: 'internal error' });
});
// koo:end
// koo:if v2

test('V2: a result that cannot be answered is rolled back', async (t) => {
  t.mock.method(console, 'error', () => {});
  const app = createApp();
  const { newInstance } = handlers;
  let id;
  t.mock.method(handlers, 'newInstance', (call) => {
    id = newInstance(call).instanceId;
    return { instanceId: 1n };
  });
  const order = { activity: 'newInstance', orderId: 'CS1', orderLineId: 'CS1-000001', businessId: 'b1' };
  assert.equal(await code(app, v2(order)), '000005');
  assert.ok(id);
  assert.equal(app.store.findInstance(id), undefined);
});
// koo:end
// koo:if v2 online-license

test('V2: two calls for an order line create one instance, which is released', async () => {
  const app = createApp();
  const order = {
    activity: 'newInstance',
    orderId: 'CS1',
    orderLineId: 'CS1-000001',
    businessId: 'b1',
  };
  const first = await send(app, v2(order));
  const second = await send(app, v2({ ...order, businessId: 'b2' }));
  assert.equal(first.resultCode, '000000');
  assert.equal(second.instanceId, first.instanceId);
  const other = await send(app, v2({ ...order, orderLineId: 'CS1-000002' }));
  assert.notEqual(other.instanceId, first.instanceId);
  assert.equal(await code(app, v2({ ...order, orderLineId: '' })), '000002');
  const release = { activity: 'releaseInstance', instanceId: first.instanceId };
  assert.equal(await code(app, v2(release)), '000000');
  assert.equal(await code(app, v2(release)), '000000');
  assert.equal(await code(app, v2({ ...release, instanceId: 'unknown' })), '000003');
});

test('V2: orders are queried first, and nothing is created for one that is not known', async () => {
  const answers = {
    CS1: { customerId: 'c1', chargingMode: '1', expireTime: '20270131000000', purchase: {} },
  };
  const queryOrder = async (orderId) => {
    if (orderId === 'CS3') throw new Error('not reachable');
    return answers[orderId];
  };
  const app = { ...createApp(), queryOrder };
  const order = (orderId) =>
    v2({ activity: 'newInstance', orderId, orderLineId: `${orderId}-1`, businessId: 'b' });
  const { instanceId } = await send(app, order('CS1'));
  assert.equal(app.store.findInstance(instanceId).customerId, 'c1');
  assert.equal(await code(app, order('CS2')), '000002');
  assert.equal(await code(app, order('CS3')), '000005');
});
// koo:end
// koo:if v2-kit

test('V2 kit: a company is added, and not without a signature', async () => {
  const app = createApp();
  const tenant = { tenantId: 't1', tenantCode: 'c', name: '公司', domainName: 'https://t1.example.com' };
  const body = Buffer.from(
    JSON.stringify({ ...tenant, flag: 1, testFlag: 1, timeStamp: '20260131200000000' }),
  );
  const timestamp = String(now);
  const sign = signing.kitSignature(key, signing.canonicalPayload(body), timestamp, 'kit-nonce');
  const headers = { 'x-sign': sign, 'x-timestamp': timestamp, 'x-nonce': 'kit-nonce' };
  const request = { method: 'POST', path: '/produceAPI/v2/tenantSync', headers, body };
  assert.equal(await code(app, request, { headers: { ...headers, 'x-sign': 'wrong' } }), '000001');
  assert.equal(await code(app, request), '000000');
  assert.equal(await code(app, request), '000001');
});
// koo:end
// koo:if license-code

test('licence codes are those of the seller, until they are released', async () => {
  const app = createApp();
  app.store.addLicenseCodes(['L1']);
  const release = { activity: 'releaseLicenseCode', license: 'L1' };
  const freeze = { activity: 'updateLicenseCodeStatus', license: 'L1', status: 'FREEZE' };
  assert.equal(await code(app, v2({ ...freeze, license: 'L2' })), '000003');
  for (const call of [freeze, freeze, release, release]) assert.equal(await code(app, v2(call)), '000000');
  assert.equal(await code(app, v2(freeze)), '000003');
});
// koo:end
// koo:if order-notify

test('an order may be notified again', async () => {
  const app = createApp();
  const notify = { activity: 'orderNotify', orderId: 'CS1', orderLineId: 'CS1-000001', testFlag: '0' };
  assert.equal(await code(app, v2(notify)), '000000');
  assert.equal(await code(app, v2(notify)), '000000');
});
// koo:end
// koo:if instances
// koo:if on-demand

test('usage counts from the next second to the last one, but not while it is stopped', () => {
  const { store } = createApp();
  const hour = 3_600_000;
  store.startMetering('i1', now - 500);
  store.startMetering('i1', now + hour);
  store.stopMetering('i1', now + 2 * hour + 999);
  store.startMetering('i1', now + 5 * hour);
  assert.deepEqual(
    store.usedBetween(now + hour, now + 6 * hour).map(({ start, end }) => [start - now, end - now]),
    [
      [hour, 2 * hour],
      [5 * hour, 6 * hour],
    ],
  );
  const record = {
    metering_sn: 's1',
    instance_id: 'i1',
    usage_value: '0.5',
    end_time: '20260131T130000Z',
  };
  store.addAcceptedUsage(record);
  store.addAcceptedUsage(record);
  assert.ok(store.isAccepted('s1'));
  assert.deepEqual(store.usageOf('i1', now), { usageValue: 0.5, statisticalTime: '20260131130000000' });
});
// koo:end
// koo:end

test('the work of a transaction is refused if it is asynchronous', () => {
  assert.throws(() => createApp().store.transaction(async () => {}), TypeError);
});
