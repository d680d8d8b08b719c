import { both, type Localized } from '../../text/translate.ts';
import { requiredField } from './fields.ts';
import { type MockOrderId, mockLine, mockNewOrder, mockSceneOrders } from './mock-orders.ts';
import type { Field, SampleContext } from './model.ts';
import { addDays, utcSeconds } from './time.ts';

export const mockProduct = {
  productId: 'OFFI846204237451911168',
  skuCode: '0a4d1578-5295-46a7-92d4-7c803dccc51d',
  linearValue: 50,
  productName: 'MOCK测试商品,测试规格,基础版,包周期',
} as const;

/** `orderId` and `orderLineId`, with which the merchant queries the order. */
export function order(mock: (context: SampleContext) => MockOrderId, note: Localized): readonly Field[] {
  return [
    requiredField('orderId', note, { maxLength: 64, sample: mock }),
    requiredField('orderLineId', both('Order line ID'), {
      maxLength: 64,
      sample: (context) => mockLine(mock(context)),
    }),
  ];
}

export const newOrder = order(({ sale }) => mockNewOrder(sale), both('Order ID'));

/** Why an instance's expiry changes; the sample is a renewal. */
export function scene(
  values: readonly (keyof typeof mockSceneOrders)[],
  note = both('Why the expiry changes'),
): Field {
  return requiredField('scene', note, { maxLength: 64, values, sample: 'RENEWAL' });
}

export const sceneOrder = order(
  () => mockSceneOrders.RENEWAL,
  both(
    "Order ID of the conversion or of the renewal. For a cancelled renewal, Huawei's pages differ: the order of the cancellation, or the renewal that is cancelled",
  ),
);

/** Another product after the change. */
export const changedProduct: Field = {
  ...requiredField(
    'productId',
    both('Product ID; sent if the period changes or a trial is converted to a subscription'),
    { maxLength: 64, reference: true, sample: mockProduct.productId, variant: true },
  ),
  required: false,
};

export const expireTime = requiredField('expireTime', both('New expiry, yyyyMMddHHmmss'), {
  maxLength: 20,
  format: 'expire-time',
  sample: ({ now }) => utcSeconds(addDays(now, 365)),
});

export const instanceExpireTime: Field = {
  ...expireTime,
  note: both(
    'New expiry, yyyyMMddHHmmss, UTC according to the latest page (one example includes milliseconds)',
  ),
  forms: ['millis'],
};

export const status = requiredField('status', both('New status: FREEZE to freeze, UNFREEZE to unfreeze'), {
  maxLength: 32,
  values: ['FREEZE', 'UNFREEZE'],
  sample: 'FREEZE',
});

/** Order and line of an unsubscription; not sent by default, because an expired instance has none. */
export const unsubscription: readonly Field[] = order(
  () => 'MOCKMONTYUNSUBSCRIBE',
  both('Order ID of the unsubscription; sent only if the buyer unsubscribed'),
).map((field) => ({
  ...field,
  required: false,
  together: field.name === 'orderId' ? 'orderLineId' : 'orderId',
  variant: true,
}));
