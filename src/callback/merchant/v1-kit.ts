import { applicationSync, replaceDepartments, singleOrgSync, syncUsers, tenantSync } from './kit.ts';
import type { Family } from './model.ts';
import { objects } from './values.ts';

/**
 * The joint-operation kit of SaaS access V1.0. Lists come as text that holds JSON.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649111.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649113.html
 */
export const v1Kit: Family = {
  tenantSync,
  applicationSync,
  authSync: (call) => syncUsers(call, objects(call.values.userList)),
  singleOrgSync,
  allOrgSync: (call) => replaceDepartments(call, objects(call.values.orgInfo)),
};
