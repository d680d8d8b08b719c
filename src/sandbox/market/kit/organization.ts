import { type KitDepartment, type KitFlag, kitFlags } from '../../../callback/delivery/kit-values.ts';
import { usageError } from '../../../errors/koo-error.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import type { Context } from '../model/context.ts';
import { findInstance } from '../model/records.ts';
import { refusal } from '../rules/refusals.ts';
import { sendDepartment, sendTenant } from './calls.ts';
import { assertDepartment } from './members.ts';
import { bindingOf, bindingsOf, putTenant, type Tenant, tenantOf } from './model.ts';
import { knowsDepartments, notBound, noteKit, reached, scopeOf } from './scope.ts';

type Change = CommandOf<'organization'>;

interface ChangedDepartment {
  readonly department: KitDepartment;
  readonly flag: KitFlag;
}

/**
 * Changes the name, login domain or departments of the organisation of an instance. All applications bound to it
 * receive the changes; V1 has no call for the name.
 *
 * @throws KooError (usage) `UNKNOWN_INSTANCE`, `NOTHING_TO_CHANGE`, `INVALID_VALUE`; (business) `NOT_BOUND`,
 *   `UNKNOWN_DEPARTMENT`, `DEPARTMENT_EXISTS`, `DEPARTMENT_NOT_EMPTY`, `DEPARTMENT_CIRCLE`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649436.html
 */
export function organization(context: Context, command: Change): void {
  const { database } = context;
  const binding = bindingOf(database, findInstance(database, command.instance).key);
  if (!binding || reached(binding) === 0) throw notBound(command.instance);
  const before = tenantOf(database, binding.tenant);
  const isRenamed = command.name !== undefined || command.domain !== undefined;
  const named: Tenant = {
    ...before,
    name: command.name ?? before.name,
    domain: command.domain === undefined ? before.domain : withScheme(command.domain),
  };
  const { tenant, changed } = withDepartments(named, command);
  if (!isRenamed && changed.length === 0) {
    throw usageError(
      'NOTHING_TO_CHANGE',
      both('Nothing about the organisation is to be changed'),
      both('Give a name, a login domain, or departments to add, change or remove.'),
    );
  }
  putTenant(database, tenant);
  noteKit(
    context,
    scopeOf(context, binding),
    both('The organisation {name} is changed', { name: tenant.name }),
  );
  for (const other of bindingsOf(database, tenant.id)) {
    const scope = scopeOf(context, other);
    if (isRenamed && reached(other) > 0 && other.protocol === 'v2-kit')
      sendTenant(context, scope, kitFlags.modify);
    if (!knowsDepartments(other)) continue;
    for (const { department, flag } of changed) sendDepartment(context, scope, department, flag);
  }
}

/** A login domain is sent as a URL. */
function withScheme(domain: string): string {
  return domain.includes('://') ? domain : `https://${domain}`;
}

function withDepartments(
  before: Tenant,
  { add = [], change = [], remove = [] }: Change,
): { readonly tenant: Tenant; readonly changed: readonly ChangedDepartment[] } {
  let tenant = before;
  const changed: ChangedDepartment[] = [];
  for (const { code, name, parent = '' } of add) {
    if (tenant.departments.some((known) => known.code === code)) {
      throw refusal(
        'DEPARTMENT_EXISTS',
        both('The organisation {name} has the department {code} already', { name: tenant.name, code }),
        both('Change it instead.'),
      );
    }
    const department = { code, name, parent };
    tenant = withDepartment(tenant, department);
    changed.push({ department, flag: kitFlags.add });
  }
  for (const { code, name, parent } of change) {
    assertDepartment(tenant, code);
    const known = tenant.departments.find((one) => one.code === code);
    const department = { code, name, parent: parent ?? known?.parent ?? '' };
    tenant = withDepartment(tenant, department);
    changed.push({ department, flag: kitFlags.modify });
  }
  for (const code of remove) {
    assertDepartment(tenant, code);
    assertEmpty(tenant, code);
    changed.push(
      ...tenant.departments
        .filter((known) => known.code === code)
        .map((department) => ({ department, flag: kitFlags.delete })),
    );
    tenant = { ...tenant, departments: tenant.departments.filter((known) => known.code !== code) };
  }
  return { tenant, changed };
}

/** Adds a department, or replaces the one with its code. */
function withDepartment(tenant: Tenant, department: KitDepartment): Tenant {
  const byCode = new Map(tenant.departments.map((known) => [known.code, known]));
  byCode.set(department.code, department);
  for (let above = department.parent; above !== ''; above = byCode.get(above)?.parent ?? '') {
    assertDepartment(tenant, above);
    if (above !== department.code) continue;
    throw refusal(
      'DEPARTMENT_CIRCLE',
      both('The department {code} cannot be below itself', { code: above }),
      both('Choose another parent department.'),
    );
  }
  return { ...tenant, departments: [...byCode.values()] };
}

function assertEmpty({ departments, users }: Tenant, code: string): void {
  const isUsed =
    users.some(({ orgCode }) => orgCode === code) || departments.some(({ parent }) => parent === code);
  if (!isUsed) return;
  throw refusal(
    'DEPARTMENT_NOT_EMPTY',
    both('The department {code} has users or other departments in it', { code }),
    both('Move or delete them first.'),
  );
}
