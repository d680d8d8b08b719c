import { expect, test } from 'vitest';
import { createDirectory } from '../../../src/sandbox/login/directory.ts';
import { bind } from '../../../src/sandbox/market/kit/bind.ts';
import { appIdOf } from '../../../src/sandbox/market/kit/credentials.ts';
import { authorize } from '../../../src/sandbox/market/kit/members.ts';
import { tenantsOf } from '../../../src/sandbox/market/kit/model.ts';
import { organization } from '../../../src/sandbox/market/kit/organization.ts';
import { afterRelease, unbind } from '../../../src/sandbox/market/kit/unbind.ts';
import { putConnection, putInstance } from '../../../src/sandbox/market/model/records.ts';
import { instance, type Kit, openKit } from '../market/kit/harness.ts';

const addresses = {
  loginAddress: 'https://{tenantCode}.saas.example.net/sso',
  casCallback: 'https://saas.example.net/cas?tenant={tenantId}',
};

/** A state with an instance that is bound to an organisation with two users. */
function openBound(): Kit {
  const kit = openKit('v2', addresses);
  bind(kit.context, { do: 'bind', instance: 'I1', users: 2 });
  kit.answer();
  return kit;
}

/** The first tenant, and which of its users may use its applications. */
function read(kit: Kit) {
  const [tenant] = createDirectory(kit.database).tenants();
  const { users = [], applications = [] } = tenant ?? {};
  const allowed = applications.map(({ isAuthorized }) =>
    users.filter(({ userName }) => isAuthorized(userName)).map(({ userName }) => userName),
  );
  return { tenant, users, applications, allowed };
}

test('an organisation is a tenant with its users, and an application of each bound product', () => {
  const kit = openBound();
  authorize(kit.context, {
    do: 'authorize',
    instance: 'I1',
    action: 'add',
    users: [{ userName: 'zhangsan', name: '张三', orgCode: 'D0002', role: 'admin' }],
  });
  const [stored] = tenantsOf(kit.database, 'b1');
  const { tenant, users, applications, allowed } = read(kit);
  const { id, clientId, clientSecret } = { id: stored?.id ?? '', ...stored?.credentials.p1 };
  expect(tenant).toMatchObject({ id, code: 'org0001', name: '测试企业0001', domain: stored?.domain });
  expect(users.map(({ userName }) => userName)).toEqual(['user0001', 'user0002', 'zhangsan']);
  expect(users.at(-1)).toEqual({
    userName: 'zhangsan',
    name: '张三',
    role: 'admin',
    organizationCode: 'D0002',
    organizationName: '部门0002',
  });
  expect(applications).toEqual([
    {
      appId: appIdOf('p1'),
      clientId,
      clientSecret,
      loginAddress: 'https://org0001.saas.example.net/sso',
      casService: `https://saas.example.net/cas?tenant=${id}`,
      isAuthorized: expect.any(Function),
    },
  ]);
  expect(allowed).toEqual([['user0001', 'user0002', 'zhangsan']]);
});

test('withdrawn and disabled users are known, and not authorised; deleted ones are not known', () => {
  const kit = openBound();
  const change = (action: 'add' | 'update' | 'remove' | 'delete', userName: string, enable = true) =>
    authorize(kit.context, { do: 'authorize', instance: 'I1', action, users: [{ userName, enable }] });
  change('remove', 'user0001');
  expect(read(kit).allowed).toEqual([['user0002']]);
  change('update', 'user0002', false);
  expect(read(kit).allowed).toEqual([[]]);
  expect(read(kit).users).toHaveLength(2);
  change('add', 'user0001');
  change('delete', 'user0002');
  expect(read(kit).allowed).toEqual([['user0001']]);
  expect(read(kit).users).toHaveLength(1);
});

test('an application is there from the beginning of its binding to the end', () => {
  const kit = openKit('v2', addresses);
  const bindAgain = () => bind(kit.context, { do: 'bind', instance: 'I1', users: 1 });
  expect(read(kit).tenant).toBeUndefined();
  bindAgain();
  expect(read(kit).allowed).toEqual([[]]);
  kit.answer(() => 'given-up');
  expect(read(kit).applications).toHaveLength(1);
  bindAgain();
  kit.answer();
  expect(read(kit).allowed).toEqual([['user0001']]);
  unbind(kit.context, { do: 'unbind', instance: 'I1' });
  expect(read(kit).applications).toEqual([]);
  kit.answer();
  expect([read(kit).applications, read(kit).tenant?.code]).toEqual([[], 'org0001']);
  bindAgain();
  kit.answer();
  afterRelease(kit.context, instance(1));
  expect(read(kit).applications).toEqual([]);
});

test('the instances of a product are one application, and without addresses there is no login', () => {
  const kit = openBound();
  putInstance(kit.database, instance(2));
  putInstance(kit.database, instance(3, { product: 'p2' }));
  const { loginAddress, casCallback, ...plain } = {
    ...JSON.parse(String(kit.database.prepare('SELECT document FROM market_connections').get()?.document)),
    product: 'p2',
  };
  expect([loginAddress, casCallback]).toEqual(Object.values(addresses));
  putConnection(kit.database, plain, {});
  bind(kit.context, { do: 'bind', instance: 'I2', users: 1 });
  kit.answer();
  bind(kit.context, { do: 'bind', instance: 'I3' });
  kit.answer();
  const { applications, allowed } = read(kit);
  expect(applications.map(({ appId }) => appId)).toEqual([appIdOf('p1'), appIdOf('p2')]);
  expect(applications[1]).not.toHaveProperty('loginAddress');
  expect(applications[1]).not.toHaveProperty('casService');
  expect(allowed).toEqual([['user0001', 'user0002', 'user0003'], []]);
  unbind(kit.context, { do: 'unbind', instance: 'I1' });
  expect(read(kit).allowed[0]).toEqual(['user0003']);
  // A product that is disconnected has no address any more.
  kit.database.exec("DELETE FROM market_connections WHERE product = 'p1'");
  expect(read(kit).applications[0]).not.toHaveProperty('loginAddress');
});

test('a change is seen at once, and without one nothing is read again', () => {
  const kit = openBound();
  const directory = createDirectory(kit.database);
  const before = directory.tenants();
  expect(directory.tenants()).toBe(before);
  organization(kit.context, { do: 'organization', instance: 'I1', name: 'Renamed' });
  expect(directory.tenants().map(({ name }) => name)).toEqual(['Renamed']);
});
