import {
  businessId,
  type DeclaredActivity,
  declareProtocol,
  instanceId,
  instanceIdList,
  instanceInfo,
  may,
  must,
  ownInstanceId,
  reply,
  testFlag,
} from './fields.ts';
import type { Protocol } from './model.ts';
import {
  accessGuide,
  commonCodes,
  instanceCodes,
  intlAccessGuide,
  need,
  newInstanceCodes,
  retried,
  sameBy,
  userGuide,
} from './rules.ts';
import {
  changedProduct,
  expireTime,
  mockProduct,
  newOrder,
  order,
  scene,
  sceneOrder,
  status,
  unsubscription,
} from './v2-fields.ts';
import { v2Base } from './wire-v2.ts';

/** V2 newInstance; online licences have the same one. */
export const newInstance: DeclaredActivity = {
  name: 'newInstance',
  title: { en: 'Create an instance', zh: '创建实例' },
  source: accessGuide('zh-cn_topic_0070649427'),
  request: [...newOrder, businessId, testFlag],
  reply: reply(ownInstanceId),
  need: need('required'),
  idempotency: sameBy.orderLine,
  retry: retried.v2Order,
  resultCodes: newInstanceCodes,
};

export const refreshInstance: DeclaredActivity = {
  name: 'refreshInstance',
  title: { en: 'Change the expiry of an instance', zh: '更新实例' },
  source: accessGuide('zh-cn_topic_0070649429'),
  request: [
    scene(['TRIAL_TO_FORMAL', 'RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD', 'RENEWAL_CHANGE'], {
      en: ' (RENEWAL_CHANGE: Chinese pages only)',
      zh: '（RENEWAL_CHANGE 仅见于国内站文档）',
    }),
    ...sceneOrder,
    instanceId,
    changedProduct,
    expireTime,
    testFlag,
  ],
  // The published table has lost its ticks: that one-time products do without is inferred.
  need: { period: 'required', 'on-demand': 'optional', 'one-time': 'none' },
  idempotency: sameBy.instance,
  retry: retried.v2Change,
  resultCodes: instanceCodes,
};

export const updateInstanceStatus: DeclaredActivity = {
  name: 'updateInstanceStatus',
  title: { en: 'Freeze or unfreeze an instance', zh: '更新实例状态' },
  source: accessGuide('zh-cn_topic_0070649430'),
  request: [instanceId, status, testFlag],
  need: { period: 'required', 'on-demand': 'required', 'one-time': 'none' },
  idempotency: sameBy.instance,
  retry: retried.v2Change,
  resultCodes: instanceCodes,
};

export const releaseInstance: DeclaredActivity = {
  name: 'releaseInstance',
  title: { en: 'Release an instance', zh: '释放实例' },
  source: accessGuide('zh-cn_topic_0070649431'),
  request: [instanceId, ...unsubscription, testFlag],
  need: need('required'),
  idempotency: sameBy.instance,
  retry: retried.v2Unknown,
  resultCodes: instanceCodes,
};

const activities: readonly DeclaredActivity[] = [
  newInstance,
  {
    name: 'queryInstance',
    title: { en: 'Query instances', zh: '查询实例信息' },
    source: accessGuide('zh-cn_topic_0070649428'),
    request: [instanceIdList(100), testFlag],
    reply: reply(instanceInfo(false)),
    need: need('required'),
    idempotency: sameBy.readOnly,
    retry: retried.query,
    resultCodes: instanceCodes,
  },
  refreshInstance,
  updateInstanceStatus,
  {
    name: 'upgradeInstance',
    title: { en: 'Upgrade an instance', zh: '升级实例' },
    source: intlAccessGuide('topic_0070649097'),
    request: [
      instanceId,
      ...order(
        () => 'MOCKMONTYCHANGE',
        'Order id of the upgrade, a new one',
        '升级订单 ID，升级会产生新订单',
      ),
      testFlag,
    ],
    need: { period: 'optional', 'on-demand': 'none', 'one-time': 'none' },
    idempotency: sameBy.upgradeOrder,
    retry: retried.v2Unknown,
    resultCodes: instanceCodes,
  },
  {
    name: 'changeInstanceCheck',
    title: { en: 'Check a change on renewal', zh: '续费变更校验' },
    source: userGuide('zh-cn_topic_0000002411753620'),
    request: [
      instanceId,
      must(
        'productInfo',
        'Product after the change; another code than 000000 refuses it',
        '变更后的产品信息；返回非 000000 即拒绝变更',
        {
          type: 'object',
          sample: mockProduct,
          fields: [
            must('productId', 'Product id', '产品 ID', { maxLength: 64 }),
            must('skuCode', 'Specification id', '规格编码', { maxLength: 64 }),
            may('linearValue', 'Value of the linear attribute', '线性属性值', { type: 'integer' }),
            must('productName', 'Product name', '产品名称', { maxLength: 64 }),
          ],
        },
      ),
      testFlag,
    ],
    need: { period: 'optional', 'on-demand': 'none', 'one-time': 'none' },
    idempotency: sameBy.readOnly,
    retry: retried.v2Unknown,
    resultCodes: instanceCodes,
  },
  releaseInstance,
];

/**
 * SaaS access guide V2.0, base interfaces.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export const v2: Protocol = declareProtocol({
  ...v2Base(),
  id: 'v2',
  code: 'V2',
  title: { en: 'SaaS V2.0, base interfaces', zh: 'SaaS 类商品 V2.0 基础接口' },
  source: accessGuide('zh-cn_topic_0070649414'),
  keyClass: 'base',
  activities,
});

/**
 * The notice that follows the payment of any product but images; the merchant then queries the order.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002055600456.html
 */
export const orderNotify: Protocol = declareProtocol({
  ...v2Base('utf-8'),
  id: 'order-notify',
  code: 'ON',
  title: { en: 'Order notices', zh: '订单通知' },
  source: accessGuide('zh-cn_topic_0000002091799153'),
  keyClass: 'notify',
  activities: [
    {
      name: 'orderNotify',
      title: { en: 'Notify of a paid order', zh: '订单通知' },
      source: accessGuide('zh-cn_topic_0000002091799153'),
      request: [
        ...newOrder,
        {
          ...testFlag,
          required: true,
          note: { en: '1 debugging, 0 real', zh: '1 为调测数据，0 为真实数据' },
        },
      ],
      need: need('required'),
      idempotency: {
        en: 'orderId and orderLineId: the same notice again must succeed',
        zh: 'orderId 和 orderLineId：重复通知须返回成功',
      },
      retry: retried.orderNotify,
      resultCodes: commonCodes,
    },
  ],
});
