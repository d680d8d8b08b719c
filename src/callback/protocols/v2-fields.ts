import { must } from './fields.ts';
import { type MockOrderId, mockLine, mockNewOrder, mockSceneOrders } from './mock-orders.ts';
import type { Field, SampleContext } from './model.ts';
import { daysAfter, utcSeconds } from './time.ts';

/** Product of the mock orders. */
export const mockProduct = {
  productId: 'OFFI846204237451911168',
  skuCode: '0a4d1578-5295-46a7-92d4-7c803dccc51d',
  linearValue: 50,
  productName: 'MOCK测试商品,测试规格,基础版,包周期',
} as const;

/** `orderId` and `orderLineId`; what is bought is for the merchant to look up with the order query. */
export function order(
  mock: (context: SampleContext) => MockOrderId,
  en: string,
  zh: string,
): readonly Field[] {
  return [
    must('orderId', en, zh, { maxLength: 64, sample: mock }),
    must('orderLineId', 'Order line id', '云商店订单行 ID', {
      maxLength: 64,
      sample: (context) => mockLine(mock(context)),
    }),
  ];
}

/** The order of a purchase. */
export const newOrder = order(({ sale }) => mockNewOrder(sale), 'Order id', '云商店订单 ID');

/** Why an instance's expiry changes; the sample is a renewal. */
export function scene(values: readonly (keyof typeof mockSceneOrders)[], remark = { en: '', zh: '' }): Field {
  return must('scene', `Why the expiry changes${remark.en}`, `触发变更的场景${remark.zh}`, {
    maxLength: 64,
    values,
    sample: 'RENEWAL',
  });
}

/** The order of a renewal. */
export const sceneOrder = order(
  () => mockSceneOrders.RENEWAL,
  'Order id: of the conversion, of the renewal; for a cancelled renewal the pages differ (its own order, or the renewal it cancels)',
  '订单 ID：试用转正为商用订单，续费为续费订单；退续费各版文档不一致（退续费订单，或被退订的续费订单）',
);

/** Another product after the change. */
export const changedProduct: Field = {
  ...must(
    'productId',
    'Product id; when the period changes, or a trial becomes a subscription',
    '产品 ID；续费变更周期或试用转正时携带',
    { maxLength: 64, sample: mockProduct.productId, variant: true },
  ),
  required: false,
};

export const expireTime = must(
  'expireTime',
  'New expiry, yyyyMMddHHmmss, UTC by the newest page (an example has milliseconds as well)',
  '变更后的过期时间，格式 yyyyMMddHHmmss，最新版文档注明为 UTC 时间（文档示例为含毫秒的 17 位）',
  { maxLength: 20, format: 'expire-time', sample: ({ now }) => utcSeconds(daysAfter(now, 365)) },
);

/** FREEZE or UNFREEZE. */
export const status = must(
  'status',
  'New status: FREEZE, or UNFREEZE',
  '变更后的状态：FREEZE 冻结，UNFREEZE 解冻',
  { maxLength: 32, values: ['FREEZE', 'UNFREEZE'], sample: 'FREEZE' },
);

/** Order and line of an unsubscription: on request only, since an instance that has expired has none. */
export const unsubscription: readonly Field[] = order(
  () => 'MOCKMONTYUNSUBSCRIBE',
  'Order id of the unsubscription; only when the buyer unsubscribed',
  '退订订单 ID，仅退订时携带',
).map((field) => ({ ...field, required: false, variant: true }));
