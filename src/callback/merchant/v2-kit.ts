import { applicationSync, replaceDepartments, singleOrgSync, syncUsers, tenantSync } from './kit.ts';
import type { Family } from './model.ts';
import { objects } from './values.ts';

/**
 * The joint-operation kit of SaaS access V2.0. Lists are lists by the tables and text that holds JSON by the
 * examples: both are read.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649435.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649437.html
 */
export const v2Kit: Family = {
  tenantSync,
  applicationSync,
  authSync: (call) => syncUsers(call, objects(call.values.userList)),
  singleOrgSync,
  allOrgSync: (call) => replaceDepartments(call, objects(call.values.orgInfoList)),
};
