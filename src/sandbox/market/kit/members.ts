import { type KitUser, kitFlags } from '../../../callback/delivery/kit-values.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import type { Context } from '../model/context.ts';
import { findInstance } from '../model/records.ts';
import { refusal } from '../rules/refusals.ts';
import { type Scope, sendUsers } from './calls.ts';
import { newUser, withMadeUpUsers } from './made-up.ts';
import { bindingOf, bindingsOf, putBinding, putTenant, type Tenant } from './model.ts';
import { notBound, noteKit, scopeOf } from './scope.ts';

type Authorize = CommandOf<'authorize'>;

/**
 * Authorises users, changes them, revokes their authorisation or deletes them. Changes of a user are sent to all
 * applications that the user may use.
 *
 * @throws KooError (usage) `UNKNOWN_INSTANCE`, `NO_USERS`, `INVALID_VALUE`; (business) `NOT_BOUND`, `UNKNOWN_USER`,
 *   `UNKNOWN_DEPARTMENT`, `NO_DEPARTMENT`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649435.html
 */
export function authorize(context: Context, command: Authorize): void {
  const instance = findInstance(context.database, command.instance);
  const binding = bindingOf(context.database, instance.key);
  if (binding?.state !== 'bound') throw notBound(command.instance);
  acts[command.action](context, scopeOf(context, binding), command);
}

type Act = (context: Context, scope: Scope, command: Authorize) => void;

const acts: Readonly<Record<Authorize['action'], Act>> = {
  add(context, scope, command) {
    const { tenant, users } = command.users
      ? withGivenUsers(scope.tenant, command.users)
      : withMoreUsers(scope, command.count ?? 1);
    const { authorized } = scope.binding;
    const names = users.map(({ userName }) => userName);
    const binding = { ...scope.binding, authorized: [...new Set([...authorized, ...names])] };
    putTenant(context.database, tenant);
    putBinding(context.database, binding);
    const changed = { ...scope, tenant, binding };
    noteKit(
      context,
      changed,
      both('{count, plural, one {# user is} other {# users are}} authorised', counted(users)),
    );
    sendUsers(context, changed, users, kitFlags.add);
  },
  update(context, scope, command) {
    const named = namedUsers(scope, command);
    const { tenant, users } = withGivenUsers(scope.tenant, command.users ?? []);
    putTenant(context.database, tenant);
    noteKit(
      context,
      scope,
      both('{count, plural, one {# user is} other {# users are}} changed', counted(named)),
    );
    for (const other of boundScopes(context, tenant))
      sendUsers(context, other, authorizedOf(other, users), kitFlags.modify);
  },
  remove(context, scope, command) {
    const users = namedUsers(scope, command);
    const binding = { ...scope.binding, authorized: without(scope.binding.authorized, users) };
    putBinding(context.database, binding);
    noteKit(
      context,
      scope,
      both(
        'The authorisation of {count, plural, one {# user is} other {# users is}} taken back',
        counted(users),
      ),
    );
    // V1 has no flag of its own for it.
    sendUsers(context, scope, users, scope.binding.protocol === 'v2-kit' ? kitFlags.cancel : kitFlags.delete);
  },
  delete(context, scope, command) {
    const users = namedUsers(scope, command);
    const names = new Set(users.map(({ userName }) => userName));
    const tenant = {
      ...scope.tenant,
      users: scope.tenant.users.filter(({ userName }) => !names.has(userName)),
    };
    noteKit(
      context,
      scope,
      both('{count, plural, one {# user is} other {# users are}} deleted', counted(users)),
    );
    for (const other of boundScopes(context, tenant)) {
      sendUsers(context, other, authorizedOf(other, users), kitFlags.delete);
      putBinding(context.database, {
        ...other.binding,
        authorized: without(other.binding.authorized, users),
      });
    }
    putTenant(context.database, tenant);
  },
};

/** Returns users who are not authorised yet, then new ones. */
function withMoreUsers(
  { tenant, binding }: Scope,
  count: number,
): { readonly tenant: Tenant; readonly users: readonly KitUser[] } {
  const authorized = new Set(binding.authorized);
  const waiting = tenant.users.filter(({ userName }) => !authorized.has(userName)).slice(0, count);
  const more = withMadeUpUsers(tenant, count - waiting.length);
  return { tenant: more.tenant, users: [...waiting, ...more.users] };
}

function withGivenUsers(
  tenant: Tenant,
  given: NonNullable<Authorize['users']>,
): { readonly tenant: Tenant; readonly users: readonly KitUser[] } {
  const known = new Map(tenant.users.map((user) => [user.userName, user]));
  for (const user of given)
    known.set(user.userName, { ...(known.get(user.userName) ?? newUser(tenant, user)), ...user });
  const users = [...new Set(given.map(({ userName }) => userName))].flatMap((name) => known.get(name) ?? []);
  for (const { orgCode } of users) assertDepartment(tenant, orgCode);
  return { tenant: { ...tenant, users: [...known.values()] }, users };
}

/** Returns the authorised users that a command names, or the latest ones. */
function namedUsers(scope: Scope, { users: given, count, action }: Authorize): readonly KitUser[] {
  const all = authorizedOf(scope, scope.tenant.users);
  if (given) {
    const byName = new Map(all.map((user) => [user.userName, user]));
    return [...new Set(given.map(({ userName }) => userName))].map((name) => {
      const user = byName.get(name);
      if (user) return user;
      throw refusal(
        'UNKNOWN_USER',
        both('The user {name} is not authorised', { name }),
        both('Authorise the user first: koo sandbox authorize'),
      );
    });
  }
  if (count === undefined || action === 'update')
    throw refusal('NO_USERS', both('No users are named'), both('Name the users.'));
  if (count <= all.length) return all.slice(-count);
  throw refusal(
    'UNKNOWN_USER',
    both('Only {count, plural, one {# user is} other {# users are}} authorised', counted(all)),
    both('Name fewer of them.'),
  );
}

function authorizedOf({ binding }: Scope, users: readonly KitUser[]): KitUser[] {
  const authorized = new Set(binding.authorized);
  return users.filter(({ userName }) => authorized.has(userName));
}

function boundScopes(context: Context, tenant: Tenant): Scope[] {
  return bindingsOf(context.database, tenant.id)
    .filter(({ state }) => state === 'bound')
    .map((binding) => ({ ...scopeOf(context, binding), tenant }));
}

function without(names: readonly string[], users: readonly KitUser[]): string[] {
  const gone = new Set(users.map(({ userName }) => userName));
  return names.filter((name) => !gone.has(name));
}

/** @throws KooError (business, `UNKNOWN_DEPARTMENT`) */
export function assertDepartment({ departments, name }: Tenant, code: string): void {
  if (departments.some((department) => department.code === code)) return;
  throw refusal(
    'UNKNOWN_DEPARTMENT',
    both('The organisation {name} has no department {code}', { name, code }),
    both('Its departments: {codes}', {
      codes: departments.slice(0, 20).map((department) => department.code),
    }),
  );
}

function counted(users: readonly KitUser[]): { readonly count: number } {
  return { count: users.length };
}
