/** An exact decimal number: `units` · 10^-`scale`. Money never goes through a binary float. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/**
 * Parses a decimal number as JSON and Java write it: `12.50`, `-3`, `0E-8`; `undefined` for anything else, and for a
 * number of more than 40 digits on either side.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text) ?? [];
  if (whole === '') return undefined;
  const scale = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -scale));
  return { units: sign === '-' ? -units : units, scale: Math.max(0, scale) };
}

/** An amount of money as a user types it. */
export const amountPattern = /^\d{1,12}(\.\d{1,6})?$/;

/** A value of metered usage: more than 0, at most 4 decimal places. */
export const usageValuePattern = /^(?=.*[1-9])\d+(\.\d{1,4})?$/;

/** The exact sum; it keeps the most decimal places of its parts. */
export function sumDecimals(numbers: readonly Decimal[]): Decimal {
  const scale = numbers.reduce((most, one) => Math.max(most, one.scale), 0);
  return { units: numbers.reduce((sum, one) => sum + unitsAt(one, scale), 0n), scale };
}

/** Negative, 0 or positive, for sorting. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = unitsAt(a, scale) - unitsAt(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Writes a number without an exponent and with all its decimal places. */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  return `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${fraction}` : ''}`;
}

/** Writes an amount of money for people: two decimal places, and more only where they say something. */
export function formatMoney(amount: Decimal): string {
  const text = formatDecimal({
    units: unitsAt(amount, Math.max(2, amount.scale)),
    scale: Math.max(2, amount.scale),
  });
  return text.replace(/(\.\d\d\d*?)0+$/, '$1');
}

function unitsAt({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}
