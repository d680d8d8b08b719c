import {
  appInfo,
  businessId,
  type DeclaredActivity,
  declareProtocol,
  encryptType,
  instanceId,
  instanceIdList,
  instanceInfo,
  may,
  must,
  ownInstanceId,
  reply,
  testFlag,
} from './fields.ts';
import type { Field, Protocol } from './model.ts';
import {
  accessGuide,
  commonCodes,
  guidePage,
  instanceCodes,
  intlAccessGuide,
  need,
  newInstanceCodes,
  retried,
  saasCenterGuide,
  sameBy,
} from './rules.ts';
import {
  buyer,
  chargingMode,
  linear,
  newExpireTime,
  newInstanceFields,
  newOrderId,
  orderAmount,
  orderId,
  periodNumber,
  periodType,
  productId,
  provisionType,
  purchaseOrderId,
  refreshExpireTime,
  saasExtendParams,
  skuCode,
  skuSample,
} from './v1-fields.ts';
import { v1Get } from './wire-v1.ts';

/** A field that the licence guide's retired page does not show: taken over from the SaaS interface it resembles. */
function inferred(field: Field): Field {
  return {
    ...field,
    note: {
      en: `${field.note.en} (table not published, inferred)`,
      zh: `${field.note.zh}（参数表未公开，为推断）`,
    },
  };
}

/** The licence interfaces of V1, retired: no product of a sale mode needs them. */
const v1LicenseActivities: readonly DeclaredActivity[] = [
  {
    name: 'getLicense',
    title: { en: 'Get a licence (retired)', zh: '获取 License（已下线）' },
    source: accessGuide('zh-cn_topic_0070649153'),
    request: [
      buyer.customerId,
      { ...buyer.customerName, required: false },
      buyer.userId,
      buyer.userName,
      businessId,
      orderId,
      skuCode,
      productId,
      newExpireTime,
      periodType,
      periodNumber,
      chargingMode,
      ...linear.filter((field) => field.name === 'amount'),
      provisionType,
      saasExtendParams,
      testFlag,
    ],
    reply: reply(
      must('instanceId', 'Instance id (empty in older replies)', '实例 ID（旧版响应中为空）', {
        maxLength: 64,
        mayBeEmpty: true,
      }),
      must('license', 'The licence', 'License 内容'),
      // Here the table calls the message mandatory.
    ).map((field) => (field.name === 'resultMsg' ? { ...field, required: true } : field)),
    need: need('none'),
    idempotency: {
      en: 'orderId: the same order gets the same licence again',
      zh: 'orderId：同一订单须返回相同的 License',
    },
    retry: retried.v1License,
    resultCodes: commonCodes,
  },
  {
    name: 'refreshLicense',
    title: {
      en: 'Renew a licence (retired, table not published)',
      zh: 'License 续费（已下线，参数表未公开）',
    },
    source: 'https://support.huaweicloud.com/distributed-devg-v2-imc/imc_01_0038.html',
    request: [inferred(newOrderId), inferred(instanceId), inferred(refreshExpireTime), testFlag],
    need: need('none'),
    idempotency: sameBy.instance,
    retry: retried.v1Unknown,
    resultCodes: instanceCodes,
  },
  {
    name: 'expireLicense',
    title: {
      en: 'Freeze an expired licence (retired, table not published)',
      zh: 'License 过期（已下线，参数表未公开）',
    },
    source: 'https://support.huaweicloud.com/distributed-devg-v2-imc/imc_01_0038.html',
    request: [inferred(instanceId), inferred(purchaseOrderId), testFlag],
    need: need('none'),
    idempotency: sameBy.instance,
    retry: retried.v1Unknown,
    resultCodes: instanceCodes,
  },
  {
    name: 'releaseLicense',
    title: { en: 'Release a licence (retired)', zh: 'License 释放（已下线）' },
    source: guidePage('productsdesc-bms_d27b907e3d2bf7676b5d0a441325f07fsupport0'),
    request: [
      { ...purchaseOrderId, note: { en: 'Order id of the purchase', zh: '新购时的订单 ID' } },
      instanceId,
      testFlag,
    ],
    need: need('none'),
    idempotency: sameBy.instance,
    retry: retried.v1Unknown,
    resultCodes: instanceCodes,
  },
];

const activities: readonly DeclaredActivity[] = [
  {
    name: 'newInstance',
    title: { en: 'Purchase a product', zh: '新购商品' },
    source: accessGuide('zh-cn_topic_0070649013'),
    request: [...newInstanceFields, testFlag],
    reply: reply(ownInstanceId, encryptType, appInfo),
    need: need('required'),
    idempotency: sameBy.order,
    retry: retried.v1Order,
    resultCodes: newInstanceCodes,
  },
  {
    name: 'queryInstance',
    title: { en: 'Query instances', zh: '查询实例信息' },
    source: saasCenterGuide('saascenter_usermanual_0137'),
    request: [instanceIdList(64), testFlag],
    reply: reply(encryptType, instanceInfo(true)),
    need: { period: 'optional', 'on-demand': 'required', 'one-time': 'optional' },
    idempotency: sameBy.readOnly,
    retry: retried.query,
    resultCodes: instanceCodes,
  },
  {
    name: 'refreshInstance',
    title: { en: 'Renew a product', zh: '商品续费' },
    source: intlAccessGuide('en-us_topic_0070649014'),
    request: [
      newOrderId,
      instanceId,
      {
        ...productId,
        required: false,
        variant: true,
        note: { en: 'Product id; sent when the period type changes', zh: '产品 ID，续费变更周期类型时携带' },
      },
      refreshExpireTime,
      may(
        'trialToFormal',
        '1: a trial becomes a subscription; otherwise absent',
        '1 为试用转正；其余情况不传',
        { maxLength: 2, values: ['1'], sample: '1', variant: true },
      ),
      periodType,
      periodNumber,
      {
        ...orderAmount,
        note: { en: 'Amount paid; negative when a renewal is cancelled', zh: '订单金额；退续费时为负数' },
      },
      testFlag,
    ],
    // That pay-per-use products do without is inferred, as packages are renewed.
    need: { period: 'required', 'on-demand': 'optional', 'one-time': 'none' },
    idempotency: sameBy.instance,
    retry: retried.v1Hour,
    resultCodes: instanceCodes,
  },
  {
    name: 'expireInstance',
    title: { en: 'Freeze an expired instance', zh: '商品过期' },
    source: accessGuide('zh-cn_topic_0070649055'),
    request: [instanceId, purchaseOrderId, testFlag],
    need: { period: 'required', 'on-demand': 'optional', 'one-time': 'none' },
    idempotency: sameBy.instance,
    retry: retried.v1Hour,
    resultCodes: instanceCodes,
  },
  {
    name: 'instanceStatus',
    title: { en: 'Change the status of a resource', zh: '资源状态变更' },
    source: intlAccessGuide('en-us_topic_0070649069'),
    request: [
      instanceId,
      must(
        'instanceStatus',
        'New status: FREEZE, or NORMAL to unfreeze',
        '变更后的状态：FREEZE 冻结，NORMAL 解冻',
        { maxLength: 32, values: ['FREEZE', 'NORMAL'], sample: 'FREEZE' },
      ),
      testFlag,
    ],
    need: { period: 'none', 'on-demand': 'required', 'one-time': 'none' },
    idempotency: sameBy.instance,
    retry: retried.v1Hour,
    resultCodes: instanceCodes,
  },
  {
    name: 'upgrade',
    title: { en: 'Upgrade a product', zh: '商品升级' },
    source: accessGuide('zh-cn_topic_0000001297828992'),
    request: [
      instanceId,
      newOrderId,
      must('skuCode', 'Specification after the upgrade', '升级后的规格编码', {
        maxLength: 64,
        sample: skuSample,
      }),
      productId,
      ...linear,
      {
        ...saasExtendParams,
        note: {
          en: `${saasExtendParams.note.en} (in the page's example, not in its table)`,
          zh: `${saasExtendParams.note.zh}（仅见于文档示例，参数表未列出）`,
        },
      },
      testFlag,
    ],
    need: { period: 'optional', 'on-demand': 'none', 'one-time': 'none' },
    idempotency: sameBy.upgradeOrder,
    retry: retried.v1Order,
    resultCodes: instanceCodes,
  },
  {
    name: 'releaseInstance',
    title: { en: 'Release a resource', zh: '资源释放' },
    source: accessGuide('zh-cn_topic_0070649056'),
    request: [instanceId, purchaseOrderId, orderAmount, testFlag],
    need: need('required'),
    idempotency: sameBy.instance,
    retry: retried.v1Hour,
    resultCodes: instanceCodes,
  },
  ...v1LicenseActivities,
];

/**
 * SaaS access guide V1.0, base interfaces: for products listed before it was retired for new ones.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649062.html
 */
export const v1: Protocol = declareProtocol({
  ...v1Get,
  id: 'v1',
  code: 'V1',
  title: { en: 'SaaS V1.0, base interfaces', zh: 'SaaS 类商品 V1.0 基础接口' },
  source: accessGuide('zh-cn_topic_0070649062'),
  keyClass: 'base',
  activities,
});
