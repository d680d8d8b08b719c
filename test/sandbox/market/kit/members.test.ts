import { expect, test } from 'vitest';
import type { CommandOf } from '../../../../src/sandbox/acts/acts.ts';
import { bind } from '../../../../src/sandbox/market/kit/bind.ts';
import { authorize } from '../../../../src/sandbox/market/kit/members.ts';
import { bindingOf, tenantsOf } from '../../../../src/sandbox/market/kit/model.ts';
import { organization } from '../../../../src/sandbox/market/kit/organization.ts';
import { putInstance } from '../../../../src/sandbox/market/model/records.ts';
import { instance, type Kit, openKit } from './harness.ts';

/** I1 and I2 are bound to the same organisation; user0001 and user0002 may use I1. */
function bound(protocol: 'v1' | 'v2'): Kit {
  const kit = openKit(protocol);
  putInstance(kit.database, instance(2));
  bind(kit.context, { do: 'bind', instance: 'I1', users: 2 });
  kit.answer();
  bind(kit.context, { do: 'bind', instance: 'I2' });
  kit.answer();
  kit.entries();
  return kit;
}

const act = { do: 'authorize', instance: 'I1' } as const;

test.each([
  ['v2', 'authSync 3 ×1'],
  ['v1', 'authSync 0 ×1'],
] as const)('in %s an authorisation is taken back with %s', (protocol, call) => {
  const kit = bound(protocol);
  authorize(kit.context, { ...act, action: 'remove', users: [{ userName: 'user0001' }] });
  expect(kit.answer()).toEqual([call]);
  expect(bindingOf(kit.database, 1)?.authorized).toEqual(['user0002']);
  authorize(kit.context, { ...act, action: 'add' });
  expect(bindingOf(kit.database, 1)?.authorized).toEqual(['user0002', 'user0001']);
});

test('of a number of users, the last ones are meant', () => {
  const kit = bound('v2');
  authorize(kit.context, { ...act, action: 'remove', count: 1 });
  expect(bindingOf(kit.database, 1)?.authorized).toEqual(['user0001']);
  expect(() => authorize(kit.context, { ...act, action: 'remove', count: 2 })).toThrow(
    'Only 1 user is authorised',
  );
  expect(() => authorize(kit.context, { ...act, action: 'remove' })).toThrow('No users are named');
});

test('more than 500 authorisations are taken back 500 at a time', () => {
  const kit = bound('v2');
  authorize(kit.context, { ...act, action: 'add', count: 499 });
  kit.answer();
  authorize(kit.context, { ...act, action: 'remove', count: 501 });
  expect(kit.answer()).toEqual(['authSync 3 ×500', 'authSync 3 ×1']);
});

test('other details of a user are told to every application that he may use', () => {
  const kit = bound('v2');
  const users = [{ userName: 'user0001', role: 'admin', enable: false }] as const;
  authorize(kit.context, { ...act, action: 'update', users: [...users] });
  expect(kit.answer()).toEqual(['authSync 2 ×1']);
  expect(kit.last().userList).toEqual([
    { userName: 'user0001', name: '用户0001', orgCode: 'D0001', role: 'admin', enable: 'false' },
  ]);
  authorize(kit.context, { ...act, instance: 'I2', action: 'add', users: [{ userName: 'user0001' }] });
  kit.answer();
  authorize(kit.context, { ...act, action: 'update', users: [{ userName: 'user0001', name: '张三' }] });
  expect(kit.answer()).toEqual(['authSync 2 ×1', '2: authSync 2 ×1']);
});

test('a deleted user is deleted everywhere, and his name is not made up again', () => {
  const kit = bound('v2');
  authorize(kit.context, { ...act, instance: 'I2', action: 'add', count: 2 });
  kit.answer();
  authorize(kit.context, { ...act, action: 'delete', users: [{ userName: 'user0002' }] });
  expect(kit.answer()).toEqual(['authSync 0 ×1', '2: authSync 0 ×1']);
  expect(tenantsOf(kit.database, 'b1')[0]?.users.map(({ userName }) => userName)).toEqual(['user0001']);
  authorize(kit.context, { ...act, action: 'add' });
  expect(bindingOf(kit.database, 1)?.authorized).toEqual(['user0001', 'user0003']);
});

test('a made-up user does not take the name of one who was given', () => {
  const kit = bound('v2');
  authorize(kit.context, { ...act, action: 'add', users: [{ userName: 'user0003' }] });
  authorize(kit.context, { ...act, action: 'add', count: 2 });
  expect(bindingOf(kit.database, 1)?.authorized.slice(2)).toEqual(['user0003', 'user0004', 'user0005']);
});

test('a given user gets what is missing', () => {
  const kit = bound('v2');
  authorize(kit.context, {
    ...act,
    action: 'add',
    users: [{ userName: 'lisi' }, { userName: 'lisi', name: '李四', orgCode: 'D0002' }],
  });
  expect(kit.last().userList).toEqual([
    { userName: 'lisi', name: '李四', orgCode: 'D0002', role: 'user', enable: 'true' },
  ]);
});

test.each<[Omit<CommandOf<'authorize'>, 'do' | 'instance'>, string]>([
  [{ action: 'update', users: [{ userName: 'nemo' }] }, 'The user nemo is not authorised'],
  [{ action: 'add', users: [{ userName: 'lisi', orgCode: 'X' }] }, 'has no department X'],
  [{ action: 'update', count: 1 }, 'No users are named'],
  [{ action: 'add', users: [{ userName: 'u'.repeat(65) }] }, 'has 65 characters; the maximum is 64'],
])('%o is refused', (command, message) => {
  expect(() => authorize(bound('v2').context, { ...act, ...command })).toThrow(message);
});

test('before it is bound, an instance has no users and no departments', () => {
  const kit = openKit('v2');
  expect(() => authorize(kit.context, { ...act, action: 'add' })).toThrow('I1 is not bound');
  expect(() => organization(kit.context, { ...change, name: 'x' })).toThrow('I1 is not bound');
});

const change = { do: 'organization', instance: 'I1' } as const;

test('departments that are added, changed and removed are told to all applications', () => {
  const kit = bound('v2');
  organization(kit.context, { ...change, add: [{ code: 'D3', name: '财务部', parent: 'D0001' }] });
  expect(kit.answer()).toEqual(['singleOrgSync 1', '2: singleOrgSync 1']);
  expect(kit.last()).toMatchObject({
    instanceId: 'I2',
    orgCode: 'D3',
    orgName: '财务部',
    parentCode: 'D0001',
  });
  organization(kit.context, { ...change, change: [{ code: 'D3', name: '财务' }] });
  expect(kit.last()).toMatchObject({ orgName: '财务', parentCode: 'D0001', flag: 2 });
  organization(kit.context, { ...change, change: [{ code: 'D3', name: '财务', parent: '' }] });
  expect(kit.last()).toMatchObject({ parentCode: '', flag: 2 });
  kit.answer();
  organization(kit.context, { ...change, remove: ['D3'] });
  expect(kit.answer()).toEqual(['singleOrgSync 0', '2: singleOrgSync 0']);
  expect(kit.last()).toMatchObject({ orgCode: 'D3', orgName: '财务', parentCode: '', flag: 0 });
});

test.each([
  [{ add: [{ code: 'D0001', name: 'x' }] }, 'has the department D0001 already'],
  [{ add: [{ code: 'D3', name: 'x', parent: 'D4' }] }, 'has no department D4'],
  [{ change: [{ code: 'D4', name: 'x' }] }, 'has no department D4'],
  [{ change: [{ code: 'D0001', name: 'x', parent: 'D0001' }] }, 'cannot be below itself'],
  [{ change: [{ code: 'D0001', name: 'x', parent: 'D0002' }] }, 'cannot be below itself'],
  [{ remove: ['D0001'] }, 'has users or other departments in it'],
  [{ remove: ['D0002'] }, 'has users or other departments in it'],
  [{ add: [{ code: 'D3', name: '名'.repeat(129) }] }, 'has 129 characters; the maximum is 128'],
  [{}, 'Nothing about the organisation is to be changed'],
])('the change %o is refused', (changes, message) => {
  expect(() => organization(bound('v2').context, { ...change, ...changes })).toThrow(message);
});

test('another name or domain is told in V2, and cannot be told in V1', () => {
  const v2 = bound('v2');
  organization(v2.context, { ...change, name: '新名', domain: 'https://login.example.com' });
  expect(v2.answer()).toEqual(['tenantSync 2', '2: tenantSync 2']);
  expect(v2.last()).toMatchObject({ orderId: 'CS2', name: '新名', domainName: 'https://login.example.com' });
  organization(v2.context, { ...change, domain: 'example.org' });
  expect(v2.last().domainName).toBe('https://example.org');
  const v1 = bound('v1');
  organization(v1.context, { ...change, name: '新名' });
  expect(v1.answer()).toEqual([]);
  expect(tenantsOf(v1.database, 'b1')[0]?.name).toBe('新名');
});

test('a department that is added while a binding waits reaches the merchant', () => {
  const kit = openKit('v2');
  bind(kit.context, { do: 'bind', instance: 'I1' });
  kit.answer(({ activity }) => (activity === 'allOrgSync' ? 'given-up' : 'succeeded'));
  organization(kit.context, { ...change, add: [{ code: 'D3', name: 'x' }] });
  expect(kit.answer()).toEqual([]);
  bind(kit.context, { do: 'bind', instance: 'I1' });
  organization(kit.context, { ...change, add: [{ code: 'D4', name: 'x' }] });
  expect(kit.answer()).toEqual(['allOrgSync ×3', 'singleOrgSync 1']);
});
