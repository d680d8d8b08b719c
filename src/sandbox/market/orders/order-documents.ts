import type { ChargingMode } from '../../../seller/contract.ts';
import { chargingWords } from '../../../seller/words.ts';
import type { OrderInfo } from '../../state/orders.ts';
import { formatOrderTime } from '../../state/times.ts';
import type { Amount, Instance, OrderType, Period } from '../model/model.ts';
import { formatAmount } from '../money/amounts.ts';
import type { Buyer } from './buyers.ts';

export interface OrderFacts {
  readonly id: string;
  readonly type: OrderType;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lines: readonly OrderLineFacts[];
  readonly buyer: Pick<Buyer, 'id' | 'name' | 'type'> & Partial<Buyer>;
}

export interface OrderLineFacts {
  readonly id: string;
  readonly charging: ChargingMode;
  /** The purchased period; of a trial, its days. */
  readonly period?: Period | undefined;
  /** The expiry after the order; for an unsubscription the restored one, or the time of the release. */
  readonly expiresAt?: number | undefined;
  readonly priceId: string;
  readonly skuCode: string;
  readonly quantity?: number | undefined;
  readonly productName: string;
  readonly parameters: Instance['parameters'];
  readonly listAmount: Amount;
  /** Negative for a refund. */
  readonly paidAmount: Amount;
}

/** Returns `productName` of an order line, in Chinese as KooGallery has it; at most 64 characters. */
export function orderProductName(product: string, sku: string, charging: ChargingMode): string {
  return `${product},${sku},${chargingWords[charging].zh}`.slice(0, 64);
}

/**
 * Returns an order as the order query does.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export function orderDocument({ id, type, createdAt, lines, buyer }: OrderFacts): OrderInfo {
  return {
    orderId: id,
    orderType: type,
    createTime: formatOrderTime(new Date(createdAt)),
    orderLine: lines.map((line) => lineDocument(line, type)),
    buyerInfo: {
      mobilePhone: buyer.mobile ?? null,
      email: buyer.email ?? null,
      customerId: buyer.id,
      customerName: buyer.name,
      customerRealName: buyer.realName ?? null,
      customerType: buyer.type === 'enterprise' ? 1 : 0,
      // KooGallery names the user only with the buyer's consent.
      userId: null,
      userName: null,
    },
    extendParams: [],
  };
}

function lineDocument(line: OrderLineFacts, type: OrderType): OrderInfo['orderLine'][number] {
  const { charging, period, expiresAt, quantity } = line;
  const isRefund = type === 'UNSUBSCRIBE';
  const isPurchase = type === 'NEW' || type === 'TRIAL';
  const isFree = type === 'TRIAL' || (charging === 'ON_DEMAND' && !isRefund);
  const hasExpiry = charging === 'PERIOD' || charging === 'ON_DEMAND_PKG' || isRefund;
  const money = (amount: Amount) => (isFree ? '0' : formatAmount(amount));
  return {
    orderLineId: line.id,
    chargingMode: charging,
    ...(charging === 'PERIOD' && period && { periodType: period.type, periodNumber: period.number }),
    ...(hasExpiry && expiresAt !== undefined && { expireTime: formatOrderTime(new Date(expiresAt)) }),
    productInfo: [
      {
        productId: line.priceId,
        skuCode: line.skuCode,
        ...(quantity !== undefined && { linearValue: quantity }),
        productName: line.productName,
      },
    ],
    extendParams: isPurchase ? [...line.parameters] : [],
    currency: money(isRefund ? line.paidAmount : line.listAmount),
    currencyAfterDiscount: money(line.paidAmount),
  };
}
