import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import type { Mistake } from '../model.ts';
import { type Call, text } from '../wrap.ts';
import { knowing, type Past } from './past.ts';

const kit: readonly ProtocolId[] = ['v1-kit', 'v2-kit'];

/** The fields that identify what a kit call is about. */
const keys: Readonly<Record<string, readonly string[]>> = {
  tenantSync: ['instanceId', 'tenantId'],
  applicationSync: ['instanceId', 'tenantId', 'appId'],
  authSync: ['instanceId', 'tenantId', 'appId'],
  singleOrgSync: ['instanceId', 'tenantId', 'orgCode'],
};

function keyOf({ activity }: Call): readonly string[] {
  return keys[activity] ?? ['instanceId', 'tenantId'];
}

/** A call without its key is refused as usual. */
function isIncomplete(call: Call): boolean {
  return keyOf(call).some((field) => call.values[field] === undefined);
}

function flagOf({ values }: Call): string {
  return text(values, 'flag');
}

/** The users or departments of a call, in either form. */
function listOf({ values }: Call): readonly JsonObject[] {
  const list = values.userList ?? values.orgInfo ?? values.orgInfoList ?? [];
  const read: unknown = typeof list === 'string' ? JSON.parse(list) : list;
  return Array.isArray(read) ? read : [];
}

function userNames(call: Call): readonly string[] {
  return listOf(call).map((user) => text(user, 'userName'));
}

/** The names of all users of the application that were added and not deleted. */
function usersNow(call: Call, past: Past): ReadonlySet<string> {
  const users = new Set<string>();
  for (const one of past.like(call, keyOf(call))) {
    for (const name of userNames(one)) {
      if (flagOf(one) === '1' || flagOf(one) === '2') users.add(name);
      else users.delete(name);
    }
  }
  return users;
}

/** Refuses to add again what was deleted. */
function addedOnce(activity: string): Mistake['make'] {
  return knowing((call, past) =>
    call.activity === activity &&
    flagOf(call) === '1' &&
    past.like(call, keyOf(call)).some((one) => flagOf(one) === '0')
      ? 'refuse'
      : undefined,
  );
}

/** Refuses what another tenant or instance already has. */
function uniqueAcross(activity: string, unique: string): Mistake['make'] {
  return knowing((call, past) => {
    if (call.activity !== activity || flagOf(call) === '0' || isIncomplete(call)) return undefined;
    const others = past
      .like(call, [unique])
      .filter((one) => keyOf(call).some((field) => text(one.values, field) !== text(call.values, field)));
    return others.length > 0 ? 'refuse' : undefined;
  });
}

const deletedThings = [
  ['tenantSync', 'tenant', '租户'],
  ['applicationSync', 'application', '应用'],
  ['singleOrgSync', 'department', '部门'],
] as const;

/** Mistakes in what a server remembers of the organisations of its buyers. */
export const kitMutants: readonly Mistake[] = [
  ...deletedThings.map(
    ([activity, en, zh]): Mistake => ({
      id: `deleted-${en}-not-added`,
      title: { en: `rejects a ${en} that was deleted before`, zh: `拒绝再次新增已删除的${zh}` },
      protocols: kit,
      make: addedOnce(activity),
      caughtBy: 'EXPLORE-LIFE',
    }),
  ),
  {
    id: 'deleted-user-not-added',
    title: { en: 'rejects a user who was deleted before', zh: '拒绝再次授权已删除的用户' },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'authSync' || flagOf(call) !== '1') return undefined;
      const deleted = past
        .like(call, keyOf(call))
        .flatMap((one) => (flagOf(one) === '0' ? userNames(one) : []));
      return userNames(call).some((name) => deleted.includes(name)) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'cancelled-user-not-deleted',
    title: {
      en: 'rejects the deletion of a user whose authorisation was cancelled',
      zh: '取消授权后拒绝删除该用户',
    },
    protocols: ['v2-kit'],
    make: knowing((call, past) => {
      if (call.activity !== 'authSync' || flagOf(call) !== '0') return undefined;
      return flagOf(past.like(call, keyOf(call)).at(-1) ?? call) === '3' ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'tenant-of-one-instance',
    title: { en: 'binds a tenant to one instance only', zh: '一个租户只能绑定一个实例' },
    protocols: kit,
    make: uniqueAcross('tenantSync', 'tenantId'),
    caughtBy: 'TENANT-ADD',
  },
  {
    id: 'department-code-unique',
    title: { en: 'has department codes that are unique across tenants', zh: '部门编码跨租户唯一' },
    protocols: kit,
    make: uniqueAcross('singleOrgSync', 'orgCode'),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'application-id-unique',
    title: { en: 'has application ids that are unique across tenants', zh: '应用 ID 跨租户唯一' },
    protocols: kit,
    make: uniqueAcross('applicationSync', 'appId'),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'user-name-unique',
    title: { en: 'has user names that are unique across tenants', zh: '用户名跨租户唯一' },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'authSync' || flagOf(call) !== '1' || isIncomplete(call)) return undefined;
      const others = past
        .like(call, [])
        .filter((one) => text(one.values, 'tenantId') !== text(call.values, 'tenantId'));
      const taken = new Set(others.flatMap(userNames));
      return userNames(call).some((name) => taken.has(name)) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'users-inserted-at-once',
    title: {
      en: 'inserts a list of users at once, and fails if some of them exist',
      zh: '批量插入用户，其中有人已存在时整批失败',
    },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'authSync' || flagOf(call) !== '1') return undefined;
      const now = usersNow(call, past);
      const known = userNames(call).filter((name) => now.has(name)).length;
      return known > 0 && known < userNames(call).length ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'users-deleted-at-once',
    title: {
      en: 'deletes a list of users only if all of them exist',
      zh: '批量删除用户时要求全部存在',
    },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'authSync' || flagOf(call) !== '0') return undefined;
      const now = usersNow(call, past);
      const known = userNames(call).filter((name) => now.has(name)).length;
      return known > 0 && known < userNames(call).length ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'second-user-refused',
    title: { en: 'authorises one user for each application', zh: '每个应用只能授权一个用户' },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'authSync' || flagOf(call) !== '1') return undefined;
      const now = usersNow(call, past);
      return now.size > 0 && userNames(call).some((name) => !now.has(name)) ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'tenant-takes-users-along',
    title: {
      en: 'deletes the users with the tenant, and rejects their deletion afterwards',
      zh: '删除租户时连带删除用户，随后拒绝删除这些用户',
    },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'authSync' || flagOf(call) !== '0') return undefined;
      const tenant = past.like({ ...call, activity: 'tenantSync' }, ['instanceId', 'tenantId']).at(-1);
      return tenant && flagOf(tenant) === '0' ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'tenant-takes-application-along',
    title: {
      en: 'deletes the application with the tenant, and rejects its deletion afterwards',
      zh: '删除租户时连带删除应用，随后拒绝删除该应用',
    },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'applicationSync' || flagOf(call) !== '0') return undefined;
      const tenant = past.like({ ...call, activity: 'tenantSync' }, ['instanceId', 'tenantId']).at(-1);
      return tenant && flagOf(tenant) === '0' ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'parent-takes-departments-along',
    title: {
      en: 'deletes the departments below a deleted one, and rejects their deletion afterwards',
      zh: '删除上级部门时连带删除下级部门，随后拒绝删除下级部门',
    },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'singleOrgSync' || flagOf(call) !== '0') return undefined;
      const organisation = past.like(call, ['instanceId', 'tenantId']);
      const own = organisation.findLast(({ values }) => values.orgCode === call.values.orgCode);
      const parent = own && text(own.values, 'parentCode');
      const above = parent && organisation.findLast(({ values }) => values.orgCode === parent);
      return above && flagOf(above) === '0' && own && flagOf(own) !== '0' ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'full-list-forgets-departments',
    title: {
      en: 'rejects the deletion of a department that allOrgSync no longer lists',
      zh: '拒绝删除 allOrgSync 中已不存在的部门',
    },
    protocols: kit,
    make: knowing((call, past) => {
      if (call.activity !== 'singleOrgSync' || flagOf(call) !== '0') return undefined;
      const full = past.like({ ...call, activity: 'allOrgSync' }, ['instanceId', 'tenantId']).at(-1);
      if (!full) return undefined;
      return listOf(full).some(({ orgCode }) => orgCode === call.values.orgCode) ? undefined : 'refuse';
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'full-list-once',
    title: {
      en: 'rejects allOrgSync once departments were changed one by one',
      zh: '部门增量变更后拒绝 allOrgSync',
    },
    protocols: kit,
    make: knowing((call, past) =>
      call.activity === 'allOrgSync' &&
      past
        .like({ ...call, activity: 'singleOrgSync' }, ['instanceId', 'tenantId'])
        .some((one) => flagOf(one) === '2')
        ? 'refuse'
        : undefined,
    ),
    caughtBy: 'EXPLORE-LIFE',
  },
  {
    id: 'secret-fixed',
    title: {
      en: 'rejects another clientSecret for a known application',
      zh: '拒绝更新已有应用的 clientSecret',
    },
    protocols: ['v2-kit'],
    make: knowing((call, past) => {
      if (call.activity !== 'applicationSync' || flagOf(call) === '0') return undefined;
      const known = past.like(call, keyOf(call)).findLast((one) => flagOf(one) === '1');
      return known && known.values.clientId !== call.values.clientId ? 'refuse' : undefined;
    }),
    caughtBy: 'EXPLORE-LIFE',
  },
];
