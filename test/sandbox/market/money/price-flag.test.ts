import { expect, it } from 'vitest';
import { parsePriceFlag, priceFlag } from '../../../../src/sandbox/market/money/price-flag.ts';
import { priceOf } from '../../../../src/sandbox/market/money/prices.ts';

it.each([
  'year=100',
  '3month=27.5',
  '15day=0',
  'once=500',
  'package=80/100',
  'calls=0.5/hour',
  'calls=0.000001/day',
  'calls=step:0.3@3,0.2/day',
  'calls=tier:0.3@3,0.25@10,0.2/hour',
])('writes the price %s as it is read', (text) => {
  const { terms } = parsePriceFlag(text);
  expect(priceFlag(priceOf('OFFI1', 'sku', terms))).toBe(text);
});
