import { decryptClientSecret } from '../../signing/client-secret.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { findInstance } from './instances.ts';
import {
  type Call,
  type Handler,
  type Handlers,
  isDebugging,
  objectList,
  Rejection,
  type Result,
  stringValue,
} from './model.ts';
import { compositeKey } from './state.ts';

/**
 * The joint-operation kit of SaaS access V1.0. Lists are JSON text.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649111.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649113.html
 */
export const v1Kit: Handlers = kit('orgInfo', '000003');

/**
 * The joint-operation kit of SaaS access V2.0. Lists are lists in Huawei's tables and JSON text in its examples; both
 * are accepted. There is no code for an unknown instance.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649435.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649437.html
 */
export const v2Kit: Handlers = kit('orgInfoList', '000002');

/** The interfaces of the kit. Additions, changes and deletions are idempotent. */
function kit(departmentList: 'orgInfo' | 'orgInfoList', unknownInstance: '000002' | '000003'): Handlers {
  const handlers: Handlers = {
    tenantSync,
    applicationSync,
    authSync,
    singleOrgSync,
    allOrgSync({ values, state }) {
      const list = objectList(values[departmentList]);
      const departments = new Map(list.map((department) => [stringValue(department, 'orgCode'), department]));
      state.departments.set(tenantKey(values), departments);
      return {};
    },
  };
  const guarded =
    (act: Handler): Handler =>
    (call) => {
      assertInstance(call, unknownInstance);
      return act(call);
    };
  return Object.fromEntries(Object.entries(handlers).map(([name, act]) => [name, guarded(act)]));
}

/**
 * Asserts that this merchant has the instance of a call. Deletions succeed nevertheless, and an application credential of
 * the seller has no instance.
 *
 * @throws Rejection with the given code
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html
 */
function assertInstance(call: Call, resultCode: string): void {
  const { values, options } = call;
  if (stringValue(values, 'instanceId') === '' || isRemoval(values) || isDebugging(values)) return;
  // The base interfaces may be served by another server.
  const createsInstances = options.protocols?.some((id) => id === 'v1' || id === 'v2') ?? true;
  if (createsInstances && !findInstance(call))
    throw new Rejection(resultCode, both('the instance does not exist'));
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html */
function tenantSync({ values, state }: Call): Result {
  const key = tenantKey(values);
  if (isRemoval(values)) state.tenants.delete(key);
  else setLast(state.tenants, key, values);
  return {};
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649110.html */
function applicationSync({ values, state, options: { rsaPrivateKey } }: Call): Result {
  const key = compositeKey(...applicationParts(values));
  if (isRemoval(values)) {
    state.applications.delete(key);
    return {};
  }
  if (!rsaPrivateKey) throw new TypeError('applicationSync requires rsaPrivateKey');
  // Single sign-on needs the secret in plain text.
  const secret = decryptClientSecret(rsaPrivateKey, stringValue(values, 'clientSecret'));
  // Documented for mobile numbers; Huawei's sample project also returns it for an invalid secret.
  if (!secret.ok) throw new Rejection('000101', secret.reason);
  setLast(state.applications, key, { ...values, clientSecret: secret.text });
  return {};
}

function authSync({ values, state: { users } }: Call): Result {
  for (const user of objectList(values.userList)) {
    const key = compositeKey(...applicationParts(values), stringValue(user, 'userName'));
    if (isRemoval(values)) users.delete(key);
    else users.set(key, user);
  }
  return {};
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649112.html */
function singleOrgSync({ values, state }: Call): Result {
  const tenant = tenantKey(values);
  const departments = state.departments.get(tenant) ?? new Map<string, JsonObject>();
  if (isRemoval(values)) departments.delete(stringValue(values, 'orgCode'));
  // A parent department may arrive after its children.
  else departments.set(stringValue(values, 'orgCode'), values);
  state.departments.set(tenant, departments);
  return {};
}

/** Stores a value as the latest: the login of a tenant with several instances uses what was received last. */
function setLast(map: Map<string, JsonObject>, key: string, values: JsonObject): void {
  map.delete(key);
  map.set(key, values);
}

function tenantKey(values: JsonObject): string {
  return compositeKey(stringValue(values, 'instanceId'), stringValue(values, 'tenantId'));
}

function applicationParts(values: JsonObject): string[] {
  return ['instanceId', 'tenantId', 'appId'].map((name) => stringValue(values, name));
}

/** Whether a call deletes (0), or cancels an authorisation (3, V2 only): this merchant then deletes the user. */
function isRemoval(values: JsonObject): boolean {
  return ['0', '3'].includes(stringValue(values, 'flag'));
}
