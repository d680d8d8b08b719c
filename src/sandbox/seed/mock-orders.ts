import { type MockOrderId, mockLine, mockOrders } from '../../callback/protocols/mock-orders.ts';
import { readData } from '../../text/data.ts';
import type { OrderInfo } from '../state/orders.ts';

type Line = OrderInfo['orderLine'][number];
type Charging = Pick<Line, 'chargingMode' | 'periodType' | 'periodNumber' | 'expireTime'>;

/** `data/mock-orders.yaml` */
interface MockOrders {
  readonly orders: Readonly<
    Record<MockOrderId, Pick<OrderInfo, 'orderType'> & { readonly line: Charging; readonly sale: string }>
  >;
  readonly order: Pick<OrderInfo, 'createTime' | 'buyerInfo' | 'extendParams'>;
  readonly line: Pick<Line, 'extendParams' | 'currency' | 'currencyAfterDiscount'>;
  readonly product: Line['productInfo'][number];
}

let known: MockOrders | undefined;

export function isMockOrderId(text: string): text is MockOrderId {
  return mockOrders.some(({ id }) => id === text);
}

/** The `orderInfo` of a mock order. By default, its line id is the order id and `-000001`. */
export function mockOrder(
  mock: MockOrderId,
  orderId: string = mock,
  orderLineId = mockLine(orderId),
): OrderInfo {
  known ??= readData('mock-orders') as MockOrders;
  const { order, line, product } = known;
  const { orderType, line: charging, sale } = known.orders[mock];
  const { createTime, ...rest } = order;
  const productInfo = [{ ...product, productName: `${product.productName},${sale}` }];
  const orderLine = [{ orderLineId, ...charging, productInfo, ...line }];
  return { orderId, orderType, createTime, orderLine, ...rest };
}
