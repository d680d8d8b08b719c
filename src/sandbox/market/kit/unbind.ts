import { type KitDepartment, kitFlags } from '../../../callback/delivery/kit-values.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import type { Context } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { connectionOf, findInstance } from '../model/records.ts';
import { type Scope, sendApplication, sendDepartment, sendTenant, sendUsers } from './calls.ts';
import { bindingOf, putBinding } from './model.ts';
import { knowsDepartments, notBound, noteKit, reached, scopeOf } from './scope.ts';

/**
 * Dissolves the organisation of an instance: users, departments and application are deleted at the merchant, and the
 * instance can be bound to another organisation.
 *
 * @throws KooError (usage) `UNKNOWN_INSTANCE`; (business) `NOT_BOUND`
 */
export function unbind(context: Context, command: CommandOf<'unbind'>): void {
  const instance = findInstance(context.database, command.instance);
  const binding = bindingOf(context.database, instance.key);
  if (!binding || binding.state === 'unbinding' || reached(binding) === 0) throw notBound(command.instance);
  const scope = scopeOf(context, binding);
  const { tenant } = scope;
  const authorized = new Set(binding.authorized);
  sendUsers(
    context,
    scope,
    tenant.users.filter(({ userName }) => authorized.has(userName)),
    kitFlags.delete,
  );
  if (knowsDepartments(binding)) {
    for (const department of bottomUp(tenant.departments))
      sendDepartment(context, scope, department, kitFlags.delete);
  }
  takeBack(context, scope, reached(binding));
  noteKit(
    context,
    scope,
    both('The instance is unbound from the organisation {name}', { name: tenant.name }),
  );
}

/**
 * Deletes application and tenant at the merchant, behind the release of the instance.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
 */
export function afterRelease(context: Context, { key, product }: Instance): void {
  const binding = bindingOf(context.database, key);
  if (!binding || binding.state === 'unbound') return;
  // A product that was connected again without the kit receives none of its calls.
  const hasKit = connectionOf(context.database, product).protocols.includes(binding.protocol);
  takeBack(context, scopeOf(context, binding), hasKit ? binding.done : 0);
}

/** Orders departments before their parents. */
function bottomUp(departments: readonly KitDepartment[]): KitDepartment[] {
  const byCode = new Map(departments.map((department) => [department.code, department]));
  const depth = ({ parent }: KitDepartment): number => {
    const above = byCode.get(parent);
    return above ? depth(above) + 1 : 0;
  };
  return [...departments].sort((a, b) => depth(b) - depth(a));
}

/** Deletes the application and the tenant, as far as they exist. */
function takeBack(context: Context, scope: Scope, done: number): void {
  const last = [
    ...(done > 1 ? [sendApplication(context, scope, kitFlags.delete)] : []),
    ...(done > 0 ? [sendTenant(context, scope, kitFlags.delete)] : []),
  ].at(-1);
  putBinding(context.database, {
    ...scope.binding,
    state: last === undefined ? 'unbound' : 'unbinding',
    call: last ?? 0,
    authorized: [],
  });
}
