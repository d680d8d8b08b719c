import type { KitDepartment, KitUser } from '../../../callback/delivery/kit-values.ts';
import { both } from '../../../text/translate.ts';
import { sql } from '../../state/database.ts';
import type { Context } from '../model/context.ts';
import { refusal } from '../rules/refusals.ts';
import type { Tenant } from './model.ts';

/** Creates an organisation with a top department and the others below it. */
export function madeUpTenant(
  context: Context,
  {
    buyer,
    name,
    departments,
  }: { readonly buyer: string; readonly name?: string; readonly departments: number },
): Tenant {
  const tenants = sql(context.database)`SELECT count(*) AS n FROM market_tenants`.get();
  const number = Number(tenants?.n) + 1;
  const code = `org${padded(number)}`;
  return {
    id: context.hex(`tenant ${number}`),
    number,
    buyer,
    code,
    name: name ?? `测试企业${padded(number)}`,
    domain: context.login?.domainFor() ?? `https://${code}.example.com`,
    departments: Array.from({ length: departments }, (_, index) => madeUpDepartment(index + 1)),
    users: [],
    credentials: {},
    madeUp: 0,
  };
}

/** Whether a login domain is made up, so that nothing listens there. */
export function isMadeUpDomain(domain: string): boolean {
  return /^https:\/\/org\d{4,}\.example\.com$/.test(domain);
}

function madeUpDepartment(number: number): KitDepartment {
  const code = departmentCode(number);
  return number === 1
    ? { code, name: '总部', parent: '' }
    : { code, name: `部门${padded(number)}`, parent: departmentCode(1) };
}

function departmentCode(number: number): string {
  return `D${padded(number)}`;
}

/** Adds users to an organisation, distributed over its departments; returns the new ones as well. */
export function withMadeUpUsers(
  tenant: Tenant,
  count: number,
): { readonly tenant: Tenant; readonly users: readonly KitUser[] } {
  const users = Array.from({ length: count }, (_, index) => {
    const number = tenant.madeUp + index + 1;
    return newUser(tenant, { userName: `user${padded(number)}`, name: `用户${padded(number)}` }, number - 1);
  });
  const known = new Set(tenant.users.map(({ userName }) => userName));
  const added = users.filter(({ userName }) => !known.has(userName));
  const all = { ...tenant, users: [...tenant.users, ...added], madeUp: tenant.madeUp + count };
  if (added.length === count) return { tenant: all, users };
  // A user with such a name was added by hand.
  const rest = withMadeUpUsers(all, count - added.length);
  return { tenant: rest.tenant, users: [...added, ...rest.users] };
}

/**
 * Completes the facts of a user.
 *
 * @param index chooses the department
 * @throws KooError (business, `NO_DEPARTMENT`)
 */
export function newUser(
  { departments, name }: Tenant,
  given: Pick<KitUser, 'userName'> & Partial<KitUser>,
  index = 0,
): KitUser {
  const department = departments[index % departments.length];
  if (!department) {
    throw refusal(
      'NO_DEPARTMENT',
      both('The organisation {name} has no department for its users', { name }),
      both('Add a department with `koo sandbox organization`.'),
    );
  }
  return { name: given.userName, orgCode: department.code, role: 'user', enable: true, ...given };
}

function padded(number: number): string {
  return String(number).padStart(4, '0');
}
