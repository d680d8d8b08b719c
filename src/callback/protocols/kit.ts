import { both } from '../../text/translate.ts';
import { type ActivityDefinition, defineProtocol } from './fields.ts';
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
import { accessGuide, commonCodes, instanceCodes, retryRules, sameForAllSales } from './rules.ts';
import { orderNumber } from './v1-fields.ts';
import { v1Post } from './wire-v1.ts';
import { v2KitWire } from './wire-v2.ts';

type KitActivity = Omit<ActivityDefinition, 'path' | 'need' | 'resultCodes'> &
  Partial<Pick<ActivityDefinition, 'resultCodes'>>;

/** Interfaces of a kit: all are required, and each path ends with the name. */
function kitActivities(
  path: string,
  codes: readonly string[],
  activities: readonly KitActivity[],
): readonly ActivityDefinition[] {
  const need = sameForAllSales('required');
  return activities.map(({ idempotency, retry, resultCodes = codes, ...activity }) => {
    const rules = { need, idempotency, retry, resultCodes };
    return { ...activity, path: path + activity.name, ...rules };
  });
}

const v1Activities = kitActivities('/produceAPI/', instanceCodes, [
  {
    name: 'tenantSync',
    title: both('Synchronise tenant information'),
    source: accessGuide('zh-cn_topic_0070649109'),
    request: [kitInstanceId, kitOrderId(orderNumber), tenantId, ...tenantFields, flag(1), kitTestFlag],
    idempotency: both(
      'Recognise a repeated call by instanceId and tenantId; a repeated add or delete must succeed, and a delete must not require that the instance exists.',
    ),
    retry: retryRules.kitBuyer,
  },
  {
    name: 'applicationSync',
    title: both('Synchronise an application of a tenant'),
    source: accessGuide('zh-cn_topic_0070649110'),
    request: [kitInstanceId, tenantId, ...applicationFields, flag(1), kitTestFlag],
    idempotency: both(
      'Recognise a repeated call by instanceId, tenantId and appId; a repeated add or delete must succeed, and a delete must not require that the instance exists.',
    ),
    retry: retryRules.kitBuyer,
  },
  {
    name: 'authSync',
    title: both('Synchronise authorisations of an application'),
    source: accessGuide('zh-cn_topic_0070649111'),
    request: [
      kitInstanceId,
      tenantId,
      { ...appId, reference: true },
      userListText,
      currentSyncTime,
      flag(2),
      kitTestFlag,
    ],
    idempotency: both(
      'Recognise a repeated call by instanceId, tenantId, appId and userName; a repeated add or delete must succeed without creating new data.',
    ),
    retry: retryRules.kitAdmin,
  },
  {
    name: 'singleOrgSync',
    title: both('Synchronise one department (incremental)'),
    source: accessGuide('zh-cn_topic_0070649112'),
    request: [kitInstanceId, tenantId, ...orgFields, flag(2), kitTestFlag],
    idempotency: both(
      'Recognise a repeated call by instanceId, tenantId and orgCode; a repeated add or delete must succeed.',
    ),
    retry: retryRules.v1Unknown,
  },
  {
    name: 'allOrgSync',
    title: both('Synchronise all departments (full)'),
    source: accessGuide('zh-cn_topic_0070649113'),
    request: [kitInstanceId, tenantId, orgInfo, unlistedFlag, kitTestFlag],
    idempotency: both('Recognise a repeated call by instanceId and tenantId; a repeated list must succeed.'),
    retry: retryRules.v1Unknown,
  },
]);

/**
 * SaaS access guide V1.0, kit interfaces of joint-operation products.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export const v1Kit: Protocol = defineProtocol({
  ...v1Post,
  id: 'v1-kit',
  code: 'V1K',
  title: both('SaaS V1.0, kit interfaces'),
  source: accessGuide('zh-cn_topic_0070649135'),
  keyClass: 'kit',
  activities: v1Activities,
});

const v2Activities = kitActivities('/produceAPI/v2/', commonCodes, [
  {
    name: 'tenantSync',
    title: both('Synchronise a tenant'),
    source: accessGuide('zh-cn_topic_0070649433'),
    request: [
      kitInstanceId,
      kitOrderId(({ sale }) => mockNewOrder(sale)),
      tenantId,
      ...tenantFields,
      flag(2, both('0 delete, 1 add, 2 modify (only name and domainName)')),
      kitTestFlag,
      timeStamp,
    ],
    idempotency: both(
      'Recognise a repeated call by instanceId and tenantId; a repeated add, change or delete must succeed, and a delete must not require that the instance exists.',
    ),
    retry: retryRules.kitBuyer,
  },
  {
    name: 'applicationSync',
    title: both('Synchronise an application'),
    source: accessGuide('zh-cn_topic_0070649434'),
    request: [kitInstanceId, tenantId, ...applicationFields, flag(2), kitTestFlag, timeStamp],
    idempotency: both(
      'Recognise a repeated call by instanceId, tenantId and appId; a repeated add, change or delete must succeed, and a delete must not require that the instance exists.',
    ),
    retry: retryRules.kitBuyer,
    // Huawei's sample returns 000101 if clientSecret cannot be decrypted.
    resultCodes: [...commonCodes, '000101'],
  },
  {
    name: 'authSync',
    title: both('Synchronise user authorisations'),
    source: accessGuide('zh-cn_topic_0070649435'),
    request: [
      kitInstanceId,
      tenantId,
      { ...appId, reference: true },
      userList,
      currentSyncTime,
      flag(3),
      kitTestFlag,
      timeStamp,
    ],
    idempotency: both(
      'Recognise a repeated call by instanceId, tenantId, appId and userName; a repeated add or delete must succeed without creating new data.',
    ),
    retry: retryRules.kitAdmin,
  },
  {
    name: 'singleOrgSync',
    title: both('Synchronise one department'),
    source: accessGuide('zh-cn_topic_0070649436'),
    request: [kitInstanceId, tenantId, ...orgFields, flag(2), kitTestFlag, timeStamp],
    idempotency: both(
      'Recognise a repeated call by instanceId, tenantId and orgCode; a repeated add, change or delete must succeed.',
    ),
    retry: retryRules.v2Unknown,
  },
  {
    name: 'allOrgSync',
    title: both('Synchronise all departments'),
    source: accessGuide('zh-cn_topic_0070649437'),
    request: [kitInstanceId, tenantId, orgInfoList, unlistedFlag, kitTestFlag, timeStamp],
    idempotency: both('Recognise a repeated call by instanceId and tenantId; a repeated list must succeed.'),
    retry: retryRules.v2Unknown,
  },
]);

/**
 * SaaS access guide V2.0, kit interfaces of joint-operation products.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export const v2Kit: Protocol = defineProtocol({
  ...v2KitWire,
  id: 'v2-kit',
  code: 'V2K',
  title: both('SaaS V2.0, kit interfaces'),
  source: accessGuide('zh-cn_topic_0070649476'),
  keyClass: 'kit',
  activities: v2Activities,
});
