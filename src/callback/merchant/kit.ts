import { success } from '../../codes/callback.ts';
import { decryptClientSecret } from '../../signing/client-secret.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { existingInstance } from './instances.ts';
import {
  type Call,
  type Handler,
  type Handlers,
  isDebugging,
  isRejection,
  objectList,
  type Rejection,
  type Result,
  rejection,
  stringValue,
} from './model.ts';
import { compositeKey } from './state.ts';

/**
 * Shared by both versions of the joint-operation kit. Add, change and delete are idempotent.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
 */
function tenantSync({ values, state }: Call): Result {
  const key = organisationOf(values);
  if (isDelete(values)) state.tenants.delete(key);
  else setLast(state.tenants, key, values);
  return { resultCode: success };
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649110.html */
function applicationSync({ values, state, options: { rsaPrivateKey } }: Call): Result | Rejection {
  const key = compositeKey(
    stringValue(values, 'instanceId'),
    stringValue(values, 'tenantId'),
    stringValue(values, 'appId'),
  );
  if (isDelete(values)) {
    state.applications.delete(key);
    return { resultCode: success };
  }
  if (!rsaPrivateKey) throw new TypeError('applicationSync requires rsaPrivateKey');
  // Single sign-on needs the secret in plain text.
  const secret = decryptClientSecret(rsaPrivateKey, stringValue(values, 'clientSecret'));
  // Documented for mobile numbers; Huawei's sample project also returns it for an invalid secret.
  if (!secret.ok) return rejection('000101', secret.reason);
  setLast(state.applications, key, { ...values, clientSecret: secret.text });
  return { resultCode: success };
}

/** Flag 3 (V2) cancels the authorisation; this merchant deletes the user. */
function syncUsers({ values, state }: Call, users: readonly JsonObject[]): Result {
  const application = [
    stringValue(values, 'instanceId'),
    stringValue(values, 'tenantId'),
    stringValue(values, 'appId'),
  ];
  for (const user of users) {
    const key = compositeKey(...application, stringValue(user, 'userName'));
    if (isDelete(values) || isCancellation(values)) state.users.delete(key);
    else state.users.set(key, user);
  }
  return { resultCode: success };
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649112.html */
function singleOrgSync({ values, state }: Call): Result {
  const organisation = organisationOf(values);
  const departments = state.departments.get(organisation) ?? new Map<string, JsonObject>();
  if (isDelete(values)) departments.delete(stringValue(values, 'orgCode'));
  // A parent department may arrive after its children.
  else departments.set(stringValue(values, 'orgCode'), values);
  state.departments.set(organisation, departments);
  return { resultCode: success };
}

/** Replaces all departments with the given list. */
function replaceDepartments({ values, state }: Call, list: readonly JsonObject[]): Result {
  const departments = new Map(list.map((department) => [stringValue(department, 'orgCode'), department]));
  state.departments.set(organisationOf(values), departments);
  return { resultCode: success };
}

/** The login of a tenant with several instances uses what was received last. */
function setLast(map: Map<string, JsonObject>, key: string, values: JsonObject): void {
  map.delete(key);
  map.set(key, values);
}

function organisationOf(values: JsonObject): string {
  return compositeKey(stringValue(values, 'instanceId'), stringValue(values, 'tenantId'));
}

function isDelete(values: JsonObject): boolean {
  return stringValue(values, 'flag') === '0';
}

function isCancellation(values: JsonObject): boolean {
  return stringValue(values, 'flag') === '3';
}

/**
 * Rejects data for an instance that this merchant has not created, or has released. Deletes succeed nevertheless, and
 * an application credential of the seller has no instance.
 *
 * @param resultCode V2 has no code for an unknown instance
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
 */
function ofInstance(handlers: Handlers, resultCode: '000002' | '000003'): Handlers {
  const unknown = rejection(resultCode, both('the instance does not exist'));
  const guarded =
    (act: Handler): Handler =>
    (call) => {
      const { values, options } = call;
      const names = stringValue(values, 'instanceId') !== '' && !isDebugging(values);
      const isRemoval = isDelete(values) || isCancellation(values);
      // The base interfaces may be served by another server.
      const createsInstances = options.protocols.some((id) => id === 'v1' || id === 'v2');
      const isUnknown = names && !isRemoval && createsInstances && isRejection(existingInstance(call));
      return isUnknown ? unknown : act(call);
    };
  return Object.fromEntries(Object.entries(handlers).map(([name, act]) => [name, guarded(act)]));
}

/** The interfaces of the kit; the versions differ in the name of the list of all departments. */
function kit(departmentList: 'orgInfo' | 'orgInfoList', unknownInstance: '000002' | '000003'): Handlers {
  return ofInstance(
    {
      tenantSync,
      applicationSync,
      authSync: (call) => syncUsers(call, objectList(call.values.userList)),
      singleOrgSync,
      allOrgSync: (call) => replaceDepartments(call, objectList(call.values[departmentList])),
    },
    unknownInstance,
  );
}

/**
 * The joint-operation kit of SaaS access V1.0. Lists are JSON text.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649111.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649113.html
 */
export const v1Kit: Handlers = kit('orgInfo', '000003');

/**
 * The joint-operation kit of SaaS access V2.0. Lists are lists in Huawei's tables and JSON text in its examples; both
 * are accepted.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649435.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649437.html
 */
export const v2Kit: Handlers = kit('orgInfoList', '000002');
