import { KooError } from '../errors/koo-error.ts';
import { given, type JsonObject, objectOf } from '../text/json.ts';
import { both } from '../text/translate.ts';
import { incompleteResponseError, maxSaid, onOneLine } from './errors.ts';
import { type ApiResponse, basePath, listOf, type OpenApi, textOf } from './model.ts';

export interface OrderQuery {
  /** `CS…`, 64 characters at most. */
  readonly orderId: string;
  /** `<orderId>-000001` */
  readonly orderLineId?: string | undefined;
}

/**
 * The response, with the fields that are documented or were seen; koo prints it as it comes, with all others.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export interface OrderResponse extends JsonObject {
  /** `MKT.0000` */
  readonly resultCode?: string;
  readonly resultMsg?: string;
  readonly orderInfo?: OrderInfo;
}

interface OrderInfo extends JsonObject {
  readonly orderId?: string;
  /** `NEW`, `TRIAL`, `TRIAL_TO_FORMAL`, `UNSUBSCRIBE`, `RENEW` or `CHANGE`. */
  readonly orderType?: string;
  /** `yyyyMMddHHmmss`, UTC: of the order, not of its effect. */
  readonly createTime?: string;
  readonly orderLine?: readonly OrderLine[];
  readonly buyerInfo?: BuyerInfo;
  readonly extendParams?: readonly OrderParameter[] | null;
}

interface OrderLine extends JsonObject {
  readonly orderLineId?: string;
  /** `ON_DEMAND`, `ONE_TIME`, `PERIOD` or `ON_DEMAND_PKG`. */
  readonly chargingMode?: string;
  /** `year`, `month` or `day`; only with `PERIOD`. */
  readonly periodType?: string | null;
  readonly periodNumber?: number | null;
  /** `yyyyMMddHHmmss`, UTC: an estimate. */
  readonly expireTime?: string | null;
  readonly productInfo?: readonly OrderedProduct[];
  /** What the buyer entered. */
  readonly extendParams?: readonly OrderParameter[] | null;
  readonly currency?: string | null;
  readonly currencyAfterDiscount?: string | null;
}

interface OrderedProduct extends JsonObject {
  readonly productId?: string;
  readonly skuCode?: string;
  /** Value of the quantity attribute. */
  readonly linearValue?: number | null;
  readonly productName?: string;
}

interface BuyerInfo extends JsonObject {
  readonly customerId?: string | null;
  readonly customerName?: string | null;
  readonly customerRealName?: string | null;
  readonly customerType?: number | null;
  readonly mobilePhone?: string | null;
  readonly email?: string | null;
  /** Of the IAM user; only if the product asks for the authorisation. */
  readonly userId?: string | null;
  readonly userName?: string | null;
}

interface OrderParameter extends JsonObject {
  readonly name?: string;
  readonly value?: string | null;
}

/**
 * Queries an order. Times in it are `yyyyMMddHHmmss` in UTC (not reliably in mock orders).
 *
 * @returns the whole response: `resultCode`, `resultMsg`, `orderInfo`
 * @throws KooError; (business) `INCOMPLETE_ANSWER` for a success without an order, `OTHER_ORDER` for one about another
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export async function queryOrder(api: OpenApi, query: OrderQuery): Promise<OrderResponse> {
  const response = await requestOrder(api, query);
  const order: OrderResponse = response.json ?? {};
  assertOrder(response, order, query);
  return order;
}

/** @throws KooError (business, `INCOMPLETE_ANSWER`) */
async function requestOrder(api: OpenApi, { orderId, orderLineId }: OrderQuery): Promise<ApiResponse> {
  const response = await api.call({
    method: 'GET',
    path: `${basePath}/order/query`,
    query: Object.entries(given({ orderId, orderLineId })),
    idempotent: true,
  });
  if (textOf(objectOf(response.json?.orderInfo).orderId) === undefined)
    throw incompleteResponseError(response, 'orderInfo');
  return response;
}

/** @throws KooError (business, `OTHER_ORDER`) */
function assertOrder(
  response: ApiResponse,
  { orderInfo }: OrderResponse,
  { orderId, orderLineId }: OrderQuery,
): void {
  const info = objectOf(orderInfo);
  const received = textOf(info.orderId) ?? '';
  if (received !== orderId) throw otherOrderError(response, orderId, received);
  const lines = listOf(info.orderLine).map((line) => textOf(objectOf(line).orderLineId) ?? '');
  if (orderLineId !== undefined && lines.length > 0 && !lines.includes(orderLineId))
    throw otherOrderError(response, orderLineId, lines.join());
}

/** A success about another order or line: a cache or a proxy may have mixed up two responses. */
function otherOrderError({ status, requestId }: ApiResponse, wanted: string, received: string): KooError {
  return new KooError({
    category: 'business',
    code: 'OTHER_ORDER',
    message: both('The response is about another order: {received} instead of {wanted}', {
      received: onOneLine(received.slice(0, maxSaid)),
      wanted,
    }),
    hint: both(
      'Try again. If it happens again, check the proxy and the endpoint, or report it to Huawei with the request ID.',
    ),
    ...(requestId !== undefined && { requestId }),
    details: { status },
  });
}

/** Queries a mock order, which every seller may do: it proves the role. */
export async function queryMockOrder(api: OpenApi): Promise<JsonObject> {
  return (await requestOrder(api, { orderId: 'MOCKPERIODYEARNEW' })).json ?? {};
}
