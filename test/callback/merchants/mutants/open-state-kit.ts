import type { JsonObject } from '../../../../src/text/json.ts';
import type { Mutant } from '../model.ts';
import { listOf, text } from '../steps.ts';
import {
  after,
  around,
  before,
  crash,
  field,
  flag,
  forget,
  insists,
  marksDeleted,
  refuse,
  state,
} from './hooks.ts';

export const stateKitMutants: readonly Mutant[] = [
  state(
    'v1-kit',
    'tenant-marked-deleted',
    'A tenant cannot be added again, since its row is only marked as deleted',
    (m) => marksDeleted(m, 'tenantSync', ({ values }) => m.steps.tenantKey(values)),
  ),
  state(
    'v1-kit',
    'user-marked-deleted',
    'A user cannot be added again, since the row is only marked as deleted',
    (m) =>
      marksDeleted(m, 'authSync', ({ values }) =>
        JSON.stringify([
          m.steps.applicationKey(values),
          listOf(values.userList).map(({ userName }) => userName ?? ''),
        ]),
      ),
  ),
  state('v2-kit', 'tenant-deletion-repeated-refused', 'A repeated deletion of a tenant is refused', (m) =>
    insists(m, 'tenantSync', '0', ({ values }) => m.steps.tenantKey(values)),
  ),
  state(
    'v2-kit',
    'user-deletion-repeated-refused',
    'The deletion of a user that is not there is refused',
    (m) =>
      insists(m, 'authSync', '0', ({ values }) =>
        JSON.stringify([
          m.steps.applicationKey(values),
          listOf(values.userList).map(({ userName }) => userName ?? ''),
        ]),
      ),
  ),
  state('v1-kit', 'tenant-twice-refused', 'A repeated addition of a tenant is refused', (m) =>
    insists(m, 'tenantSync', '1', ({ values }) => m.steps.tenantKey(values)),
  ),
  state('v2-kit', 'department-twice-refused', 'A repeated addition of a department is refused', (m) =>
    insists(m, 'singleOrgSync', '1', ({ values }) => m.steps.departmentKey(values, text(values, 'orgCode'))),
  ),
  state('v1-kit', 'user-of-other-tenant', 'Two tenants cannot have users of the same name', (m) => {
    const tenants = new Map<string, string>();
    before(m, 'authSync', ({ values }) => {
      for (const user of listOf(values.userList)) {
        const tenant = tenants.get(text(user, 'userName')) ?? text(values, 'tenantId');
        if (tenant !== text(values, 'tenantId')) crash();
        tenants.set(text(user, 'userName'), tenant);
      }
    });
  }),
  state(
    'v2-kit',
    'department-of-other-tenant',
    'Two tenants cannot have departments of the same code',
    (m) => {
      const tenants = new Map<string, string>();
      before(m, 'singleOrgSync', ({ values }) => {
        const tenant = tenants.get(text(values, 'orgCode')) ?? text(values, 'tenantId');
        if (tenant !== text(values, 'tenantId')) crash();
        tenants.set(text(values, 'orgCode'), tenant);
      });
    },
  ),
  state('v1-kit', 'application-of-other-tenant', 'Two tenants cannot have the same application', (m) => {
    const tenants = new Map<string, string>();
    before(m, 'applicationSync', ({ values }) => {
      const tenant = tenants.get(text(values, 'appId')) ?? text(values, 'tenantId');
      if (tenant !== text(values, 'tenantId')) crash();
      tenants.set(text(values, 'appId'), tenant);
    });
  }),
  state('v2-kit', 'tenant-code-unique', 'Two instances of a company cannot share its tenant code', (m) => {
    const keys = new Map<string, string>();
    before(m, 'tenantSync', ({ values }) => {
      const key = keys.get(text(values, 'tenantCode')) ?? m.steps.tenantKey(values);
      if (key !== m.steps.tenantKey(values) && text(values, 'flag') === '1') crash();
      keys.set(text(values, 'tenantCode'), key);
    });
  }),
  state(
    'v1-kit',
    'one-tenant-without-instance',
    'A second tenant without an instance violates the key of the empty id',
    (m) => {
      const tenants: string[] = [];
      before(m, 'tenantSync', ({ values }) => {
        if (text(values, 'instanceId') || text(values, 'flag') !== '1') return;
        tenants.push(text(values, 'tenantId'));
        if (tenants[0] !== text(values, 'tenantId')) crash();
      });
    },
  ),
  state(
    'v2-kit',
    'unbinding-clears-all-applications',
    'The deletion of a tenant deletes the applications of all',
    (m) => after(m, 'tenantSync', (call) => flag(call) === '0' && forget(m, 'applications')),
  ),
  state(
    'v1-kit',
    'department-deleted-for-all-tenants',
    'The deletion of a department deletes those of the same code',
    (m) =>
      after(m, 'singleOrgSync', (call) => {
        if (flag(call) === '0')
          forget(m, 'departments', (row) => text(row, 'orgCode') === field(call, 'orgCode'));
      }),
  ),
  state(
    'v1-kit',
    'application-deleted-for-all-tenants',
    'The deletion of an application deletes that of all tenants',
    (m) =>
      after(m, 'applicationSync', (call) => {
        if (flag(call) === '0')
          forget(m, 'applications', (row) => text(row, 'appId') === field(call, 'appId'));
      }),
  ),
  state(
    'v2-kit',
    'full-list-after-single',
    'The full list cannot hold a department that was added alone',
    (m) => {
      const alone = new Set<string>();
      after(m, 'singleOrgSync', ({ values }) =>
        alone.add(m.steps.departmentKey(values, text(values, 'orgCode'))),
      );
      before(m, 'allOrgSync', ({ values }) => {
        for (const department of listOf(values.orgInfoList)) {
          if (alone.has(m.steps.departmentKey(values, text(department, 'orgCode')))) crash();
        }
      });
    },
  ),
  state(
    'v2-kit',
    'left-out-cannot-return',
    'A department that a full list left out cannot be added again',
    (m) => {
      const gone = new Set<string>();
      around(m, 'allOrgSync', async (call, next) => {
        const present = [...m.store.departments.keys()];
        const result = await next(call);
        for (const key of present) if (!m.store.departments.has(key)) gone.add(key);
        return result;
      });
      before(m, 'singleOrgSync', (call) => {
        if (flag(call) === '1' && gone.has(m.steps.departmentKey(call.values, field(call, 'orgCode'))))
          crash();
      });
    },
  ),
  state('v1-kit', 'department-with-users-stays', 'A department that has users cannot be deleted', (m) =>
    before(m, 'singleOrgSync', (call) => {
      if (flag(call) !== '0') return;
      const users = [...m.store.users.values()];
      const isOwn = (user: JsonObject) => m.steps.tenantKey(user) === m.steps.tenantKey(call.values);
      if (users.some((user) => isOwn(user) && text(user, 'orgCode') === field(call, 'orgCode'))) crash();
    }),
  ),
  state('v1-kit', 'application-with-users-stays', 'An application that has users cannot be deleted', (m) =>
    before(m, 'applicationSync', (call) => {
      const key = m.steps.applicationKey(call.values);
      const users = [...m.store.users.values()];
      if (flag(call) === '0' && users.some((user) => m.steps.applicationKey(user) === key)) crash();
    }),
  ),
  state(
    'v2-kit',
    'cancelled-twice-refused',
    'An authorisation that was taken back cannot be taken back again',
    (m) => {
      const cancelled = new Set<string>();
      before(m, 'authSync', (call) => {
        for (const user of listOf(call.values.userList)) {
          const key = m.steps.userKey(call.values, user);
          if (flag(call) !== '3') cancelled.delete(key);
          else if (cancelled.has(key)) refuse();
          else cancelled.add(key);
        }
      });
    },
  ),
  state('v1-kit', 'disabled-cannot-be-enabled', 'A user who was disabled cannot be enabled again', (m) => {
    const disabled = new Set<string>();
    before(m, 'authSync', ({ values }) => {
      for (const user of listOf(values.userList)) {
        const key = m.steps.userKey(values, user);
        if (text(user, 'enable') === 'false') disabled.add(key);
        else if (disabled.has(key)) refuse();
      }
    });
  }),
  state(
    'v1-kit',
    'user-moves-department',
    'A user who moves to another department violates a unique key',
    (m) => {
      const departments = new Map<string, string>();
      before(m, 'authSync', (call) => {
        for (const user of listOf(call.values.userList)) {
          const key = m.steps.userKey(call.values, user);
          const department = departments.get(key) ?? text(user, 'orgCode');
          if (department !== text(user, 'orgCode')) crash();
          departments.set(key, department);
        }
      });
    },
  ),
  state(
    'v1-kit',
    'repeated-tenant-loses-departments',
    'A repeated addition of a tenant replaces its row, and deletes its departments',
    (m) =>
      before(m, 'tenantSync', (call) => {
        const isOwn = (row: JsonObject) => m.steps.tenantKey(row) === m.steps.tenantKey(call.values);
        if (m.store.tenants.has(m.steps.tenantKey(call.values))) forget(m, 'departments', isOwn);
      }),
  ),
  state(
    'v1-kit',
    'parents-before-children',
    'The full list is refused if a child comes before its parent',
    (m) =>
      before(m, 'allOrgSync', ({ values }) => {
        const seen = new Set<string>();
        for (const department of listOf(values.orgInfo)) {
          const parent = text(department, 'parentCode');
          if (parent && !seen.has(parent)) refuse();
          seen.add(text(department, 'orgCode'));
        }
      }),
  ),
  state('v1-kit', 'department-moves-up', 'A department cannot become one of the top level', (m) => {
    const parents = new Map<string, string>();
    before(m, 'singleOrgSync', (call) => {
      const key = m.steps.departmentKey(call.values, field(call, 'orgCode'));
      if (flag(call) === '2' && parents.get(key) && field(call, 'parentCode') === '') crash();
      if (flag(call) !== '0') parents.set(key, field(call, 'parentCode'));
    });
  }),
  state(
    'v1-kit',
    'half-of-a-list-stays',
    'A list of users with one mistake leaves the others behind, and its repetition fails',
    (m) => {
      const present = new Set<string>();
      around(m, 'authSync', async (call, next) => {
        const keys = listOf(call.values.userList).map((user) => m.steps.userKey(call.values, user));
        if (flag(call) === '1' && keys.some((key) => present.has(key))) crash();
        try {
          return await next(call);
        } catch (error) {
          for (const key of keys) present.add(key);
          throw error;
        }
      });
    },
  ),
];
