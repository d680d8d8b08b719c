import type { OrderInfo } from '../state/orders.ts';

type Line = OrderInfo['orderLine'][number];

function period(periodType: 'year' | 'month' | 'day', periodNumber: number, expireTime: string) {
  return { chargingMode: 'PERIOD', periodType, periodNumber, expireTime } as const;
}

const yearly = period('year', 1, '20251121235959');
const monthly = period('month', 1, '20241221235959');
const trial = period('day', 7, '20241128235959');

interface MockOrder {
  readonly orderType: OrderInfo['orderType'];
  readonly charging: Pick<Line, 'chargingMode' | 'periodType' | 'periodNumber' | 'expireTime'>;
  /** Last part of the product's name. */
  readonly sale: string;
}

/**
 * The nine orders that the live service returns for debugging. The body of `MOCKPERIODYEARNEW` is as it was seen; the
 * others are derived from the documented fields.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
const mockOrders = {
  MOCKPERIODYEARNEW: { orderType: 'NEW', charging: yearly, sale: '包周期' },
  MOCKONETIMENEW: { orderType: 'NEW', charging: { chargingMode: 'ONE_TIME' }, sale: '一次性' },
  MOCKONDEMAND: { orderType: 'NEW', charging: { chargingMode: 'ON_DEMAND' }, sale: '按需' },
  MOCKONDEMANDPKG: {
    orderType: 'NEW',
    charging: { ...yearly, chargingMode: 'ON_DEMAND_PKG' },
    sale: '按需套餐包',
  },
  MOCKPERIODDAYTRIAL: { orderType: 'TRIAL', charging: trial, sale: '包周期' },
  MOCKMONTYTRIALTOFORMAL: { orderType: 'TRIAL_TO_FORMAL', charging: monthly, sale: '包周期' },
  MOCKMONTYUNSUBSCRIBE: { orderType: 'UNSUBSCRIBE', charging: monthly, sale: '包周期' },
  MOCKMONTYRENEW: { orderType: 'RENEW', charging: monthly, sale: '包周期' },
  MOCKMONTYCHANGE: { orderType: 'CHANGE', charging: monthly, sale: '包周期' },
} as const satisfies Readonly<Record<string, MockOrder>>;

export type MockOrderId = keyof typeof mockOrders;

export const mockOrderIds = Object.keys(mockOrders) as readonly MockOrderId[];

export function isMockOrderId(id: string): id is MockOrderId {
  return Object.hasOwn(mockOrders, id);
}

/** The `orderInfo` of a mock order. By default, its line id is the order id and `-000001`. */
export function mockOrder(
  mock: MockOrderId,
  orderId: string = mock,
  orderLineId = `${orderId}-000001`,
): OrderInfo {
  const { orderType, charging, sale } = mockOrders[mock];
  return {
    orderId,
    orderType,
    createTime: '20241121090846',
    orderLine: [
      {
        orderLineId,
        ...charging,
        productInfo: [
          {
            productId: 'OFFI846204237451911168',
            skuCode: '0a4d1578-5295-46a7-92d4-7c803dccc51d',
            linearValue: 50,
            productName: `MOCK测试商品,测试规格,基础版,${sale}`,
          },
        ],
        extendParams: [
          { name: 'emailDomainName', value: 'test.xxxx.com' },
          { name: 'ip', value: '127.0.0.1' },
        ],
        currency: '100',
        currencyAfterDiscount: '100',
      },
    ],
    buyerInfo: {
      mobilePhone: '18688888888',
      email: null,
      customerId: '459bbbec25d24749b2eb83be37b602a8',
      customerName: 'mock_user_01',
      customerRealName: '测试用户1',
      customerType: 0,
      userId: null,
      userName: null,
    },
    extendParams: [],
  };
}
