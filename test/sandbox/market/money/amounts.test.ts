import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  formatAmount,
  formatInCents,
  multiply,
  parseAmount,
  shareInCents,
} from '../../../../src/sandbox/market/money/amounts.ts';

const amounts = fc.integer({ min: -1e15, max: 1e15 });

describe('an amount', () => {
  it.each([
    ['100', 100_000_000, '100'],
    ['12.50', 12_500_000, '12.5'],
    ['-0.3', -300_000, '-0.3'],
    ['0.000001', 1, '0.000001'],
    ['0.0000010', 1, '0.000001'],
    ['0', 0, '0'],
    ['-0', 0, '0'],
    ['1000', 1_000_000_000, '1000'],
    ['9007199254.740991', Number.MAX_SAFE_INTEGER, '9007199254.740991'],
  ])('%s is %d millionths, written %s', (text, amount, written) => {
    expect(parseAmount(text)).toBe(amount);
    expect(formatAmount(amount)).toBe(written);
  });

  it.each([
    '',
    '1e3',
    '+1',
    '.5',
    '5.',
    '1,000',
    '¥1',
    ' 1',
    '0.0000001',
    '9007199254.740992',
    '1'.repeat(41),
  ])('is not %j', (text) => expect(parseAmount(text)).toBeUndefined());

  it('is read as it was written', () => {
    fc.assert(fc.property(amounts, (amount) => parseAmount(formatAmount(amount)) === amount));
  });

  it('is written without an exponent, and without zeros at its end', () => {
    fc.assert(
      fc.property(amounts, (amount) => /^-?(0|[1-9]\d*)(\.\d{0,5}[1-9])?$/.test(formatAmount(amount))),
    );
  });
});

describe('multiplication', () => {
  it.each([
    [300_000, '8', 2_400_000],
    [1, '0.4999', 0],
    [1, '0.5', 1],
    [-1, '0.5', -1],
    [-1, '0.4', 0],
    [500_000, '0.1', 50_000],
    [100_000_000, '1e2', 10_000_000_000],
  ])('%d × %s = %d', (amount, factor, product) => expect(multiply(amount, factor)).toBe(product));

  it('is exact for what a binary float cannot write', () => {
    expect(formatAmount(multiply(100_000, '0.7'))).toBe('0.07');
    expect(formatAmount(multiply(1_100_000, '1.1'))).toBe('1.21');
  });

  it('stops at the largest amount', () => {
    expect(multiply(1_000_000, '9'.repeat(20))).toBe(Number.MAX_SAFE_INTEGER);
    expect(multiply(-1_000_000, '9'.repeat(20))).toBe(-Number.MAX_SAFE_INTEGER);
  });

  it('refuses what is not a number', () => expect(() => multiply(1, 'x')).toThrow(TypeError));

  it('is symmetric about zero, and by an integer the repeated sum', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9999 }), (amount, count) => {
        expect(multiply(amount, String(count))).toBe(amount * count || 0);
        expect(multiply(-amount, '0.37') + multiply(amount, '0.37')).toBe(0);
      }),
    );
  });
});

describe('a share in cents', () => {
  it.each([
    [100_000_000, 1, 3, '33.33'],
    [100_000_000, 2, 3, '66.67'],
    [100_000_000, 1, 8, '12.5'],
    [10_000, 1, 2, '0.01'],
    [10_000, 49, 100, '0'],
  ])('%d · %d / %d = %s', (amount, part, whole, share) => {
    expect(formatAmount(shareInCents(amount, part, whole))).toBe(share);
  });
});

test.each([
  ['109.95335', '109.95'],
  ['109.955', '109.96'],
  ['-109.955', '-109.96'],
  ['-0.004', '-0.004'],
  ['0', '0'],
  ['0.005', '0.01'],
  ['12.5', '12.5'],
  ['500', '500'],
  ['999999.999999', '1000000'],
])('%s yuan are paid as %s', (exact, shown) => {
  expect(formatInCents(parseAmount(exact) ?? Number.NaN)).toBe(shown);
  expect(formatInCents(exact)).toBe(shown);
});
