import * as v from 'valibot';
import { code as id } from '../../seller/contract.ts';

/** `yyyyMMddHHmmss` */
export const orderTime = v.pipe(v.string(), v.regex(/^\d{14}$/));
const money = v.optional(v.string());
const extendParams = v.optional(v.array(v.strictObject({ name: v.string(), value: v.string() })));

const orderLine = v.strictObject({
  orderLineId: id,
  chargingMode: v.picklist(['ON_DEMAND', 'ONE_TIME', 'PERIOD', 'ON_DEMAND_PKG']),
  periodType: v.optional(v.picklist(['year', 'month', 'day'])),
  periodNumber: v.optional(v.pipe(v.number(), v.integer())),
  expireTime: v.optional(orderTime),
  productInfo: v.array(
    v.strictObject({
      productId: id,
      skuCode: id,
      linearValue: v.optional(v.pipe(v.number(), v.integer())),
      productName: id,
    }),
  ),
  extendParams,
  currency: money,
  currencyAfterDiscount: money,
});

const nullableText = v.optional(v.nullable(v.string()));

/** An order as the order query returns it. */
export const orderInfo = v.strictObject({
  orderId: id,
  orderType: v.picklist(['NEW', 'TRIAL', 'TRIAL_TO_FORMAL', 'UNSUBSCRIBE', 'RENEW', 'CHANGE']),
  createTime: orderTime,
  orderLine: v.pipe(v.array(orderLine), v.minLength(1)),
  buyerInfo: v.optional(
    v.strictObject({
      mobilePhone: nullableText,
      email: nullableText,
      customerId: nullableText,
      customerName: nullableText,
      customerRealName: nullableText,
      customerType: v.optional(v.nullable(v.number())),
      userId: nullableText,
      userName: nullableText,
    }),
  ),
  extendParams,
});

export type OrderInfo = v.InferOutput<typeof orderInfo>;
