import { given, type JsonObject } from '../../text/json.ts';
import { cnMillis } from '../protocols/time.ts';

/** The two versions of the joint-operation kit, which differ in their lists. */
export type KitProtocol = 'v1-kit' | 'v2-kit';

/** The operations of the kit's calls: only V2 has 2 and 3, and only authorisations have 3. */
export const kitFlags = { delete: 0, add: 1, modify: 2, cancel: 3 } as const;
export type KitFlag = (typeof kitFlags)[keyof typeof kitFlags];

/** The maximum number of users of one authSync. */
export const maxKitUsers = 500;

/** The owner of the data. */
export interface KitScope {
  /** Empty for the seller's own credential. */
  readonly instanceId: string;
  readonly tenantId: string;
}

export interface KitDepartment {
  readonly code: string;
  readonly name: string;
  /** Code of the department above it; empty at the top. */
  readonly parent: string;
}

export interface KitUser {
  readonly userName: string;
  readonly name: string;
  readonly orgCode: string;
  readonly role: 'user' | 'admin';
  readonly enable: boolean;
  /** Only if the buyer has released it. */
  readonly mobile?: string;
  readonly email?: string;
}

/**
 * The values of tenantSync, without `testFlag` and the time of the request.
 *
 * @param tenant `orderId` is empty for the seller's own credential; `domain` is the URL of its login domain
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html
 */
export function tenantValues(
  scope: KitScope,
  tenant: { readonly orderId: string; readonly code: string; readonly name: string; readonly domain: string },
  flag: KitFlag,
): JsonObject {
  const { orderId, code, name, domain } = tenant;
  return { ...scope, orderId, tenantCode: code, name, domainName: domain, flag };
}

/** The values of allOrgSync. @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649437.html */
export function departmentsValues(
  protocol: KitProtocol,
  scope: KitScope,
  departments: readonly KitDepartment[],
): JsonObject {
  if (protocol === 'v2-kit') return { ...scope, orgInfoList: departments.map(departmentFields) };
  const list = departments.map(({ code, name, parent }) => ({ orgCode: code, name, parentCode: parent }));
  return { ...scope, orgInfo: JSON.stringify(list) };
}

/**
 * The values of singleOrgSync.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649436.html
 */
export function departmentValues(scope: KitScope, department: KitDepartment, flag: KitFlag): JsonObject {
  return { ...scope, ...departmentFields(department), flag };
}

function departmentFields({ code, name, parent }: KitDepartment): JsonObject {
  return { orgCode: code, orgName: name, parentCode: parent };
}

/**
 * The values of authSync.
 *
 * @param users at most {@link maxKitUsers}
 * @param now time of the synchronisation
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649435.html
 */
export function usersValues(
  protocol: KitProtocol,
  scope: KitScope,
  { appId, users, now }: { readonly appId: string; readonly users: readonly KitUser[]; readonly now: Date },
  flag: KitFlag,
): JsonObject {
  const list = users.map(({ userName, name, orgCode, role, enable, mobile, email }) =>
    given({ userName, name, orgCode, role, enable: String(enable), mobile, email }),
  );
  const userList = protocol === 'v2-kit' ? list : JSON.stringify(list);
  return { ...scope, appId, userList, currentSyncTime: cnMillis(now), flag };
}
