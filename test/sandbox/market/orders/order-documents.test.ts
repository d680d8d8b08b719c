import { expect, test } from 'vitest';
import {
  type OrderFacts,
  type OrderLineFacts,
  orderDocument,
  orderProductName,
} from '../../../../src/sandbox/market/orders/order-documents.ts';
import { readSeed } from '../../../../src/sandbox/seed/seed.ts';

const yuan = 1_000_000;
const buyer = {
  id: 'd78cbac186b744899480f25bd022f468',
  name: 'hw12345678',
  type: 'enterprise',
} as const;

const yearly: OrderLineFacts = {
  id: 'CS2207261447AUY4H-000001',
  charging: 'PERIOD',
  period: { type: 'year', number: 1 },
  expiresAt: Date.UTC(2023, 6, 26, 15, 59, 59),
  priceId: 'OFFI846204237451911168',
  skuCode: 'sku',
  quantity: 10,
  productName: '云办公,标准版,包周期',
  parameters: [{ name: 'emailDomainName', value: 'test.xxxx.com' }],
  listAmount: 120 * yuan,
  paidAmount: 100.5 * yuan,
};

function document(order: Partial<OrderFacts>, line: Partial<OrderLineFacts> = {}) {
  const facts: OrderFacts = {
    id: 'CS2207261447AUY4H',
    type: 'NEW',
    createdAt: Date.UTC(2022, 6, 26, 6, 47, 36),
    lines: [{ ...yearly, ...line }],
    buyer,
    ...order,
  };
  const made = orderDocument(facts);
  // Every document can be seeded: it has the members and types of the order API.
  expect(readSeed({ orders: [{ orderInfo: made }] }).orders[0]?.orderInfo).toEqual(made);
  return made;
}

test("the document of a purchase has the times of Huawei's sample", () => {
  expect(document({})).toEqual({
    orderId: 'CS2207261447AUY4H',
    orderType: 'NEW',
    createTime: '20220726064736',
    orderLine: [
      {
        orderLineId: 'CS2207261447AUY4H-000001',
        chargingMode: 'PERIOD',
        periodType: 'year',
        periodNumber: 1,
        expireTime: '20230726155959',
        productInfo: [
          {
            productId: 'OFFI846204237451911168',
            skuCode: 'sku',
            linearValue: 10,
            productName: '云办公,标准版,包周期',
          },
        ],
        extendParams: [{ name: 'emailDomainName', value: 'test.xxxx.com' }],
        currency: '120',
        currencyAfterDiscount: '100.5',
      },
    ],
    buyerInfo: {
      mobilePhone: null,
      email: null,
      customerId: 'd78cbac186b744899480f25bd022f468',
      customerName: 'hw12345678',
      customerRealName: null,
      customerType: 1,
      userId: null,
      userName: null,
    },
    extendParams: [],
  });
});

test.each([
  ['NEW', { periodType: 'year', periodNumber: 1, expireTime: '20230726155959', currency: '120' }],
  ['TRIAL', { periodType: 'year', expireTime: '20230726155959', currency: '0', currencyAfterDiscount: '0' }],
  ['TRIAL_TO_FORMAL', { expireTime: '20230726155959', currency: '120', currencyAfterDiscount: '100.5' }],
  ['RENEW', { expireTime: '20230726155959', currency: '120', currencyAfterDiscount: '100.5' }],
  ['CHANGE', { expireTime: '20230726155959', currency: '120', currencyAfterDiscount: '100.5' }],
] as const)('the line of %s', (type, expected) => {
  expect(document({ type }).orderLine[0]).toMatchObject(expected);
});

test('an unsubscription has the negative refund twice', () => {
  const { orderLine } = document({ type: 'UNSUBSCRIBE' }, { paidAmount: -100 * yuan });
  expect(orderLine[0]).toMatchObject({ currency: '-100', currencyAfterDiscount: '-100' });
});

test.each([
  ['ONE_TIME', 'NEW', { expireTime: undefined, periodType: undefined, currency: '120' }],
  ['ONE_TIME', 'UNSUBSCRIBE', { expireTime: '20230726155959', periodType: undefined }],
  [
    'ON_DEMAND',
    'NEW',
    { expireTime: undefined, periodType: undefined, currency: '0', currencyAfterDiscount: '0' },
  ],
  ['ON_DEMAND_PKG', 'NEW', { expireTime: '20230726155959', periodType: undefined, currency: '120' }],
] as const)('%s, %s', (charging, type, expected) => {
  const [line] = document({ type }, { charging }).orderLine;
  expect({ expireTime: undefined, periodType: undefined, ...line }).toMatchObject(expected);
});

test('pay-per-use has a line for each billing item', () => {
  const line = (number: number) => ({ ...yearly, charging: 'ON_DEMAND', id: `O-00000${number}` }) as const;
  const { orderLine } = document({ lines: [line(1), line(2)] });
  expect(orderLine.map(({ orderLineId }) => orderLineId)).toEqual(['O-000001', 'O-000002']);
});

test.each(['TRIAL_TO_FORMAL', 'RENEW', 'CHANGE', 'UNSUBSCRIBE'] as const)(
  '%s repeats no parameters',
  (type) => {
    expect(document({ type }).orderLine[0]?.extendParams).toEqual([]);
  },
);

test('without a quantity attribute there is no linearValue', () => {
  expect(document({}, { quantity: undefined }).orderLine[0]?.productInfo[0]).not.toHaveProperty(
    'linearValue',
  );
});

test('the name of what was bought has at most 64 characters', () => {
  expect(orderProductName('云办公', '标准版', 'PERIOD')).toMatch(/^云办公,标准版,包/);
  expect(orderProductName('x'.repeat(100), 'y', 'PERIOD')).toHaveLength(64);
});
