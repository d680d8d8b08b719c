import {
  departmentsValues,
  departmentValues,
  type KitDepartment,
  type KitFlag,
  type KitScope,
  type KitUser,
  maxKitUsers,
  tenantValues,
  usersValues,
} from '../../../callback/delivery/kit-values.ts';
import { protocolOf } from '../../../callback/protocols/index.ts';
import { validateValues } from '../../../callback/protocols/validate.ts';
import { usageError } from '../../../errors/koo-error.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { Context } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { enqueue, queueOf } from '../outbox/delivery-queue.ts';
import { appIdOf } from './credentials.ts';
import type { Binding, Tenant } from './model.ts';

export interface Scope {
  readonly instance: Instance;
  readonly tenant: Tenant;
  readonly binding: Binding;
}

/**
 * Puts a call into the queue of the instance. `testFlag`, the client secret and the time of the request are added when
 * it is sent.
 *
 * @returns the id of the delivery
 * @throws KooError (usage, `INVALID_VALUE`) for a value that the interface does not take
 */
function send(context: Context, { instance, binding }: Scope, activity: string, values: JsonObject): number {
  const { protocol } = binding;
  const { request = [] } = protocolOf(protocol).activities.find(({ name }) => name === activity) ?? {};
  const [problem] = validateValues(
    request.filter(({ name }) => name in values),
    values,
  );
  if (problem) {
    throw usageError(
      'INVALID_VALUE',
      problem.message,
      both('`koo callback activities {activity}` describes the fields of the interface.', { activity }),
    );
  }
  const { key, product } = instance;
  return enqueue(context, {
    queue: queueOf(key),
    instance: key,
    product,
    protocol,
    activity,
    cause: 'kit',
    values,
  });
}

export function sendTenant(context: Context, scope: Scope, flag: KitFlag): number {
  const { instance, tenant } = scope;
  const values = tenantValues(ids(scope), { ...tenant, orderId: instance.life.purchase.id }, flag);
  return send(context, scope, 'tenantSync', values);
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html */
export function sendApplication(context: Context, scope: Scope, flag: KitFlag): number {
  const { product } = scope.instance;
  const { clientId = '' } = scope.tenant.credentials[product] ?? {};
  return send(context, scope, 'applicationSync', { ...ids(scope), appId: appIdOf(product), clientId, flag });
}

export function sendDepartments(context: Context, scope: Scope): number {
  const { tenant, binding } = scope;
  const values = departmentsValues(binding.protocol, ids(scope), tenant.departments);
  return send(context, scope, 'allOrgSync', values);
}

export function sendDepartment(
  context: Context,
  scope: Scope,
  department: KitDepartment,
  flag: KitFlag,
): number {
  return send(context, scope, 'singleOrgSync', departmentValues(ids(scope), department, flag));
}

/** Sends users in order, as many in each call as it allows. */
export function sendUsers(context: Context, scope: Scope, users: readonly KitUser[], flag: KitFlag): void {
  const application = { appId: appIdOf(scope.instance.product), now: new Date(context.now) };
  for (let start = 0; start < users.length; start += maxKitUsers) {
    const list = users.slice(start, start + maxKitUsers);
    const values = usersValues(scope.binding.protocol, ids(scope), { ...application, users: list }, flag);
    send(context, scope, 'authSync', values);
  }
}

function ids({ instance, tenant }: Scope): KitScope {
  return { instanceId: instance.instanceId ?? '', tenantId: tenant.id };
}
