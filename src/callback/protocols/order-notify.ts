import { type DeclaredActivity, declareProtocol, testFlag } from './fields.ts';
import type { Protocol } from './model.ts';
import { accessGuide, commonCodes, need, retried } from './rules.ts';
import { newOrder } from './v2-fields.ts';
import { v2Base } from './wire-v2.ts';

const activities: readonly DeclaredActivity[] = [
  {
    name: 'orderNotify',
    title: { en: 'Notify of a paid order', zh: '订单通知' },
    source: accessGuide('zh-cn_topic_0000002091799153'),
    request: [
      ...newOrder,
      { ...testFlag, required: true, note: { en: '1 debugging, 0 real', zh: '1 为调测数据，0 为真实数据' } },
    ],
    need: need('required'),
    idempotency: {
      en: 'orderId and orderLineId: the same notice again must succeed',
      zh: 'orderId 和 orderLineId：重复通知须返回成功',
    },
    retry: retried.orderNotify,
    resultCodes: commonCodes,
  },
];

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
  activities,
});
