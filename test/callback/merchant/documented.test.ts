import { describe, expect, test } from 'vitest';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import { harness, type Overrides, type Read } from './harness.ts';

type Event = readonly [activity: string, values?: Overrides];

/** Creates an instance and makes the calls on it; each must succeed unless another code is given. */
async function live(protocol: ProtocolId, real: boolean, events: readonly Event[]): Promise<Read[]> {
  const { call } = harness();
  const flag = real ? { testFlag: undefined } : {};
  const created = await call(protocol, 'newInstance', flag);
  const { instanceId } = created.json as { instanceId: string };
  const replies = [created];
  for (const [activity, values] of events)
    replies.push(await call(protocol, activity, { instanceId, ...flag, ...values }));
  return replies;
}

const upgradeOrder = { orderId: 'CS-UPGRADE' };
const freeze: Event = ['updateInstanceStatus', { status: 'FREEZE' }];
const unfreeze: Event = ['updateInstanceStatus', { status: 'UNFREEZE' }];
const renew: Event = ['refreshInstance', { scene: 'RENEWAL' }];

/** Orders of events that Huawei's pages describe, early, late and repeated. */
const lives: readonly (readonly [string, ProtocolId, readonly Event[]])[] = [
  ['a renewal of a frozen instance', 'v1', [['expireInstance'], ['refreshInstance'], ['queryInstance']]],
  ['expiry twice', 'v1', [['expireInstance'], ['expireInstance']]],
  ['an upgrade repeated', 'v1', [['upgrade', upgradeOrder], ['upgrade', upgradeOrder], ['upgrade']]],
  [
    'a renewal given back',
    'v1',
    [['refreshInstance'], ['refreshInstance', { orderAmount: '-100', expireTime: '20260301080000' }]],
  ],
  ['a violation of a period product', 'v1', [['instanceStatus'], ['instanceStatus'], ['refreshInstance']]],
  ['a release twice', 'v1', [['releaseInstance'], ['releaseInstance']]],
  ['a release of a frozen instance', 'v1', [['expireInstance'], ['releaseInstance']]],
  ['an expiry without orderId, as in the examples', 'v1', [['expireInstance', { orderId: undefined }]]],
  ['a release without orderId, as in the examples', 'v1', [['releaseInstance', { orderId: undefined }]]],
  ['freezing twice, unfreezing twice', 'v2', [freeze, freeze, unfreeze, unfreeze]],
  ['unfreezing what is not frozen', 'v2', [unfreeze]],
  ['a renewal of a frozen instance', 'v2', [freeze, renew, unfreeze]],
  ['an upgrade repeated', 'v2', [['upgradeInstance'], ['upgradeInstance'], renew, ['upgradeInstance']]],
  [
    'a renewal given back',
    'v2',
    [renew, ['refreshInstance', { scene: 'UNSUBSCRIBE_RENEWAL_PERIOD' }], renew],
  ],
  ['a change on renewal', 'v2', [['changeInstanceCheck'], ['refreshInstance', { scene: 'RENEWAL_CHANGE' }]]],
  ['a release by unsubscription', 'v2', [['releaseInstance', { orderId: 'O', orderLineId: 'L' }]]],
  ['a release twice', 'v2', [['releaseInstance'], ['releaseInstance']]],
  ['a release of a frozen instance', 'v2', [freeze, ['releaseInstance']]],
];

describe.each([
  ['debugging', false],
  ['real', true],
] as const)('%s traffic', (_, real) => {
  test.each(lives)('%s (%s)', async (_title, protocol, events) => {
    const replies = await live(protocol, real, events);
    expect(replies.map(({ json }) => json.resultCode)).toEqual(replies.map(() => '000000'));
  });
});

test('a released instance is unknown in real traffic and stays in debugging', async () => {
  const after: readonly Event[] = [['releaseInstance'], renew, freeze, ['queryInstance']];
  const codes = (replies: readonly Read[]) => replies.slice(2).map(({ json }) => json.resultCode);
  expect(codes(await live('v2', true, after))).toEqual(['000003', '000003', '000003']);
  expect(codes(await live('v2', false, after))).toEqual(['000000', '000000', '000000']);
});

test('a renewal unfreezes a V1 instance; V2 sends UNFREEZE for that', async () => {
  const { call, state } = harness();
  const [v1, v2] = [await call('v1', 'newInstance'), await call('v2', 'newInstance')].map(
    ({ json }) => json.instanceId as string,
  );
  const status = (id = '') => state.instances.get(id)?.status;
  await call('v1', 'expireInstance', { instanceId: v1 });
  await call('v2', 'updateInstanceStatus', { instanceId: v2, status: 'FREEZE' });
  expect([status(v1), status(v2)]).toEqual(['frozen', 'frozen']);
  await call('v1', 'refreshInstance', { instanceId: v1 });
  await call('v2', 'refreshInstance', { instanceId: v2 });
  expect([status(v1), status(v2)]).toEqual(['active', 'frozen']);
});

test.each<Overrides>([
  { customerName: undefined },
  { customerName: '云'.repeat(64) },
  { customerName: 'A "quoted" \\ + / = & % 😀' },
  { customerId: 'c'.repeat(100) },
  { productId: 'p'.repeat(64), orderId: 'o'.repeat(64), businessId: 'b'.repeat(64) },
  { amount: '9999999' },
  { diskSize: '10000' },
  { orderAmount: '0' },
  { orderAmount: '0.001' },
  { orderAmount: '1234567.125' },
  { periodType: 'month', periodNumber: '36' },
  { expireTime: '20280229235959' },
  { expireTime: '21000301000000' },
  { expireTime: '20200101000000' },
  { trialFlag: '0' },
  { trialFlag: '1', periodType: undefined, periodNumber: undefined },
  { chargingMode: '5', periodType: undefined, periodNumber: undefined },
  { testFlag: '0' },
  { mobilePhone: undefined, email: undefined, userId: undefined, userName: undefined },
  { mobilePhone: '', email: '' },
])('V1 newInstance takes %j', async (values) => {
  const { call } = harness();
  expect((await call('v1', 'newInstance', values)).json.resultCode).toBe('000000');
});

test('the lines of one V2 order are instances of their own, created again in any order', async () => {
  const { call } = harness();
  const ids: string[] = [];
  for (const line of ['1', '2', '3', '2', '1', '3']) {
    const { json } = await call('v2', 'newInstance', { orderId: 'CS1', orderLineId: `CS1-00000${line}` });
    ids.push(String(json.instanceId));
  }
  expect(new Set(ids.slice(0, 3)).size).toBe(3);
  expect(ids.slice(3)).toEqual([ids[1], ids[0], ids[2]]);
});

describe.each(['v1-kit', 'v2-kit'] as const)('%s', (protocol) => {
  const users = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      userName: `user${index}`,
      name: '"云'.repeat(32),
      orgCode: 'o'.repeat(64),
      position: '"\\'.repeat(32),
      role: 'admin',
      enable: 'false',
    }));
  const inForm = (list: unknown) => (protocol === 'v1-kit' ? JSON.stringify(list) : (list as never));

  test('takes 500 users, and not 501', async () => {
    const { call, state } = harness();
    const sync = (count: number) => call(protocol, 'authSync', { userList: inForm(users(count)) });
    expect((await sync(500)).json.resultCode).toBe('000000');
    expect(state.users.size).toBe(500);
    expect((await sync(501)).json.resultCode).toBe('000002');
  });

  test('deletes what it does not know, adds again, and needs no instance', async () => {
    const { call } = harness();
    for (const flag of [0, 1, 1, 0, 0, 1]) {
      for (const activity of ['tenantSync', 'authSync', 'singleOrgSync']) {
        const { json } = await call(protocol, activity, { instanceId: 'unknown', flag });
        expect(json.resultCode, `${activity} ${flag}`).toBe('000000');
      }
    }
  });

  test('takes empty identifiers, as from the seller', async () => {
    const { call } = harness();
    const { json } = await call(protocol, 'tenantSync', { instanceId: '', orderId: '' });
    expect(json.resultCode).toBe('000000');
  });

  test('takes a department without a parent, and one before its parent', async () => {
    const { call } = harness();
    for (const parentCode of [undefined, '', 'LATER']) {
      const { json } = await call(protocol, 'singleOrgSync', { parentCode });
      expect(json.resultCode).toBe('000000');
    }
  });
});
