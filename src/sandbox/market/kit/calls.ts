import { protocolOf } from '../../../callback/protocols/index.ts';
import { cnMillis } from '../../../callback/protocols/time.ts';
import { validateValues } from '../../../callback/protocols/validate.ts';
import { usageError } from '../../../errors/koo-error.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { Context } from '../context.ts';
import { enqueue, queueOf } from '../delivery/deliveries.ts';
import type { Instance } from '../model.ts';
import { appIdOf } from './credentials.ts';
import type { Binding, Department, Tenant, User } from './model.ts';

/** Whom a call is about. */
export interface Scope {
  readonly instance: Instance;
  readonly tenant: Tenant;
  readonly binding: Binding;
}

/** What a call does with the data: 3 exists for authorisations in V2 only. */
export const flags = { delete: 0, add: 1, modify: 2, cancel: 3 } as const;
export type Flag = (typeof flags)[keyof typeof flags];

/** Users of one authSync at most. */
const maxUsers = 500;

/**
 * Puts a call into the queue of the instance. `testFlag`, the client secret and the time of the request are added when it is sent.
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

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html */
export function sendTenant(context: Context, scope: Scope, flag: Flag): number {
  const { instance, tenant } = scope;
  return send(context, scope, 'tenantSync', {
    instanceId: instance.instanceId ?? '',
    orderId: instance.life.purchase.id,
    tenantId: tenant.id,
    tenantCode: tenant.code,
    name: tenant.name,
    domainName: tenant.domain,
    flag,
  });
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649434.html */
export function sendApplication(context: Context, scope: Scope, flag: Flag): number {
  const { product } = scope.instance;
  const { clientId = '' } = scope.tenant.credentials[product] ?? {};
  return send(context, scope, 'applicationSync', { ...ids(scope), appId: appIdOf(product), clientId, flag });
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649437.html */
export function sendDepartments(context: Context, scope: Scope): number {
  const { departments } = scope.tenant;
  if (scope.binding.protocol === 'v2-kit') {
    return send(context, scope, 'allOrgSync', {
      ...ids(scope),
      orgInfoList: departments.map(departmentValues),
    });
  }
  const list = departments.map(({ code, name, parent }) => ({ orgCode: code, name, parentCode: parent }));
  return send(context, scope, 'allOrgSync', { ...ids(scope), orgInfo: JSON.stringify(list) });
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649436.html */
export function sendDepartment(context: Context, scope: Scope, department: Department, flag: Flag): number {
  return send(context, scope, 'singleOrgSync', { ...ids(scope), ...departmentValues(department), flag });
}

/**
 * Sends users in their order, so many in each call as it takes.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649435.html
 */
export function sendUsers(context: Context, scope: Scope, users: readonly User[], flag: Flag): void {
  const { protocol } = scope.binding;
  for (let start = 0; start < users.length; start += maxUsers) {
    const list = users.slice(start, start + maxUsers).map(userValues);
    send(context, scope, 'authSync', {
      ...ids(scope),
      appId: appIdOf(scope.instance.product),
      userList: protocol === 'v2-kit' ? list : JSON.stringify(list),
      currentSyncTime: cnMillis(new Date(context.now)),
      flag,
    });
  }
}

function ids({ instance, tenant }: Scope): JsonObject {
  return { instanceId: instance.instanceId ?? '', tenantId: tenant.id };
}

function departmentValues({ code, name, parent }: Department): JsonObject {
  return { orgCode: code, orgName: name, parentCode: parent };
}

/** Without what a buyer has to consent to, such as the mobile number. */
function userValues({ userName, name, orgCode, role, enable }: User): JsonObject {
  return { userName, name, orgCode, role, enable: String(enable) };
}
