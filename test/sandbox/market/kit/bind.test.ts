import { expect, test } from 'vitest';
import { bind, kitSettled } from '../../../../src/sandbox/market/kit/bind.ts';
import { withClientSecret } from '../../../../src/sandbox/market/kit/credentials.ts';
import { authorize } from '../../../../src/sandbox/market/kit/members.ts';
import { bindingOf, tenantsOf } from '../../../../src/sandbox/market/kit/model.ts';
import { organization } from '../../../../src/sandbox/market/kit/organization.ts';
import { afterRelease, unbind } from '../../../../src/sandbox/market/kit/unbind.ts';
import { connectionOf, putConnection, putInstance } from '../../../../src/sandbox/market/model/records.ts';
import { deliveryOf } from '../../../../src/sandbox/market/outbox/delivery-queue.ts';
import { instance, openKit } from './harness.ts';

const bindI1 = { do: 'bind', instance: 'I1' } as const;

test('a failed call stops the binding, and the buyer goes on from there', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  expect(kit.answer(() => 'given-up')).toEqual(['tenantSync 1']);
  expect(bindingOf(kit.database, 1)).toMatchObject({ state: 'binding', done: 0, isFailed: true });
  expect(kit.entries().map((entry) => ('text' in entry ? entry.text.en : entry.type))).toEqual([
    'The buyer binds the instance to the organisation 测试企业0001',
    'tenantSync of delivery 1 has failed',
    'The instance is not bound: tenantSync has failed. To go on with this call: koo sandbox bind I1',
  ]);
  bind(kit.context, bindI1);
  expect(kit.answer()).toEqual(['tenantSync 1', 'applicationSync 1', 'allOrgSync ×2']);
  expect(bindingOf(kit.database, 1)).toMatchObject({ state: 'bound' });
  expect(kit.entries().some(({ type }) => type === 'notice')).toBe(false);
});

test.each([
  ['applicationSync', ['applicationSync 1', 'allOrgSync ×2']],
  ['allOrgSync', ['allOrgSync ×2']],
])('what has succeeded before %s failed is not sent again', (failing, rest) => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer(({ activity }) => (activity === failing ? 'given-up' : 'succeeded'));
  bind(kit.context, bindI1);
  expect(kit.answer()).toEqual(rest);
});

test('a binding goes on when the seller restarts the failed call with success', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer(() => 'given-up');
  const first = deliveryOf(kit.database, 1);
  if (first) kitSettled(kit.context, { ...first, state: 'succeeded' });
  expect(kit.answer()).toEqual(['applicationSync 1', 'allOrgSync ×2']);
  expect(bindingOf(kit.database, 1)?.state).toBe('bound');
});

test('the restart of a call that was repeated since changes nothing', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer(() => 'given-up');
  const first = deliveryOf(kit.database, 1);
  bind(kit.context, bindI1);
  if (first) kitSettled(kit.context, { ...first, state: 'succeeded' });
  expect(bindingOf(kit.database, 1)?.done).toBe(0);
  expect(kit.answer()).toEqual(['tenantSync 1', 'applicationSync 1', 'allOrgSync ×2']);
});

test('users wait until the instance is bound, also through a failure', () => {
  const kit = openKit('v2');
  bind(kit.context, { ...bindI1, users: 3 });
  expect(kit.answer(() => 'given-up')).toEqual(['tenantSync 1']);
  bind(kit.context, bindI1);
  expect(kit.answer()).toEqual(['tenantSync 1', 'applicationSync 1', 'allOrgSync ×2', 'authSync 1 ×3']);
  expect(bindingOf(kit.database, 1)?.authorized).toEqual(['user0001', 'user0002', 'user0003']);
});

test('the values of a V2 binding', () => {
  const kit = openKit('v2');
  bind(kit.context, { ...bindI1, organization: '示例科技有限公司', users: 1 });
  kit.answer();
  const [tenant, application, departments, users] = [1, 2, 3, 4].map((id) => kit.values(id));
  const tenantId = String(tenant?.tenantId);
  expect(tenantId).toMatch(/^[0-9a-f]{32}$/);
  expect(tenant).toEqual({
    instanceId: 'I1',
    orderId: 'CS1',
    tenantId,
    tenantCode: 'org0001',
    name: '示例科技有限公司',
    domainName: 'https://org0001.example.com',
    flag: 1,
  });
  expect(application).toEqual({
    instanceId: 'I1',
    tenantId,
    appId: expect.stringMatching(/^[0-9a-f]{32}$/),
    clientId: expect.stringMatching(/^[0-9a-f]{20}$/),
    flag: 1,
  });
  const delivery = { product: 'p1', cause: 'kit', activity: 'applicationSync' } as const;
  expect(withClientSecret(kit.database, delivery, application ?? {})).toEqual({
    ...application,
    clientSecret: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(departments).toEqual({
    instanceId: 'I1',
    tenantId,
    orgInfoList: [
      { orgCode: 'D0001', orgName: '总部', parentCode: '' },
      { orgCode: 'D0002', orgName: '部门0002', parentCode: 'D0001' },
    ],
  });
  expect(users).toEqual({
    instanceId: 'I1',
    tenantId,
    appId: application?.appId,
    userList: [{ userName: 'user0001', name: '用户0001', orgCode: 'D0001', role: 'user', enable: 'true' }],
    currentSyncTime: '20260302100000000',
    flag: 1,
  });
});

test('V1 has lists as JSON text, and other names in them', () => {
  const kit = openKit('v1');
  bind(kit.context, { ...bindI1, users: 1 });
  expect(kit.answer()).toEqual(['tenantSync 1', 'applicationSync 1', 'allOrgSync ×2', 'authSync 1 ×1']);
  expect(kit.values(3).orgInfo).toBe(
    '[{"orgCode":"D0001","name":"总部","parentCode":""},{"orgCode":"D0002","name":"部门0002","parentCode":"D0001"}]',
  );
  expect(kit.values(4).userList).toBe(
    '[{"userName":"user0001","name":"用户0001","orgCode":"D0001","role":"user","enable":"true"}]',
  );
});

test.each([
  [1, [1]],
  [500, [500]],
  [501, [500, 1]],
  [1000, [500, 500]],
])('%i users are sent 500 at a time', (users, chunks) => {
  for (const protocol of ['v1', 'v2'] as const) {
    const kit = openKit(protocol);
    bind(kit.context, { ...bindI1, users });
    expect(kit.answer().slice(3)).toEqual(chunks.map((count) => `authSync 1 ×${count}`));
    const names = bindingOf(kit.database, 1)?.authorized ?? [];
    expect(new Set(names).size).toBe(users);
  }
});

test('two instances in one organisation share the credential and the users', () => {
  const kit = openKit('v2');
  putInstance(kit.database, instance(2));
  bind(kit.context, { ...bindI1, users: 2 });
  kit.answer();
  bind(kit.context, { do: 'bind', instance: 'I2' });
  expect(kit.answer()).toEqual(['2: tenantSync 1', '2: applicationSync 1', '2: allOrgSync ×2']);
  const [one, two] = [1, 2].map((key) => bindingOf(kit.database, key));
  expect(two).toMatchObject({ tenant: one?.tenant, authorized: [] });
  expect(kit.values(6)).toEqual({ ...kit.values(2), instanceId: 'I2' });
  authorize(kit.context, { do: 'authorize', instance: 'I2', action: 'add', count: 3 });
  expect(bindingOf(kit.database, 2)?.authorized).toEqual(['user0001', 'user0002', 'user0003']);
});

test('another buyer has an organisation of his own, with another secret', () => {
  const kit = openKit('v2');
  putInstance(kit.database, instance(2, { buyer: 'b2' }));
  bind(kit.context, bindI1);
  bind(kit.context, { do: 'bind', instance: 'I2' });
  kit.answer();
  const [one, two] = ['b1', 'b2'].map((buyer) => tenantsOf(kit.database, buyer)[0]);
  expect([one?.code, two?.code]).toEqual(['org0001', 'org0002']);
  expect(one?.id).not.toBe(two?.id);
  expect(one?.credentials.p1?.clientId).not.toBe(two?.credentials.p1?.clientId);
  expect(one?.credentials.p1?.clientSecret).not.toBe(two?.credentials.p1?.clientSecret);
  expect(kit.values(3).appId).toBe(kit.values(4).appId);
});

test.each(['v1', 'v2'] as const)(
  'unbinding in %s takes back what is there, children before their parent',
  (protocol) => {
    const kit = openKit(protocol);
    bind(kit.context, { ...bindI1, users: 2 });
    kit.answer();
    unbind(kit.context, { do: 'unbind', instance: 'I1' });
    expect([6, 7].map((id) => kit.values(id).orgCode)).toEqual(['D0002', 'D0001']);
    expect(kit.answer()).toEqual([
      'authSync 0 ×2',
      'singleOrgSync 0',
      'singleOrgSync 0',
      'applicationSync 0',
      'tenantSync 0',
    ]);
    expect(bindingOf(kit.database, 1)).toMatchObject({ state: 'unbound', authorized: [] });
    expect(() => unbind(kit.context, { do: 'unbind', instance: 'I1' })).toThrow('I1 is not bound');
  },
);

test('a department that was moved below a later one goes before it', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer();
  organization(kit.context, {
    do: 'organization',
    instance: 'I1',
    add: [{ code: 'D9', name: 'x' }],
    change: [{ code: 'D0001', name: 'y', parent: 'D9' }],
  });
  kit.answer();
  unbind(kit.context, { do: 'unbind', instance: 'I1' });
  expect([6, 7, 8].map((id) => kit.values(id).orgCode)).toEqual(['D0002', 'D0001', 'D9']);
});

test('after unbinding the instance can be bound to another organisation', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer();
  const before = bindingOf(kit.database, 1)?.tenant;
  unbind(kit.context, { do: 'unbind', instance: 'I1' });
  // The calls that unbind are still in the queue.
  bind(kit.context, { ...bindI1, organization: 'Other' });
  expect(kit.answer().slice(-4)).toEqual([
    'tenantSync 0',
    'tenantSync 1',
    'applicationSync 1',
    'allOrgSync ×2',
  ]);
  expect(bindingOf(kit.database, 1)).toMatchObject({ state: 'bound' });
  expect(bindingOf(kit.database, 1)?.tenant).not.toBe(before);
});

test('a half bound instance is unbound as far as it came', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer(({ activity }) => (activity === 'applicationSync' ? 'given-up' : 'succeeded'));
  expect(() => bind(kit.context, { ...bindI1, organization: 'Other' })).toThrow('half bound');
  unbind(kit.context, { do: 'unbind', instance: 'I1' });
  expect(kit.answer()).toEqual(['tenantSync 0']);
});

test('a call that waits in the queue is taken back as well', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  expect(() => bind(kit.context, bindI1)).toThrow('is being bound');
  unbind(kit.context, { do: 'unbind', instance: 'I1' });
  expect(kit.answer()).toEqual(['tenantSync 1', 'tenantSync 0']);
  expect(bindingOf(kit.database, 1)?.state).toBe('unbound');
});

test('a release deletes application and tenant, and nothing else', () => {
  const kit = openKit('v2');
  bind(kit.context, { ...bindI1, users: 2 });
  kit.answer();
  afterRelease(kit.context, instance(1));
  expect(kit.answer()).toEqual(['applicationSync 0', 'tenantSync 0']);
  afterRelease(kit.context, instance(1));
  expect(kit.answer()).toEqual([]);
});

test('the release of an instance that was never bound sends nothing', () => {
  const kit = openKit('v2', { protocols: ['v2'] });
  afterRelease(kit.context, instance(1));
  expect(kit.answer()).toEqual([]);
});

test('calls that unbind and fail are a notice each, and the instance is unbound', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer();
  kit.entries();
  afterRelease(kit.context, instance(1));
  kit.answer(() => 'given-up');
  expect(kit.entries()).toMatchObject([
    { type: 'notice', to: 'seller', kind: 'kit-failed', instance: 1 },
    { type: 'notice', to: 'seller', kind: 'kit-failed', instance: 1 },
  ]);
  expect(bindingOf(kit.database, 1)?.state).toBe('unbound');
});

test('what is missing at the connection is named', () => {
  const noKit = openKit('v2', { protocols: ['v2'] });
  expect(() => bind(noKit.context, bindI1)).toThrow(refusedAs('NO_KIT_PROTOCOL', '--protocol v2,v2-kit'));
  const noKey = openKit('v2');
  const { rsaPublicKey: _, ...connection } = connectionOf(noKey.database, 'p1');
  putConnection(noKey.database, connection, {});
  expect(() => bind(noKey.context, bindI1)).toThrow(refusedAs('NO_RSA_PUBLIC_KEY', '--rsa-public-key FILE'));
  expect([...noKit.answer(), ...noKey.answer()]).toEqual([]);
});

function refusedAs(code: string, hint: string) {
  const en = expect.stringContaining(hint);
  return expect.objectContaining({
    facts: expect.objectContaining({ code, category: 'usage', hint: expect.objectContaining({ en }) }),
  });
}

test('an instance that is not live is not bound', () => {
  const kit = openKit('v2');
  const { life } = instance(1);
  for (const stage of ['creating', 'released', 'failed'] as const) {
    putInstance(kit.database, instance(1, { life: { ...life, stage } }));
    expect(() => bind(kit.context, bindI1)).toThrow('cannot be bound');
  }
  expect(tenantsOf(kit.database, 'b1')).toEqual([]);
});

test('a name that the interface does not take is refused', () => {
  const kit = openKit('v2');
  expect(() => bind(kit.context, { ...bindI1, organization: '名'.repeat(256) })).toThrow(
    'name has 256 characters; the maximum is 255',
  );
  const fits = openKit('v2');
  bind(fits.context, { ...bindI1, organization: '名'.repeat(255) });
  expect(fits.answer()).toHaveLength(3);
});

test('a client secret is neither in the outbox nor in the journal', () => {
  const kit = openKit('v2');
  bind(kit.context, bindI1);
  kit.answer();
  const secret = tenantsOf(kit.database, 'b1')[0]?.credentials.p1?.clientSecret ?? '?';
  for (const table of ['deliveries', 'journal', 'bindings']) {
    expect(JSON.stringify(kit.database.prepare(`SELECT * FROM market_${table}`).all())).not.toContain(secret);
  }
});
