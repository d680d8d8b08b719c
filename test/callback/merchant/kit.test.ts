import { constants, publicEncrypt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encryptClientSecret } from '../../../src/signing/client-secret.ts';
import { publicKey, privateKey as rsaPrivateKey } from '../../support/rsa-keys.ts';
import { harness, type Overrides } from './harness.ts';

const tenant = { instanceId: '', tenantId: 'T1' };
const user = { userName: 'zhangsan', name: '张三', orgCode: 'ORG1', role: 'user', enable: 'true' };

describe.each(['v1-kit', 'v2-kit'] as const)('%s', (id) => {
  const v1 = id === 'v1-kit';
  /** Lists are text in V1. */
  const list = (items: readonly Record<string, string>[]) => (v1 ? JSON.stringify(items) : items);

  function kit() {
    const merchant = harness({ rsaPrivateKey });
    const call = (name: string, values: Overrides = {}) => merchant.call(id, name, { ...tenant, ...values });
    return { ...merchant, call };
  }

  test('tenantSync adds and deletes, as often as you like and in any order', async () => {
    const { call, state } = kit();
    const sizes: number[] = [];
    for (const flag of [0, 1, 1, 0, 0]) {
      expect((await call('tenantSync', { flag, orderId: '' })).resultCode).toBe('000000');
      sizes.push(state.tenants.size);
    }
    expect(sizes).toEqual([0, 1, 1, 0, 0]);
  });

  test('applicationSync keeps the decrypted secret', async () => {
    const { call, state } = kit();
    const clientSecret = encryptClientSecret(publicKey, '密钥 test');
    for (let round = 0; round < 2; round += 1) {
      expect((await call('applicationSync', { flag: 1, clientSecret })).resultCode).toBe('000000');
    }
    expect([...state.applications.values()]).toMatchObject([{ clientSecret: '密钥 test' }]);
    expect((await call('applicationSync', { flag: 0, clientSecret })).resultCode).toBe('000000');
    expect(state.applications.size).toBe(0);
  });

  test('tenants and applications that are sent again come last', async () => {
    const { call, state } = kit();
    const clientSecret = encryptClientSecret(publicKey, 'secret');
    for (const tenantId of ['T1', 'T2', 'T1']) {
      await call('tenantSync', { tenantId, flag: 1, orderId: '' });
      await call('applicationSync', { tenantId, flag: 1, clientSecret });
    }
    for (const map of [state.tenants, state.applications])
      expect([...map.values()].map(({ tenantId }) => tenantId)).toEqual(['T2', 'T1']);
  });

  test('returns 000101 for a secret that cannot be decrypted and stores nothing', async () => {
    const { call, state } = kit();
    const oneHash = publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      Buffer.from('test'),
    ).toString('base64');
    for (const clientSecret of ['plain', oneHash]) {
      const reply = await call('applicationSync', { flag: 1, clientSecret });
      expect(reply.resultCode).toBe('000101');
      expect(reply.reason?.en).not.toBe('');
    }
    expect(state.applications.size).toBe(0);
  });

  test('authSync adds, modifies and deletes users', async () => {
    const { call, state } = kit();
    const sync = (flag: number, name: string) =>
      call('authSync', {
        flag,
        userList: list([
          { ...user, name },
          { ...user, userName: 'lisi' },
        ]),
      });
    expect((await sync(1, '张三')).resultCode).toBe('000000');
    expect((await sync(2, '张三丰')).resultCode).toBe('000000');
    expect([...state.users.values()].map(({ name }) => name)).toEqual(['张三丰', '张三']);
    expect((await sync(0, '')).resultCode).toBe('000002');
    expect((await sync(0, 'x')).resultCode).toBe('000000');
    expect((await sync(0, 'x')).resultCode).toBe('000000');
    expect(state.users.size).toBe(0);
  });

  test('authSync accepts at most 500 users', async () => {
    const { call, state } = kit();
    const users = (count: number) =>
      list(Array.from({ length: count }, (_, n) => ({ ...user, userName: `u${n}` })));
    expect((await call('authSync', { userList: users(501) })).resultCode).toBe('000002');
    expect(state.users.size).toBe(0);
    expect((await call('authSync', { userList: users(500) })).resultCode).toBe('000000');
    expect(state.users.size).toBe(500);
  });

  test.each([
    ['a user without a name', { name: '' }],
    ['an unknown role', { role: 'root' }],
    ['an unknown state', { enable: 'yes' }],
  ])('authSync refuses %s', async (_, wrong) => {
    const { call } = kit();
    const reply = await call('authSync', { userList: list([user, { ...user, ...wrong }]) });
    expect(reply.resultCode).toBe('000002');
  });

  test('singleOrgSync adds, modifies and deletes; the parent may be unknown', async () => {
    const { call, state } = kit();
    const sizes: number[] = [];
    for (const flag of [0, 1, 1, 2, 0, 0]) {
      const reply = await call('singleOrgSync', { flag, orgCode: 'O1', parentCode: 'nobody' });
      expect(reply.resultCode).toBe('000000');
      sizes.push([...state.departments.values()][0]!.size);
    }
    expect(sizes).toEqual([0, 1, 1, 1, 0, 0]);
    expect((await call('singleOrgSync', { flag: 1, orgCode: 'top', parentCode: '' })).resultCode).toBe(
      '000000',
    );
  });

  test('allOrgSync replaces all departments', async () => {
    const { call, state } = kit();
    await call('singleOrgSync', { flag: 1, orgCode: 'old' });
    const departments = [
      { orgCode: 'a', parentCode: '' },
      { orgCode: 'b', parentCode: 'a' },
    ].map((entry) => ({ ...entry, [v1 ? 'name' : 'orgName']: '部门' }));
    for (let round = 0; round < 2; round += 1) {
      const reply = await call('allOrgSync', { [v1 ? 'orgInfo' : 'orgInfoList']: list(departments) });
      expect(reply.resultCode).toBe('000000');
    }
    expect([...[...state.departments.values()][0]!.keys()]).toEqual(['a', 'b']);
  });

  test('rejects an unknown flag with 000002', async () => {
    const { call } = kit();
    expect((await call('tenantSync', { flag: v1 ? 2 : 3 })).resultCode).toBe('000002');
  });

  describe('a real instance', () => {
    const real = { testFlag: 0 };
    const clientSecret = () => encryptClientSecret(publicKey, 'secret');
    const departments = list([
      { orgCode: 'a', parentCode: '', [v1 ? 'name' : 'orgName']: '总部' },
      { orgCode: 'b', parentCode: 'a', [v1 ? 'name' : 'orgName']: '研发部' },
    ]);
    const users = (count: number, from = 0) =>
      list(Array.from({ length: count }, (_, n) => ({ ...user, userName: `u${from + n}` })));

    async function bought() {
      const merchant = harness({ rsaPrivateKey });
      const base = v1 ? 'v1' : 'v2';
      const { json } = await merchant.call(base, 'newInstance', { testFlag: undefined });
      const instanceId = String(json.instanceId);
      const codes: string[] = [];
      const call = async (name: string, values: Overrides = {}) => {
        const all = { ...tenant, ...real, instanceId, ...values };
        codes.push((await merchant.call(id, name, all)).resultCode);
      };
      const release = () =>
        merchant.call(base, 'releaseInstance', { instanceId, testFlag: undefined, orderId: 'CS1' });
      return { ...merchant, call, codes, instanceId, release };
    }

    test('is bound, used by 501 users, changed, released and unbound', async () => {
      const { call, codes, state, instanceId, release } = await bought();
      await call('tenantSync', { flag: 1, orderId: 'CS1' });
      // The buyer retries: what was stored is stored again.
      await call('tenantSync', { flag: 1, orderId: 'CS1' });
      await call('applicationSync', { flag: 1, clientSecret: clientSecret() });
      await call('allOrgSync', { [v1 ? 'orgInfo' : 'orgInfoList']: departments });
      await call('authSync', { flag: 1, userList: users(500) });
      await call('authSync', { flag: 1, userList: users(1, 500) });
      expect(state.users.size).toBe(501);
      await call('singleOrgSync', { flag: 1, orgCode: 'c', parentCode: 'a' });
      await call('singleOrgSync', { flag: 2, orgCode: 'c', parentCode: 'b' });
      expect([...[...state.departments.values()][0]!.keys()]).toEqual(['a', 'b', 'c']);
      await call('authSync', { flag: 2, userList: users(1) });
      await call('authSync', { flag: v1 ? 0 : 3, userList: users(1) });
      expect(state.users.size).toBe(500);
      expect([...state.tenants.values()]).toMatchObject([{ instanceId, orderId: 'CS1' }]);
      expect([...state.applications.values()]).toMatchObject([{ instanceId, clientSecret: 'secret' }]);
      expect((await release()).resultCode).toBe('000000');
      await call('authSync', { flag: 0, userList: users(500, 1) });
      await call('singleOrgSync', { flag: 0, orgCode: 'c' });
      await call('applicationSync', { flag: 0, clientSecret: clientSecret() });
      await call('tenantSync', { flag: 0, orderId: 'CS1' });
      expect(new Set(codes)).toEqual(new Set(['000000']));
      expect([state.users.size, state.applications.size, state.tenants.size]).toEqual([0, 0, 0]);
    });

    test.each(['unknown', 'released'])('that is %s is refused, except by deletes', async (kind) => {
      const { call, codes, state, instanceId, release } = await bought();
      if (kind === 'released') await release();
      const values = { instanceId: kind === 'released' ? instanceId : 'another' };
      await call('tenantSync', { ...values, flag: 1 });
      await call('applicationSync', { ...values, flag: 1, clientSecret: clientSecret() });
      await call('authSync', { ...values, flag: 1, userList: users(1) });
      await call('singleOrgSync', { ...values, flag: 1 });
      await call('allOrgSync', { ...values, [v1 ? 'orgInfo' : 'orgInfoList']: departments });
      // V2 has no code for an unknown instance.
      expect(new Set(codes)).toEqual(new Set([v1 ? '000003' : '000002']));
      expect([state.tenants.size, state.applications.size, state.users.size, state.departments.size]).toEqual(
        [0, 0, 0, 0],
      );
      codes.length = 0;
      await call('tenantSync', { ...values, flag: 0 });
      await call('authSync', { ...values, flag: v1 ? 0 : 3, userList: users(1) });
      expect(codes).toEqual(['000000', '000000']);
    });

    test('is not asked for an application credential, nor of a server without base interfaces', async () => {
      const { call } = harness({ rsaPrivateKey });
      const applied = { ...real, instanceId: '', orderId: '', flag: 1 };
      expect((await call(id, 'tenantSync', applied)).resultCode).toBe('000000');
      const apart = harness({ rsaPrivateKey, protocols: [id] });
      const bound = { ...real, instanceId: 'another', flag: 1 };
      expect((await apart.call(id, 'tenantSync', bound)).resultCode).toBe('000000');
    });
  });

  test('tenants of two instances do not touch each other', async () => {
    const { call, state } = kit();
    await call('tenantSync', { flag: 1, instanceId: 'I1' });
    await call('tenantSync', { flag: 1, instanceId: 'I2' });
    await call('tenantSync', { flag: 0, instanceId: 'I1' });
    expect(state.tenants.size).toBe(1);
  });
});

test('v2-kit: flag 3 takes the authorisation back', async () => {
  const { call, state } = harness();
  await call('v2-kit', 'authSync', { ...tenant, flag: 1 });
  expect(state.users.size).toBe(1);
  expect((await call('v2-kit', 'authSync', { ...tenant, flag: 3 })).resultCode).toBe('000000');
  expect(state.users.size).toBe(0);
});

test('v2-kit: lists are read as text, too, as the examples print them', async () => {
  const { call, state } = harness();
  expect((await call('v2-kit', 'authSync', { flag: 1, userList: JSON.stringify([user]) })).resultCode).toBe(
    '000000',
  );
  const orgInfoList = JSON.stringify([{ orgCode: 'a', orgName: '部门' }]);
  expect((await call('v2-kit', 'allOrgSync', { orgInfoList })).resultCode).toBe('000000');
  expect(state.users.size).toBe(1);
  expect([...state.departments.values()][0]!.size).toBe(1);
});

test('a merchant without a private key returns 000005', async () => {
  const { call } = harness();
  expect((await call('v2-kit', 'applicationSync', { flag: 1 })).resultCode).toBe('000005');
});
