import { type Decimal, formatDecimal, parseDecimal } from '../../../text/decimal.ts';
import type { Amount } from '../model/model.ts';

const scale = 6;
const largest = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Parses yuan such as `100` or `-0.5`; `undefined` for anything else, and for a number that an amount cannot represent
 * exactly.
 */
export function parseAmount(text: string): Amount | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const decimal = parseDecimal(text);
  if (!decimal) return undefined;
  const unit = 10n ** BigInt(Math.abs(scale - decimal.scale));
  if (decimal.scale > scale && decimal.units % unit !== 0n) return undefined;
  const millionths = decimal.scale > scale ? decimal.units / unit : decimal.units * unit;
  return millionths > largest || millionths < -largest ? undefined : Number(millionths);
}

/** Formats yuan as the order API does: `100`, `12.5`, `-0.3`. */
export function formatAmount(amount: Amount): string {
  return formatDecimal({ units: BigInt(amount), scale }).replace(/\.?0+$/, '');
}

const cent = 10_000n;

/**
 * Formats yuan rounded half up to a cent; less than half a cent stays exact. Stored amounts and JSON are exact.
 *
 * @param amount an amount, or one that {@link formatAmount} has written
 */
export function formatInCents(amount: Amount | string): string {
  const exact = typeof amount === 'string' ? (parseAmount(amount) ?? 0) : amount;
  return formatAmount(Number(divideHalfUp(BigInt(exact), cent) * cent) || exact);
}

/**
 * Multiplies an amount by a decimal number, rounded half up to a millionth.
 *
 * @throws TypeError when the factor is not a decimal number
 */
export function multiply(amount: Amount, factor: string): Amount {
  return sumProducts([{ amount, factor: decimalOf(factor) }]);
}

/** Returns the sum of products, rounded once, half up to a millionth, and limited to what an amount can represent. */
export function sumProducts(parts: readonly { readonly amount: Amount; readonly factor: Decimal }[]): Amount {
  const most = parts.reduce((places, { factor }) => Math.max(places, factor.scale), 0);
  const units = parts.reduce(
    (sum, { amount, factor }) => sum + BigInt(amount) * factor.units * 10n ** BigInt(most - factor.scale),
    0n,
  );
  return amountOf(divideHalfUp(units, 10n ** BigInt(most)));
}

/** Returns `amount` · `numerator` / `denominator` in yuan with two decimal places, rounded half up. */
export function shareInCents(amount: Amount, numerator: number, denominator: number): Amount {
  return amountOf(divideHalfUp(BigInt(amount) * BigInt(numerator), BigInt(denominator) * cent) * cent);
}

/** Parses a decimal number that was validated before. @throws TypeError */
export function decimalOf(text: string): Decimal {
  const decimal = parseDecimal(text);
  if (!decimal) throw new TypeError(`not a decimal number: ${text}`);
  return decimal;
}

/** Rounds half a unit away from zero, so that a refund is the negative of what was paid. */
function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor : divisor;
  return (dividend * 2n + half) / (divisor * 2n);
}

function amountOf(millionths: bigint): Amount {
  if (millionths > largest) return Number(largest);
  return Number(millionths < -largest ? -largest : millionths);
}
