import { describe, expect, test } from 'vitest';
import { randomId, randomIv, randomNonce } from '../../../src/callback/delivery/random.ts';
import {
  applyChanges,
  assertSettingsApply,
  type Changes,
  encryptValues,
  parseData,
} from '../../../src/callback/delivery/values.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId, Values } from '../../../src/callback/protocols/model.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { decryptClientSecret } from '../../../src/signing/client-secret.ts';
import { privateKey, publicKey } from '../../support/rsa-keys.ts';

function change(id: ProtocolId, name: string, samples: Values, changes: Partial<Changes>): Values {
  const protocol = protocolOf(id);
  const activity = protocol.activities.find((known) => known.name === name)!;
  return applyChanges(protocol, activity, samples, { set: [], unset: [], allowUnknown: false, ...changes });
}

function fault(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof KooError) return error.facts;
    throw error;
  }
  throw new Error('no fault');
}

const kit = { flag: 1, userList: [{ userName: 'a', role: 'user' }, { userName: 'b' }], testFlag: 1 };

describe('--set', () => {
  test('text stays text, = in it included; the order of the samples is kept', () => {
    const values = change(
      'v2',
      'newInstance',
      { orderId: 'a', testFlag: '1' },
      { set: ['orderId=x=1', 'businessId='] },
    );
    expect(values).toEqual({ orderId: 'x=1', testFlag: '1', businessId: '' });
    expect(Object.keys(values)).toEqual(['orderId', 'testFlag', 'businessId']);
  });

  test('other types take JSON, and a string if quoted', () => {
    expect(change('v2-kit', 'authSync', kit, { set: ['flag=2'] })).toMatchObject({ flag: 2 });
    expect(change('v2-kit', 'authSync', kit, { set: ['flag="x"'] })).toMatchObject({ flag: 'x' });
    expect(change('v2-kit', 'authSync', kit, { set: ['userList=[]'] })).toMatchObject({ userList: [] });
    expect(fault(() => change('v2-kit', 'authSync', kit, { set: ['flag=two'] })).code).toBe(
      'INVALID_FIELD_VALUE',
    );
  });

  test('a value is nested at most 1000 levels deep', () => {
    const nested = (depth: number) => `userList=${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(change('v2-kit', 'authSync', kit, { set: [nested(1000)] })).toHaveProperty('userList');
    expect(fault(() => change('v2-kit', 'authSync', kit, { set: [nested(1001)] })).code).toBe(
      'INVALID_FIELD_VALUE',
    );
  });

  test('a query contains only strings', () => {
    expect(change('v1', 'newInstance', {}, { set: ['orderAmount=100.00', 'periodNumber=x'] })).toEqual({
      orderAmount: '100.00',
      periodNumber: 'x',
    });
  });

  test('a dotted name sets a value in lists and objects', () => {
    expect(change('v2-kit', 'authSync', kit, { set: ['userList.1.role=admin'] }).userList).toEqual([
      { userName: 'a', role: 'user' },
      { userName: 'b', role: 'admin' },
    ]);
    expect(change('v2-kit', 'authSync', kit, { set: ['userList.2.userName=c'] }).userList).toHaveLength(3);
    expect(change('v2-kit', 'authSync', {}, { set: ['userList.0.userName=c'] }).userList).toEqual([
      { userName: 'c' },
    ]);
    expect(change('v2', 'changeInstanceCheck', {}, { set: ['productInfo.linearValue=3'] })).toEqual({
      productInfo: { linearValue: 3 },
    });
  });

  test('suggests a name for an unknown one', () => {
    expect(fault(() => change('v2', 'newInstance', {}, { set: ['orderid=x'] }))).toMatchObject({
      code: 'UNKNOWN_FIELD',
      message: { en: 'newInstance (v2) has no field orderid' },
      hint: { en: expect.stringMatching(/^Did you mean orderId\? Fields: .*orderId/) },
      details: { suggestion: 'orderId' },
    });
    expect(fault(() => change('v2-kit', 'authSync', kit, { set: ['userList.0.rol=x'] })).details).toEqual({
      suggestion: 'role',
    });
    expect(fault(() => change('v2', 'newInstance', {}, { unset: ['nothing'] })).code).toBe('UNKNOWN_FIELD');
  });

  test('--allow-unknown accepts it, including dots', () => {
    expect(
      change('v2', 'newInstance', {}, { set: ['a.b=1', 'orderId=2'], unset: ['c'], allowUnknown: true }),
    ).toEqual({ 'a.b': '1', orderId: '2' });
  });

  test('the proof is not a value', () => {
    for (const name of ['signature', 'nonce', 'activity']) {
      expect(fault(() => change('v2', 'newInstance', {}, { set: [`${name}=x`] })).code).toBe('PROOF_FIELD');
    }
    expect(fault(() => change('v1', 'newInstance', {}, { unset: ['authToken'] })).code).toBe('PROOF_FIELD');
    expect(change('v2-kit', 'authSync', kit, { set: ['timeStamp=x'] })).toMatchObject({ timeStamp: 'x' });
  });

  test('refuses what is not an assignment', () => {
    for (const text of ['orderId', '=x']) {
      expect(fault(() => change('v2', 'newInstance', {}, { set: [text] })).code).toBe('INVALID_ASSIGNMENT');
    }
  });
});

test('--unset omits values, including nested ones', () => {
  expect(change('v2', 'newInstance', { orderId: 'a', testFlag: '1' }, { unset: ['testFlag'] })).toEqual({
    orderId: 'a',
  });
  expect(change('v2-kit', 'authSync', kit, { unset: ['userList.0'] }).userList).toEqual([{ userName: 'b' }]);
  expect(change('v2-kit', 'authSync', kit, { unset: ['userList.0.role'] }).userList).toEqual([
    { userName: 'a' },
    { userName: 'b' },
  ]);
});

describe('--data', () => {
  const samples = { orderId: 'sample', businessId: 'sample', testFlag: '1' };

  test('takes the place of the samples, but debugging stays debugging', () => {
    expect(change('v2', 'newInstance', samples, { data: { orderId: 'x' } })).toEqual({
      orderId: 'x',
      testFlag: '1',
    });
    expect(change('v2', 'newInstance', samples, { data: { testFlag: '0' } })).toEqual({ testFlag: '0' });
    expect(change('v2', 'newInstance', samples, { data: {}, unset: ['testFlag'] })).toEqual({});
  });

  test('the proof of a captured body is left behind, --set comes on top', () => {
    expect(
      change(
        'v1-kit',
        'tenantSync',
        {},
        {
          data: { timeStamp: '20220413093539534', tenantId: 'a', flag: 1 },
          set: ['flag=0'],
        },
      ),
    ).toEqual({ tenantId: 'a', flag: 0 });
    expect(change('v2', 'newInstance', {}, { data: { activity: 'newInstance', orderId: 'a' } })).toEqual({
      orderId: 'a',
    });
  });

  test('unknown names in it are errors, too', () => {
    expect(fault(() => change('v2', 'newInstance', {}, { data: { orderID: 'x' } })).code).toBe(
      'UNKNOWN_FIELD',
    );
    expect(change('v2', 'newInstance', {}, { data: { orderID: 'x' }, allowUnknown: true })).toEqual({
      orderID: 'x',
    });
  });

  test('must be a JSON object', () => {
    expect(parseData('{"a":[1]}')).toEqual({ a: [1] });
    for (const text of ['', '[]', '"x"', '{']) expect(fault(() => parseData(text)).code).toBe('INVALID_DATA');
  });
});

describe('the values of the suite', () => {
  const suite = [protocolOf('v2'), protocolOf('v2-kit'), protocolOf('v1')];

  test.each([
    'testFlag',
    'newInstance.testFlag',
    'TESTFLAG',
    'newInstance.TestFlag',
    ' testFlag ',
    'testFlag.0',
  ])('cannot set %j, which would make its calls real', (name) => {
    expect(
      fault(() => assertSettingsApply(suite, { orderId: 'a', orderLineId: 'a-1', [name]: '0' })),
    ).toMatchObject({
      category: 'usage',
      code: 'TEST_FLAG',
      message: { en: expect.stringContaining('testFlag cannot be set') },
      hint: { en: expect.stringContaining('--as-real') },
    });
  });

  test('of an order are its ID and that of its line', () => {
    const error = (set: Record<string, string>) =>
      fault(() => assertSettingsApply([protocolOf('v2')], set)).code;
    expect(error({ orderId: 'A' })).toBe('INCOMPLETE_ORDER');
    expect(error({ 'newInstance.orderLineId': 'A-000001' })).toBe('INCOMPLETE_ORDER');
    const whole = { orderId: 'A', orderLineId: 'A-000001' };
    expect(() => assertSettingsApply([protocolOf('v2')], whole)).not.toThrow();
    expect(() => assertSettingsApply([protocolOf('v1')], { orderId: 'A' })).not.toThrow();
  });

  test('set other values, and refuse a misspelt name', () => {
    const set = { instanceId: 'a', 'newInstance.businessId': 'b' };
    expect(() => assertSettingsApply(suite, set)).not.toThrow();
    expect(fault(() => assertSettingsApply(suite, { testFlags: '0' })).code).toBe('UNKNOWN_FIELD');
  });
});

const key = '00000000-1111-2222-3333-444444444444';
const iv = () => 'A1b2C3d4E5f6G7h8';
const newInstance = protocolOf('v1').activities[0]!;
const applicationSync = protocolOf('v2-kit').activities.find(({ name }) => name === 'applicationSync')!;

test('sensitive fields are encrypted with the key length asked for, others stay', () => {
  const values = { orderId: 'a', mobilePhone: '15905222222', email: '' };
  expect(encryptValues(newInstance, values, { key, bits: 256, iv })).toEqual({
    orderId: 'a',
    mobilePhone: 'A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDA==',
    email: '',
  });
  expect(encryptValues(newInstance, values, { key, bits: 128, iv }).mobilePhone).toBe(
    'A1b2C3d4E5f6G7h8NlKrQcgIay7GnTaEnFxLZA==',
  );
});

test('what is ciphertext already stays', () => {
  const values = { mobilePhone: 'A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDA==' };
  expect(encryptValues(newInstance, values, { key, bits: 256, iv })).toEqual(values);
});

test('encrypts a client secret if there is a public key', () => {
  const values = { clientId: 'a', clientSecret: '密钥' };
  expect(encryptValues(applicationSync, values, { key, bits: 256, iv })).toEqual(values);
  const { clientSecret } = encryptValues(applicationSync, values, {
    key,
    bits: 256,
    iv,
    rsaPublicKey: publicKey,
  });
  expect(decryptClientSecret(privateKey, String(clientSecret))).toEqual({ ok: true, text: '密钥' });
});

test('random values have the right format and do not repeat', () => {
  expect(randomId()).toMatch(/^[0-9a-f]{32}$/);
  expect(randomId(7)).toMatch(/^[0-9a-f]{7}$/);
  expect(randomNonce()).toMatch(/^[0-9A-F]{64}$/);
  expect(randomIv()).toMatch(/^[A-Za-z0-9]{16}$/);
  expect(new Set([randomIv(), randomIv(), randomIv()]).size).toBe(3);
});
