import { expect, test } from 'vitest';
import { renderOrder } from '../../../src/calls/cli/order.ts';
import { useLanguage } from '../../../src/text/translate.ts';

const line = {
  orderLineId: 'CS2207261447AUY4H-000001',
  chargingMode: 'PERIOD',
  periodNumber: 1,
  periodType: 'year',
  expireTime: '20250726064736',
  productInfo: [
    { productName: 'Mock 商品', skuCode: '0a4d1578-5295-46a7-92d4-6fd22abc3e48', linearValue: 50 },
    { productName: 'Another', skuCode: 'b', linearValue: 1 },
  ],
};
const order = { orderInfo: { orderId: 'CS2207261447AUY4H', orderType: 'NEW', orderLine: [line] } };

test('renders the type and period of an order in both languages', () => {
  useLanguage('zh');
  const withPeriod = (periodNumber: number, periodType: string) =>
    renderOrder(
      { orderInfo: { ...order.orderInfo, orderLine: [{ ...line, periodNumber, periodType }] } },
      200,
    );
  expect(withPeriod(1, 'year')).toMatch(/^CS2207261447AUY4H {2}新购（NEW）.*包周期 1 年/s);
  expect(withPeriod(3, 'month')).toContain('包周期 3 个月');
  expect(withPeriod(7, 'day')).toContain('包周期 7 天');
  useLanguage('en');
  expect(withPeriod(1, 'year')).toMatch(/NEW \(new purchase\).*period 1 year/s);
  expect(withPeriod(7, 'day')).toContain('period 7 days');
});

test('renders a table with a row per product where it fits', () => {
  const lines = renderOrder(order, 200).split('\n');
  expect(lines.slice(-3)[0]).toMatch(/^ORDER LINE +CHARGING +EXPIRES/);
  expect(lines.slice(-2)[0]).toContain('0a4d1578-5295-46a7-92d4-6fd22abc3e48');
});

test.each(['en', 'zh'] as const)(
  'renders a block per product in 80 columns without cutting anything (%s)',
  (language) => {
    useLanguage(language);
    const text = renderOrder(order, 80);
    expect(text).not.toContain('…');
    for (const id of [
      line.orderLineId,
      '0a4d1578-5295-46a7-92d4-6fd22abc3e48',
      '2025-07-26 06:47:36',
      'Another',
    ]) {
      expect(text).toContain(id);
    }
    expect(text.split('\n\n')).toHaveLength(3);
  },
);
