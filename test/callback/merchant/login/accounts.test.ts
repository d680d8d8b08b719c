import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findAccount,
  findBinding,
  listBindings,
  loginDomain,
} from '../../../../src/callback/merchant/login/accounts.ts';
import { createState, type Instance } from '../../../../src/callback/merchant/state.ts';
import { bind, instance, otherTenantId, tenantId } from './harness.ts';

const now = new Date('2026-03-01T08:00:00Z');
const user = { tenantId, appId: 'app1', userName: 'lihua' };

describe('the domain of a tenant', () => {
  test.each([
    ['https://demo.login.example.com', 'https://demo.login.example.com'],
    ['https://demo.login.example.com/', 'https://demo.login.example.com'],
    ['HTTPS://Demo.login.example.com:8443/x?y#z', 'https://demo.login.example.com:8443'],
    ['demo.login.example.com', 'https://demo.login.example.com'],
    [' demo.login.example.com/ ', 'https://demo.login.example.com'],
    ['http://127.0.0.1:8790', 'http://127.0.0.1:8790'],
    ['http://localhost:8790/', 'http://localhost:8790'],
  ])('%s is %s', (text, domain) => {
    expect(loginDomain(text)).toBe(domain);
  });

  test.each([
    '',
    'http://demo.login.example.com',
    'http://127.0.0.1.example.com',
    'https://user:password@demo.login.example.com',
    'user@demo.login.example.com',
    'ftp://demo.login.example.com',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://',
    'any text',
  ])('cannot be %s', (text) => {
    expect(loginDomain(text)).toBeUndefined();
  });

  test('is an origin of TLS or of this machine, and the same when it is read again', () => {
    const parts = fc.tuple(
      fc.constantFrom('', 'http://', 'https://', 'ws://', '//', 'https://u:p@'),
      fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom('127.0.0.1', 'localhost', '[::1]')),
      fc.constantFrom('', '/', ':8443', '/x?y#z', '@evil.example.com'),
    );
    const texts = fc.oneof(
      parts.map((list) => list.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const domain = loginDomain(text);
        if (domain === undefined) return;
        expect(domain).toMatch(/^https:\/\/[^/?#@]+$|^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/);
        expect(loginDomain(domain)).toBe(domain);
      }),
    );
  });
});

describe('a binding', () => {
  test('needs the tenant, the application and a domain', () => {
    const state = createState();
    bind(state, { tenantId });
    bind(state, { tenantId: otherTenantId, domainName: 'any text' });
    expect(listBindings(state, now)).toMatchObject([
      { tenantId, domain: 'https://code-0.login.example.com' },
    ]);
    const [key] = state.tenants.keys();
    state.tenants.delete(key!);
    expect(listBindings(state, now)).toEqual([]);
  });

  test.each<readonly [string, Partial<Instance>, boolean]>([
    ['active', {}, true],
    ['frozen', { status: 'frozen' }, false],
    ['released', { status: 'released' }, false],
    ['released in debugging', { status: 'released', test: true }, false],
    ['not yet expired', { expireTime: '20260301080001' }, true],
    ['expired', { expireTime: '20260301080000' }, false],
    ['not yet expired, in milliseconds', { expireTime: '20260301080001000' }, true],
  ])('is in use while its instance is in use: %s', (_, values, isUsed) => {
    const state = createState();
    bind(state, { tenantId, instanceId: 'i1' });
    state.instances.set('i1', instance(values));
    expect(findBinding(state, now, tenantId) !== undefined).toBe(isUsed);
    expect(findAccount(state, now, user) !== undefined).toBe(isUsed);
  });

  test('of several instances is the latest in use', () => {
    const state = createState();
    bind(state, { tenantId, instanceId: 'i1', clientId: 'one' });
    bind(state, { tenantId, instanceId: 'i2', clientId: 'two' });
    expect(findBinding(state, now, tenantId)?.clientId).toBe('two');
    state.instances.set('i2', instance({ status: 'frozen' }));
    expect(findBinding(state, now, tenantId)?.clientId).toBe('one');
  });
});

describe('an account', () => {
  const state = createState();
  const users = [
    { userName: 'lihua' },
    { userName: 'boss', role: 'admin' },
    { userName: 'guest', role: 'superuser' },
    { userName: 'gone', enable: 'false' },
  ];
  bind(state, { tenantId, instanceId: 'i1', users });
  bind(state, {
    tenantId: otherTenantId,
    users: [{ userName: 'other' }, { userName: 'lihua', role: 'admin' }],
  });
  const find = (values: Partial<typeof user>) => findAccount(state, now, { ...user, ...values });

  test('is found by tenant, application and user name', () => {
    expect(find({})).toMatchObject({ ...user, name: '<b>lihua</b>', role: 'user' });
    expect(find({ tenantId: otherTenantId })).toMatchObject({ userName: 'lihua', role: 'admin' });
    for (const values of [{ userName: 'other' }, { tenantId: '1' }, { appId: 'app2' }, { userName: '' }])
      expect(find(values)).toBeUndefined();
  });

  test('must be enabled', () => {
    expect(find({ userName: 'gone' })).toBeUndefined();
  });

  test('has the least rights unless it is an administrator', () => {
    expect(find({ userName: 'boss' })?.role).toBe('admin');
    expect(find({ userName: 'guest' })?.role).toBe('user');
  });

  test('may be authorised for one of several instances', () => {
    bind(state, {
      tenantId,
      instanceId: 'i2',
      users: [{ userName: 'gone' }, { userName: 'lihua', enable: 'false' }],
    });
    expect(find({ userName: 'gone' })?.binding.instanceId).toBe('i2');
    expect(find({})?.binding.instanceId).toBe('i1');
    bind(state, { tenantId, instanceId: 'i3', users: [{ userName: 'lihua', role: 'admin' }] });
    expect(find({})?.role).toBe('admin');
  });

  test('is one of its application only', () => {
    bind(state, { tenantId, instanceId: 'i1', appId: 'app2', users: [{ userName: 'zhaoliu' }] });
    expect(find({ userName: 'zhaoliu' })).toBeUndefined();
    expect(find({ userName: 'zhaoliu', appId: 'app2' })?.appId).toBe('app2');
    for (const key of state.applications.keys()) if (key.includes('app2')) state.applications.delete(key);
    expect(find({ userName: 'zhaoliu', appId: 'app2' })).toBeUndefined();
  });
});
