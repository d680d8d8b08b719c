import { businessId, type DeclaredActivity, instanceId, must, reply, testFlag } from './fields.ts';
import type { Field } from './model.ts';
import { accessGuide, commonCodes, guidePage, instanceCodes, need, retried, sameBy } from './rules.ts';
import {
  buyer,
  chargingMode,
  linear,
  newExpireTime,
  newOrderId,
  orderId,
  periodNumber,
  periodType,
  productId,
  provisionType,
  purchaseOrderId,
  refreshExpireTime,
  saasExtendParams,
  skuCode,
} from './v1-fields.ts';

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
export const v1LicenseActivities: readonly DeclaredActivity[] = [
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
