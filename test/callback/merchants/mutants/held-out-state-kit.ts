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
    'v2-kit',
    'application-marked-deleted',
    'An application cannot be added again, since its row is only marked as deleted',
    (m) => marksDeleted(m, 'applicationSync', ({ values }) => m.steps.applicationKey(values)),
  ),
  state(
    'v2-kit',
    'department-marked-deleted',
    'A department cannot be added again, since its row is only marked as deleted',
    (m) =>
      marksDeleted(m, 'singleOrgSync', ({ values }) =>
        m.steps.departmentKey(values, text(values, 'orgCode')),
      ),
  ),
  state(
    'v1-kit',
    'application-deletion-repeated-refused',
    'A repeated deletion of an application is refused',
    (m) => insists(m, 'applicationSync', '0', ({ values }) => m.steps.applicationKey(values)),
  ),
  state(
    'v1-kit',
    'department-deletion-repeated-refused',
    'A repeated deletion of a department is refused',
    (m) =>
      before(m, 'singleOrgSync', ({ values }) => {
        const key = m.steps.departmentKey(values, text(values, 'orgCode'));
        if (text(values, 'flag') === '0' && !m.store.departments.has(key)) refuse();
      }),
  ),
  state('v2-kit', 'application-twice-refused', 'A repeated addition of an application is refused', (m) =>
    insists(m, 'applicationSync', '1', ({ values }) => m.steps.applicationKey(values)),
  ),
  state('v1-kit', 'user-twice-refused', 'A repeated addition of a user violates a unique key', (m) =>
    before(m, 'authSync', ({ values }) => {
      if (text(values, 'flag') !== '1') return;
      if (listOf(values.userList).some((user) => m.store.users.has(m.steps.userKey(values, user)))) crash();
    }),
  ),
  state(
    'v2-kit',
    'user-of-other-application',
    'A user of a tenant cannot be authorised for a second application',
    (m) => {
      const applications = new Map<string, string>();
      before(m, 'authSync', ({ values }) => {
        for (const user of listOf(values.userList)) {
          const key = JSON.stringify([m.steps.tenantKey(values), text(user, 'userName')]);
          const application = applications.get(key) ?? text(values, 'appId');
          if (application !== text(values, 'appId')) crash();
          applications.set(key, application);
        }
      });
    },
  ),
  state('v1-kit', 'full-list-of-other-tenant', 'The full lists of two tenants cannot share a code', (m) => {
    const tenants = new Map<string, string>();
    before(m, 'allOrgSync', ({ values }) => {
      for (const department of listOf(values.orgInfo)) {
        const tenant = tenants.get(text(department, 'orgCode')) ?? text(values, 'tenantId');
        if (tenant !== text(values, 'tenantId')) crash();
        tenants.set(text(department, 'orgCode'), tenant);
      }
    });
  }),
  state('v2-kit', 'second-instance-of-tenant', 'A tenant cannot be bound to a second instance', (m) => {
    const instances = new Map<string, string>();
    before(m, 'tenantSync', ({ values }) => {
      const instance = instances.get(text(values, 'tenantId')) ?? text(values, 'instanceId');
      if (instance !== text(values, 'instanceId')) crash();
      instances.set(text(values, 'tenantId'), instance);
    });
  }),
  state(
    'v1-kit',
    'instance-bound-once',
    'An instance cannot be bound to another tenant after it was unbound',
    (m) => {
      const tenants = new Map<string, string>();
      before(m, 'tenantSync', ({ values }) => {
        const id = text(values, 'instanceId');
        const tenant = tenants.get(id) ?? text(values, 'tenantId');
        if (id && tenant !== text(values, 'tenantId')) crash();
        tenants.set(id, tenant);
      });
    },
  ),
  state(
    'v1-kit',
    'unbinding-clears-all-departments',
    'The deletion of a tenant deletes the departments of all',
    (m) => after(m, 'tenantSync', (call) => flag(call) === '0' && forget(m, 'departments')),
  ),
  state(
    'v2-kit',
    'full-list-clears-all-tenants',
    'The full list of a tenant deletes the departments of all others',
    (m) =>
      around(m, 'allOrgSync', async (call, next) => {
        forget(m, 'departments');
        return next(call);
      }),
  ),
  state('v2-kit', 'application-deletion-unbinds', 'The deletion of an application deletes its tenant', (m) =>
    after(m, 'applicationSync', (call) => {
      if (flag(call) === '0')
        forget(m, 'tenants', (row) => m.steps.tenantKey(row) === m.steps.tenantKey(call.values));
    }),
  ),
  state(
    'v1-kit',
    'full-list-only-once',
    'A second full list violates a unique key, since the rows of the first are not deleted',
    (m) =>
      before(m, 'allOrgSync', ({ values }) => {
        for (const department of listOf(values.orgInfo)) {
          if (m.store.departments.has(m.steps.departmentKey(values, text(department, 'orgCode')))) crash();
        }
      }),
  ),
  state('v1-kit', 'single-after-full-list', 'A department of the full list cannot be changed alone', (m) => {
    const listed = new Set<string>();
    after(m, 'allOrgSync', ({ values }) => {
      for (const department of listOf(values.orgInfo)) {
        listed.add(m.steps.departmentKey(values, text(department, 'orgCode')));
      }
    });
    before(m, 'singleOrgSync', (call) => {
      if (flag(call) !== '0' && listed.has(m.steps.departmentKey(call.values, field(call, 'orgCode'))))
        refuse();
    });
  }),
  state(
    'v2-kit',
    'full-list-with-users-refused',
    'The full list is refused as soon as a department has users',
    (m) =>
      before(m, 'allOrgSync', ({ values }) => {
        const tenant = m.steps.tenantKey(values);
        if ([...m.store.users.values()].some((user) => m.steps.tenantKey(user) === tenant)) crash();
      }),
  ),
  state('v2-kit', 'tenant-with-applications-stays', 'A tenant that has applications cannot be deleted', (m) =>
    before(m, 'tenantSync', (call) => {
      const tenant = m.steps.tenantKey(call.values);
      const rows = [...m.store.applications.values()];
      if (flag(call) === '0' && rows.some((row) => m.steps.tenantKey(row) === tenant)) crash();
    }),
  ),
  state(
    'v2-kit',
    'cancelled-cannot-be-added',
    'A user whose authorisation was taken back cannot be authorised again',
    (m) => {
      const cancelled = new Set<string>();
      before(m, 'authSync', (call) => {
        for (const user of listOf(call.values.userList)) {
          const key = m.steps.userKey(call.values, user);
          if (flag(call) === '3') cancelled.add(key);
          else if (flag(call) === '1' && cancelled.has(key)) crash();
        }
      });
    },
  ),
  state(
    'v2-kit',
    'cancelled-cannot-be-deleted',
    'A user whose authorisation was taken back cannot be deleted',
    (m) => {
      const cancelled = new Set<string>();
      before(m, 'authSync', (call) => {
        for (const user of listOf(call.values.userList)) {
          const key = m.steps.userKey(call.values, user);
          if (flag(call) === '3') cancelled.add(key);
          else if (flag(call) === '0' && cancelled.has(key)) refuse();
        }
      });
    },
  ),
  state(
    'v2-kit',
    'last-administrator-stays',
    'The last administrator of an application cannot become a user',
    (m) => {
      const administrators = new Map<string, string>();
      before(m, 'authSync', (call) => {
        for (const user of listOf(call.values.userList)) {
          const application = m.steps.applicationKey(call.values);
          const name = text(user, 'userName');
          if (text(user, 'role') === 'admin') administrators.set(application, name);
          else if (administrators.get(application) === name) refuse();
        }
      });
    },
  ),
  state(
    'v2-kit',
    'modified-tenant-loses-applications',
    'The change of a tenant replaces its row, and deletes what belongs to it',
    (m) =>
      after(m, 'tenantSync', (call) => {
        const isOwn = (row: JsonObject) => m.steps.tenantKey(row) === m.steps.tenantKey(call.values);
        if (flag(call) === '2') forget(m, 'applications', isOwn);
      }),
  ),
  state(
    'v2-kit',
    'modified-application-loses-tenant',
    'The change of an application moves it to a tenant that is not there',
    (m) =>
      after(m, 'applicationSync', (call) => {
        if (flag(call) === '2')
          forget(
            m,
            'applications',
            (row) => m.steps.applicationKey(row) === m.steps.applicationKey(call.values),
          );
      }),
  ),
  state(
    'v2-kit',
    'roots-are-one',
    'The full list is refused if it has two departments of the top level',
    (m) =>
      before(m, 'allOrgSync', ({ values }) => {
        if (listOf(values.orgInfoList).filter((row) => !text(row, 'parentCode')).length > 1) refuse();
      }),
  ),
  state(
    'v2-kit',
    'tenant-deleted-with-instance',
    'The deletion of an application is refused once its tenant is deleted',
    (m) =>
      before(m, 'applicationSync authSync singleOrgSync', (call) => {
        if (flag(call) === '0' && !m.store.tenants.has(m.steps.tenantKey(call.values))) refuse();
      }),
  ),
  state(
    'v2-kit',
    'new-department-not-known-to-users',
    'Users can be in departments of the full list only',
    (m) => {
      const listed = new Set<string>();
      after(m, 'allOrgSync', ({ values }) => {
        for (const department of listOf(values.orgInfoList)) {
          listed.add(m.steps.departmentKey(values, text(department, 'orgCode')));
        }
      });
      before(m, 'authSync', (call) => {
        if (!['1', '2'].includes(flag(call))) return;
        for (const user of listOf(call.values.userList)) {
          const key = m.steps.departmentKey(call.values, text(user, 'orgCode'));
          if (!listed.has(key) && m.store.departments.has(key)) refuse();
        }
      });
    },
  ),
];
