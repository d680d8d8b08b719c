import { isObject, type JsonObject } from '../../../src/text/json.ts';
import { assertNested } from './base.ts';
import type { Act, Merchant } from './model.ts';
import { invalid, isDebugging, listOf, text } from './steps.ts';

const isRemoval = (values: JsonObject) => text(values, 'flag') === '0';

/** Tenants, applications, users and departments of joint products. */
export function kitActs(merchant: Merchant): Record<string, Act> {
  const { store, steps, io } = merchant;

  /** Whether there is a row; a debugging call is content if there was one. */
  function isKnown(table: Map<string, JsonObject>, key: string, values: JsonObject): boolean {
    return table.has(key) || (isDebugging({ values }) && store.debugged.has(key));
  }

  function save(table: Map<string, JsonObject>, key: string, row: JsonObject): void {
    table.set(key, row);
    if (isDebugging({ values: row })) store.debugged.add(key);
  }

  /** The tenant is synchronised before anything of it. */
  async function assertTenant(values: JsonObject): Promise<void> {
    const hasTenant = isKnown(store.tenants, steps.tenantKey(values), values);
    await io();
    if (!hasTenant) throw invalid('the tenant is unknown');
  }

  return {
    tenantSync: async ({ values }) => {
      const key = steps.tenantKey(values);
      const known = store.tenants.get(key);
      await io();
      if (isRemoval(values)) {
        store.tenants.delete(key);
        const isOfTenant = (row: JsonObject) => steps.tenantKey(row) === key;
        for (const table of [store.applications, store.users, store.departments])
          removeRows(table, isOfTenant);
        return {};
      }
      if (text(values, 'flag') === '2' && !isKnown(store.tenants, key, values))
        throw invalid('the tenant is unknown');
      save(store.tenants, key, { ...known, ...values });
      return {};
    },

    applicationSync: async ({ values }) => {
      const key = steps.applicationKey(values);
      if (isRemoval(values)) {
        await io();
        store.applications.delete(key);
        removeRows(store.users, (row) => steps.applicationKey(row) === key);
        return {};
      }
      await assertTenant(values);
      const clientSecret = steps.secret(text(values, 'clientSecret'));
      save(store.applications, key, { ...values, clientSecret });
      return {};
    },

    authSync: async (call) => {
      const { values } = call;
      const users = listOf(values.userList);
      if (users.length > 500) throw invalid('at most 500 users');
      for (const user of users) {
        const { extension = {} } = user;
        assertNested(merchant, call, 'user', { ...user, ...(isObject(extension) ? extension : {}) });
      }
      const isAdded = !['0', '3'].includes(text(values, 'flag'));
      if (isAdded && !isKnown(store.applications, steps.applicationKey(values), values)) {
        throw invalid('the application is unknown');
      }
      await io();
      for (const user of users) {
        const department = steps.departmentKey(values, text(user, 'orgCode'));
        if (isAdded && !isKnown(store.departments, department, values))
          throw invalid('the department is unknown');
      }
      const { userList: _users, ...common } = values;
      for (const user of users) {
        const key = steps.userKey(values, user);
        if (isAdded) store.users.set(key, { ...common, ...user });
        else store.users.delete(key);
      }
      return {};
    },

    singleOrgSync: async ({ values }) => {
      const key = steps.departmentKey(values, text(values, 'orgCode'));
      if (isRemoval(values)) {
        await io();
        store.departments.delete(key);
        return {};
      }
      await assertTenant(values);
      save(store.departments, key, values);
      return {};
    },

    allOrgSync: async (call) => {
      const { values } = call;
      const departments = listOf(values.orgInfo ?? values.orgInfoList);
      for (const department of departments) assertNested(merchant, call, 'department', department);
      await assertTenant(values);
      const tenant = steps.tenantKey(values);
      removeRows(store.departments, (row) => steps.tenantKey(row) === tenant);
      const { orgInfo: _v1, orgInfoList: _v2, ...common } = values;
      for (const department of departments) {
        const key = steps.departmentKey(values, text(department, 'orgCode'));
        save(store.departments, key, { ...common, ...department });
      }
      return {};
    },
  };
}

function removeRows(table: Map<string, JsonObject>, isRemoved: (row: JsonObject) => boolean): void {
  for (const [key, row] of table) if (isRemoved(row)) table.delete(key);
}
