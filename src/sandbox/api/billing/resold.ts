import { addDays, dayOf } from '../../../openapi/billing/periods.ts';
import { formatMoney } from '../../../text/decimal.ts';
import type { ResoldItem } from '../../state/billing.ts';
import { dailyUnits, scale, unitsOf } from './amounts.ts';

/** A JSON number with the digits as they are: money is a decimal number here, not a text. */
function decimalNumber(units: bigint): unknown {
  const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };
  return rawJSON(formatMoney({ units, scale }));
}

/** Returns the fees of a customer for an item, by day of a month: negative for unsubscriptions and write-offs. */
function unitsByDay(item: ResoldItem, month: string, now: Date) {
  // Up to 24:00 of the day before.
  const until = addDays(dayOf(now), -1);
  const units = unitsOf(item.amount) * (item.billType === '0' ? 1n : -1n);
  return dailyUnits(item, units, month, until);
}

export function activeItems(items: readonly ResoldItem[], month: string, now: Date): readonly ResoldItem[] {
  return items.filter((item) => unitsByDay(item, month, now).length > 0);
}

/** A member of `bill_sums`: the fees of a customer for an item in a month. */
export function monthlySum(item: ResoldItem, month: string, now: Date): Readonly<Record<string, unknown>> {
  const units = unitsByDay(item, month, now).reduce((sum, [, one]) => sum + one, 0n);
  const [coupon, debt] = [(units * BigInt(item.couponPercent)) / 100n, unitsOf(item.debt ?? '0')];
  return {
    customer_id: item.customer,
    cloud_service_type: item.service,
    cloud_service_type_name: item.serviceName,
    resource_type_code: item.resourceType,
    resource_type_name: item.resourceTypeName,
    bill_type: item.billType,
    charge_mode: item.chargeMode,
    amount: decimalNumber(units),
    debt_amount: decimalNumber(debt),
    adjustment_amount: decimalNumber(0n),
    discount_amount: decimalNumber(0n),
    measure_id: 1,
    account_details: [
      {
        balance_type: 'BALANCE_TYPE_CREDIT',
        amount: decimalNumber(units - coupon - debt),
        bill_type: item.billType,
      },
      ...(coupon === 0n
        ? []
        : [{ balance_type: 'BALANCE_TYPE_COUPON', amount: decimalNumber(coupon), bill_type: item.billType }]),
    ],
  };
}

/** The members of `fee_records` of an item in a month: one a day, or a single one if it is paid at once. */
export function feeRecords(
  item: ResoldItem,
  month: string,
  now: Date,
): readonly Readonly<Record<string, unknown>>[] {
  return unitsByDay(item, month, now).map(([day, units]) => ({
    bill_cycle: month,
    customer_id: item.customer,
    association_type: item.association === 'resell' ? '2' : '1',
    service_type_code: item.service,
    resource_type_code: item.resourceType,
    region_code: item.region,
    charging_mode: Number(item.chargeMode),
    bill_detail_type: item.billType === '1' ? 4 : item.chargeMode === '1' ? 1 : 5,
    trade_id: `${item.id}-${day.replaceAll('-', '')}`,
    trade_time: `${day}T15:30:00Z`,
    consume_time: `${day}T00:00:00Z`,
    resource_id: item.resource,
    resource_name: item.resource,
    official_amount: decimalNumber(units),
    payment_amount: decimalNumber(units),
    credit_amount: decimalNumber(units),
  }));
}
