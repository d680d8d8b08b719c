import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareDecimals,
  type Decimal,
  formatDecimal,
  formatMoney,
  parseDecimal,
  sumDecimals,
} from '../../src/text/decimal.ts';

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

const sum = (...texts: string[]) => formatDecimal(sumDecimals(texts.map(decimal)));

describe('sums', () => {
  test('are exact where binary floats are not', () => {
    expect(sum('0.1', '0.2')).toBe('0.3');
    expect(sum('9007199254740993', '0.01')).toBe('9007199254740993.01');
    expect(sum('1.10', '-1.1', '0.001')).toBe('0.001');
    expect(sum()).toBe('0');
  });

  test('equal a sum in cents, for any numbers', () => {
    const cents = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(
      fc.property(fc.array(cents), (all) => {
        const texts = all.map((units) => formatDecimal({ units, scale: 2 }));
        expect(sumDecimals(texts.map(decimal)).units).toBe(all.reduce((total, one) => total + one, 0n));
      }),
    );
  });
});

test.each([
  ['12.50', '12.50'],
  ['-0.05', '-0.05'],
  ['0E-8', '0.00000000'],
  ['1.5e3', '1500'],
  ['15E-1', '1.5'],
  ['+7', '7'],
  ['0', '0'],
])('reads %s as %s', (text, written) => {
  expect(formatDecimal(decimal(text))).toBe(written);
});

test.each([
  '',
  'x1',
  '1x',
  '-',
  '1.5e',
  '.5',
  '5.',
  '1,000',
  'NaN',
  '0x10',
  '1e100',
  ' 1',
  '1'.repeat(41),
  `0.${'1'.repeat(41)}`,
])('does not read %j', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

test.each([
  ['12', '12.00'],
  ['12.5', '12.50'],
  ['12.500000', '12.50'],
  ['12.345600', '12.3456'],
  ['-0.1', '-0.10'],
])('shows the money %s as %s', (text, shown) => {
  expect(formatMoney(decimal(text))).toBe(shown);
});

test('compares by value, not by text', () => {
  expect(['10', '9.99', '-1', '10.00'].map(decimal).toSorted(compareDecimals).map(formatDecimal)).toEqual([
    '-1',
    '9.99',
    '10',
    '10.00',
  ]);
});
