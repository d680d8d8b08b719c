import type { ChargingMode } from '../../../seller/contract.ts';
import { chargingWords } from '../../../seller/words.ts';
import { formatDecimal } from '../../../text/decimal.ts';
import type { OrderInfo } from '../../state/orders.ts';
import { formatOrderTime } from '../../state/times.ts';
import type { Amount, OrderType, Period } from '../model/model.ts';

/** Facts from which the document of the order API is made. */
export interface OrderFacts {
  readonly id: string;
  readonly type: OrderType;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lines: readonly OrderLineFacts[];
  readonly buyer: OrderBuyer;
  /** The buyer has agreed that the seller learns who ordered. */
  readonly consent?: boolean;
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
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly listAmount: Amount;
  /** Negative for a refund. */
  readonly paidAmount: Amount;
}

export interface OrderBuyer {
  readonly accountId: string;
  readonly accountName: string;
  readonly realName?: string | undefined;
  readonly type: 'enterprise' | 'individual';
  readonly mobilePhone?: string | undefined;
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
  readonly userName?: string | undefined;
}

const maxProductName = 64;

/**
 * Returns `productName` of an order line: product, specification and charging mode, in Chinese as KooGallery has it.
 */
export function orderProductName(product: string, sku: string, charging: ChargingMode): string {
  return `${product},${sku},${chargingWords[charging].zh}`.slice(0, maxProductName);
}

/**
 * Returns an order as the order query does.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export function orderDocument({ id, type, createdAt, lines, buyer, consent }: OrderFacts): OrderInfo {
  const isPurchase = type === 'NEW' || type === 'TRIAL';
  const mayName = isPurchase && consent === true;
  return {
    orderId: id,
    orderType: type,
    createTime: formatOrderTime(new Date(createdAt)),
    orderLine: lines.map((line) => lineDocument(line, type)),
    buyerInfo: {
      mobilePhone: buyer.mobilePhone ?? null,
      email: buyer.email ?? null,
      customerId: buyer.accountId,
      customerName: buyer.accountName,
      customerRealName: buyer.realName ?? null,
      customerType: buyer.type === 'enterprise' ? 1 : 0,
      userId: mayName ? (buyer.userId ?? null) : null,
      userName: mayName ? (buyer.userName ?? null) : null,
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
  const money = (amount: Amount) => (isFree ? '0' : amountText(amount));
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
    extendParams: isPurchase ? line.parameters.map(({ name, value }) => ({ name, value })) : [],
    currency: money(isRefund ? line.paidAmount : line.listAmount),
    currencyAfterDiscount: money(line.paidAmount),
  };
}

function amountText(amount: Amount): string {
  return formatDecimal({ units: BigInt(amount), scale: 6 }).replace(/\.?0+$/, '');
}
