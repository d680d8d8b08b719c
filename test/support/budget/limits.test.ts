import { expect, it } from 'vitest';
import { isWholeSuite } from './count.ts';
import { excesses, type Limits, limits } from './limits.ts';

const product: Limits = limits.product ?? expect.unreachable('the project is gone');

it('names what is above a limit, and nothing that has just reached it', () => {
  expect(excesses('product', product)).toEqual([]);
  expect(excesses('product', { ...product, browsers: product.browsers + 1 })).toEqual([
    `The tests of "product" started ${product.browsers + 1} browsers; the limit is ${product.browsers} (test/support/budget/limits.ts).`,
  ]);
});

it('does not limit what is about endurance', () => {
  expect(excesses('endurance', { processes: 1e6, servers: 1e6, browsers: 1e6, suites: 1e6 })).toEqual([]);
});

it.each([
  ['koo callback test --demo', true],
  ['koo sso test https://isv.example.com/sso/callback', true],
  ['koo callback test --demo --only V2-LIFE-NEW', false],
  ['koo callback test --list', false],
  ['koo callback send newInstance', false],
])('%s runs a whole suite: %s', (line, isWhole) => {
  expect(isWholeSuite(line.split(' '))).toBe(isWhole);
});
