import { type DeclaredActivity, declareProtocol } from './fields.ts';
import {
  appId,
  applicationFields,
  currentSyncTime,
  flag,
  kitInstanceId,
  kitOrderId,
  kitTestFlag,
  orgFields,
  orgInfo,
  orgInfoList,
  tenantFields,
  tenantId,
  timeStamp,
  unlistedFlag,
  userList,
  userListText,
} from './kit-fields.ts';
import { mockNewOrder } from './mock-orders.ts';
import type { Protocol } from './model.ts';
import { accessGuide, commonCodes, instanceCodes, need, retried } from './rules.ts';
import { orderNumber } from './v1-fields.ts';
import { v1Post } from './wire-v1.ts';
import { v2KitWire } from './wire-v2.ts';

type KitActivity = Omit<DeclaredActivity, 'path' | 'need' | 'resultCodes'> &
  Partial<Pick<DeclaredActivity, 'resultCodes'>>;

/** Interfaces of a kit: a product needs them all, and each has a path that ends with its name. */
function kitActivities(
  path: string,
  codes: readonly string[],
  activities: readonly KitActivity[],
): readonly DeclaredActivity[] {
  return activities.map(({ idempotency, retry, resultCodes = codes, ...activity }) => ({
    ...activity,
    path: path + activity.name,
    need: need('required'),
    idempotency,
    retry,
    resultCodes,
  }));
}

const v1Activities = kitActivities('/produceAPI/', instanceCodes, [
  {
    name: 'tenantSync',
    title: { en: 'Synchronise tenant information', zh: '租户信息同步' },
    source: accessGuide('zh-cn_topic_0070649109'),
    request: [kitInstanceId, kitOrderId(orderNumber), tenantId, ...tenantFields, flag(1), kitTestFlag],
    idempotency: {
      en: 'instanceId and tenantId: adding or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId 和 tenantId：重复新增、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
  },
  {
    name: 'applicationSync',
    title: { en: 'Synchronise an application of a tenant', zh: '租户应用信息同步' },
    source: accessGuide('zh-cn_topic_0070649110'),
    request: [kitInstanceId, tenantId, ...applicationFields, flag(1), kitTestFlag],
    idempotency: {
      en: 'instanceId, tenantId and appId: adding or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId、tenantId 和 appId：重复新增、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
  },
  {
    name: 'authSync',
    title: { en: 'Synchronise authorisations of an application', zh: '租户应用授权信息同步' },
    source: accessGuide('zh-cn_topic_0070649111'),
    request: [kitInstanceId, tenantId, appId, userListText, currentSyncTime, flag(2), kitTestFlag],
    idempotency: {
      en: 'instanceId, tenantId, appId and userName: adding or deleting again must succeed without new data',
      zh: 'instanceId、tenantId、appId 和 userName：重复新增、删除均须返回成功，且不产生新数据',
    },
    retry: retried.kitAdmin,
  },
  {
    name: 'singleOrgSync',
    title: { en: 'Synchronise one department (incremental)', zh: '组织部门信息同步（增量）' },
    source: accessGuide('zh-cn_topic_0070649112'),
    request: [kitInstanceId, tenantId, ...orgFields, flag(2), kitTestFlag],
    idempotency: {
      en: 'instanceId, tenantId and orgCode: adding or deleting again must succeed',
      zh: 'instanceId、tenantId 和 orgCode：重复新增、删除均须返回成功',
    },
    retry: retried.v1Unknown,
  },
  {
    name: 'allOrgSync',
    title: { en: 'Synchronise all departments (full)', zh: '组织部门信息同步（全量）' },
    source: accessGuide('zh-cn_topic_0070649113'),
    request: [kitInstanceId, tenantId, orgInfo, unlistedFlag, kitTestFlag],
    idempotency: {
      en: 'instanceId and tenantId: the same list again must succeed',
      zh: 'instanceId 和 tenantId：重复同步须返回成功',
    },
    retry: retried.v1Unknown,
  },
]);

/**
 * SaaS access guide V1.0, kit interfaces of joint-operation products.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export const v1Kit: Protocol = declareProtocol({
  ...v1Post,
  id: 'v1-kit',
  code: 'V1K',
  title: { en: 'SaaS V1.0, kit interfaces', zh: '联营 SaaS V1.0 Kit 接口' },
  source: accessGuide('zh-cn_topic_0070649135'),
  keyClass: 'kit',
  activities: v1Activities,
});

const v2Activities = kitActivities('/produceAPI/v2/', commonCodes, [
  {
    name: 'tenantSync',
    title: { en: 'Synchronise a tenant', zh: '企业同步' },
    source: accessGuide('zh-cn_topic_0070649433'),
    request: [
      kitInstanceId,
      kitOrderId(({ sale }) => mockNewOrder(sale)),
      tenantId,
      ...tenantFields,
      flag(2, ['name and domainName only', '仅可修改 name 和 domainName']),
      kitTestFlag,
      timeStamp,
    ],
    idempotency: {
      en: 'instanceId and tenantId: adding, changing or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId 和 tenantId：重复新增、修改、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
  },
  {
    name: 'applicationSync',
    title: { en: 'Synchronise an application', zh: '应用同步' },
    source: accessGuide('zh-cn_topic_0070649434'),
    request: [kitInstanceId, tenantId, ...applicationFields, flag(2), kitTestFlag, timeStamp],
    idempotency: {
      en: 'instanceId, tenantId and appId: adding, changing or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId、tenantId 和 appId：重复新增、修改、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
    // 000101 comes from Huawei's sample, which answers it when clientSecret can't be decrypted.
    resultCodes: [...commonCodes, '000101'],
  },
  {
    name: 'authSync',
    title: { en: 'Synchronise user authorisations', zh: '用户授权同步' },
    source: accessGuide('zh-cn_topic_0070649435'),
    request: [kitInstanceId, tenantId, appId, userList, currentSyncTime, flag(3), kitTestFlag, timeStamp],
    idempotency: {
      en: 'instanceId, tenantId, appId and userName: adding or deleting again must succeed without new data',
      zh: 'instanceId、tenantId、appId 和 userName：重复新增、删除均须返回成功，且不产生新数据',
    },
    retry: retried.kitAdmin,
  },
  {
    name: 'singleOrgSync',
    title: { en: 'Synchronise one department', zh: '部门增量同步' },
    source: accessGuide('zh-cn_topic_0070649436'),
    request: [kitInstanceId, tenantId, ...orgFields, flag(2), kitTestFlag, timeStamp],
    idempotency: {
      en: 'instanceId, tenantId and orgCode: adding, changing or deleting again must succeed',
      zh: 'instanceId、tenantId 和 orgCode：重复新增、修改、删除均须返回成功',
    },
    retry: retried.v2Unknown,
  },
  {
    name: 'allOrgSync',
    title: { en: 'Synchronise all departments', zh: '部门全量同步' },
    source: accessGuide('zh-cn_topic_0070649437'),
    request: [kitInstanceId, tenantId, orgInfoList, unlistedFlag, kitTestFlag, timeStamp],
    idempotency: {
      en: 'instanceId and tenantId: the same list again must succeed',
      zh: 'instanceId 和 tenantId：重复同步须返回成功',
    },
    retry: retried.v2Unknown,
  },
]);

/**
 * SaaS access guide V2.0, kit interfaces of joint-operation products.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export const v2Kit: Protocol = declareProtocol({
  ...v2KitWire,
  id: 'v2-kit',
  code: 'V2K',
  title: { en: 'SaaS V2.0, kit interfaces', zh: '联营 SaaS V2.0 同步接口' },
  source: accessGuide('zh-cn_topic_0070649476'),
  keyClass: 'kit',
  activities: v2Activities,
});
