import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { KooError } from '../../../../src/errors/koo-error.ts';
import type { Price } from '../../../../src/sandbox/market/model/model.ts';
import { formatAmount, parseAmount } from '../../../../src/sandbox/market/money/amounts.ts';
import { parsePriceFlag, setPrices } from '../../../../src/sandbox/market/money/price-flag.ts';
import {
  offeredPrices,
  orderAmount,
  packagePeriod,
  priceOf,
  pricesOf,
  upgradeFee,
  usageCost,
} from '../../../../src/sandbox/market/money/prices.ts';
import type { Product, Sku } from '../../../../src/seller/contract.ts';

const sku = (code: string, mode: Sku['charging_modes'][number], more: Partial<Sku> = {}): Sku => ({
  sku_code: code,
  name: code,
  charging_modes: [mode],
  ...more,
});
const product: Product = {
  product_id: 'OFFI1',
  name: { en: 'A', zh: 'B' },
  delivery: 'saas',
  status: 'on_sale',
  skus: [
    sku('period', 'PERIOD', { quantity_attribute: 'seats' }),
    sku('large', 'PERIOD'),
    sku('trial', 'PERIOD', { trial: 'published' }),
    sku('draft', 'PERIOD', { trial: 'draft' }),
    sku('once', 'ONE_TIME'),
    sku('payg', 'ON_DEMAND'),
    sku('pack', 'ON_DEMAND_PKG'),
  ],
};
const trials = { trial: { days: 15, open_to: 'all' } } as const;
const yuan = (text: string) => parseAmount(text)!;
const year = (number: number) => ({ type: 'year', number }) as const;
const month = (number: number) => ({ type: 'month', number }) as const;
const set = (...flags: string[]) => pricesOf(product, trials, setPrices(product, flags.map(parsePriceFlag)));
function thrownBy(act: () => unknown): KooError {
  try {
    act();
  } catch (error) {
    assert(error instanceof KooError);
    return error;
  }
  throw new Error('nothing was thrown');
}
const shown = (prices: readonly Price[]) =>
  prices.map(({ skuCode, amount, period, item }) =>
    [
      skuCode,
      ...(period ? [`${period.number}${period.type}`] : []),
      ...(item ? [item] : []),
      formatAmount(amount),
    ].join(' '),
  );

describe('the prices of a product', () => {
  it('are the usual ones of each charging mode where none are set', () => {
    expect(shown(pricesOf(product, trials))).toEqual([
      'period 1year 100',
      'period 1month 10',
      'large 1year 100',
      'large 1month 10',
      'trial 15day 0',
      'once 500',
      'payg usage 0.5',
      'pack 1month 80',
    ]);
    expect(pricesOf(product, trials).find(({ skuCode }) => skuCode === 'payg')).toMatchObject({
      cycle: 'hour',
      mode: 'fixed',
    });
    expect(pricesOf(product, trials).find(({ skuCode }) => skuCode === 'pack')?.included).toBe('100');
    expect(packagePeriod).toEqual(month(1));
  });

  it('are those that are set, for all specifications or for one', () => {
    const prices = set('year=120', 'large:year=200', 'year=110', 'calls=0.2/day', 'storage=0.01');
    expect(shown(prices)).toEqual([
      'period 1year 110',
      'large 1year 200',
      'trial 15day 0',
      'once 500',
      'payg calls 0.2',
      'payg storage 0.01',
      'pack 1month 80',
    ]);
  });

  it('have ids of 18 digits that depend on product, specification and period or item', () => {
    const prices = set('year=1', 'month=1', '3month=1', 'calls=1', 'traffic=1');
    const ids = prices.map(({ priceId }) => priceId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^OFFI\d{18}$/.test(id))).toBe(true);
    const terms = { amount: 1, period: year(1) } as const;
    expect(priceOf('OFFI1', 'period', terms).priceId).toBe(ids[0]);
    expect(priceOf('OFFI1', 'period', { ...terms, amount: 2 }).priceId).toBe(ids[0]);
    expect(priceOf('OFFI2', 'period', terms).priceId).not.toBe(ids[0]);
    // A vector: what merchants have stored must not change with a new version.
    expect(priceOf('OFFI758576253042421760', 'da9b4d34', terms).priceId).toBe('OFFI956280605126023072');
  });
});

describe('what is offered', () => {
  const offered = (prices: readonly Price[], code: string, period?: Price['period']) =>
    shown(offeredPrices(prices, code, period));

  it('for a period is the longest price that goes into it', () => {
    const prices = set('year=100', 'month=10', '3month=27');
    expect(offered(prices, 'period', year(2))).toEqual(['period 1year 100']);
    expect(offered(prices, 'period', month(6))).toEqual(['period 3month 27']);
    expect(offered(prices, 'period', month(4))).toEqual(['period 1month 10']);
  });

  it('is nothing for a period without a price', () => {
    expect(offered(set('year=100'), 'period', month(1))).toEqual([]);
    expect(offered(set('3month=27'), 'period', month(4))).toEqual([]);
    expect(offered(set(), 'period', year(0))).toEqual([]);
    expect(offered(set(), 'trial', { type: 'day', number: 14 })).toEqual([]);
    expect(offered(set(), 'draft', { type: 'day', number: 15 })).toEqual([]);
    expect(offered(set(), 'once', year(1))).toEqual([]);
    expect(offered(set(), 'unknown')).toEqual([]);
    expect(offered(set(), 'period')).toEqual([]);
  });

  it('without a period is all items, a purchase or a package', () => {
    expect(offered(set('a=1', 'b=2'), 'payg')).toEqual(['payg a 1', 'payg b 2']);
    expect(offered(set(), 'once')).toEqual(['once 500']);
    expect(offered(set(), 'pack')).toEqual(['pack 1month 80']);
    expect(offered(set(), 'trial', { type: 'day', number: 15 })).toEqual(['trial 15day 0']);
  });
});

describe('the amount of an order', () => {
  const priced = (flag: string, code: string) => set(flag).find(({ skuCode }) => skuCode === code)!;

  it('is the price times periods and quantity', () => {
    expect(orderAmount(priced('month=10', 'period'), { period: month(3), quantity: 5 })).toBe(yuan('150'));
    expect(orderAmount(priced('3month=27', 'period'), { period: month(6) })).toBe(yuan('54'));
    expect(orderAmount(priced('once=500', 'once'), {})).toBe(yuan('500'));
    expect(orderAmount(priced('package=80/100', 'pack'), { quantity: 2 })).toBe(yuan('160'));
  });

  it('is 0 for opening pay-per-use', () => expect(orderAmount(priced('calls=0.5', 'payg'), {})).toBe(0));
});

describe('the fee of an upgrade', () => {
  it.each([
    ['1000', '2000', 365, 365, '1000'],
    ['1000', '2000', 365, 275, '753.42'],
    ['100', '200', 3, 1, '33.33'],
    ['100', '200', 3, 2, '66.67'],
    ['100', '200', 365, 0, '0'],
    // After a renewal, more days are left than the period has.
    ['100', '200', 365, 730, '200'],
    ['200', '100', 365, 100, '0'],
  ])('from %s to %s with %d and %d days is %s', (before, after, period, remaining, fee) => {
    expect(formatAmount(upgradeFee(yuan(before), yuan(after), { period, remaining }))).toBe(fee);
  });
});

describe('the cost of usage', () => {
  const priced = (flag: string) => setPrices(product, [parsePriceFlag(flag)])[0]!;
  const cost = (flag: string, before: string, usage: string) =>
    formatAmount(usageCost(priced(flag), before, usage));

  it.each([
    ['calls=0.5', '0', '12.5', '6.25'],
    ['calls=0.5', '100', '0', '0'],
    // https://www.huaweicloud.com/s/JW15c3FsOOi3n215c3FsNeivreazleeahOWMuuWIqyU/t_30_p_3/JeS6keWVhuW6lyU
    ['calls=step:0.3@3,0.2', '0', '8', '1.9'],
    ['calls=tier:0.3@3,0.2', '0', '8', '1.6'],
    ['calls=step:0.3@3,0.2', '0', '3', '0.9'],
    ['calls=tier:0.3@3,0.2', '0', '3', '0.9'],
    ['calls=tier:0.3@3,0.2', '0', '3.1', '0.62'],
    ['calls=step:0.3@3,0.2', '2', '2', '0.5'],
    ['calls=step:0.3@3,0.2', '5', '1', '0.2'],
    ['calls=step:0.3@3,0.2', '2.5', '0.5', '0.15'],
    ['calls=step:1@1,0.5@2,0.25@4,0', '0.5', '9', '1.5'],
    // What was used before does not count for a tier.
    ['calls=tier:0.3@3,0.2', '8', '3', '0.9'],
    ['calls=0.000001', '0', '0.5', '0.000001'],
    ['calls=0.000001', '0', '0.4', '0'],
  ])('%s: after %s, %s cost %s', (flag, before, usage, expected) => {
    expect(cost(flag, before, usage)).toBe(expected);
  });

  const usages = fc.integer({ min: 0, max: 1_000_000 }).map((units) => String(units / 100));
  const step = 'calls=step:0.3@3,0.2@500.5,0.1';

  it('by step does not depend on how it is cut into records', () => {
    fc.assert(
      fc.property(usages, usages, (first, second) => {
        const both = String((Number(first) * 100 + Number(second) * 100) / 100);
        const whole = usageCost(priced(step), '0', (Math.round(Number(both) * 100) / 100).toString());
        expect(usageCost(priced(step), '0', first) + usageCost(priced(step), first, second)).toBe(whole);
      }),
    );
  });

  it('never falls with more usage by step, and lies between the prices of the first and the last band', () => {
    fc.assert(
      fc.property(usages, usages, (before, usage) => {
        const amount = usageCost(priced(step), before, usage);
        expect(amount).toBeLessThanOrEqual(usageCost(priced('calls=0.3'), '0', usage));
        expect(amount).toBeGreaterThanOrEqual(usageCost(priced('calls=0.1'), '0', usage));
      }),
    );
  });
});

describe('--price', () => {
  it.each([
    ['year=100', { terms: { amount: yuan('100'), period: year(1) } }],
    ['3month=27.5', { terms: { amount: yuan('27.5'), period: month(3) } }],
    [
      's-1:day=1',
      {
        skuCode: 's-1',
        terms: { amount: yuan('1'), period: { type: 'day', number: 1 } },
      },
    ],
    ['once=0', { terms: { amount: 0 } }],
    ['package=80/100', { terms: { amount: yuan('80'), period: packagePeriod, included: '100' } }],
    ['calls=0.005/day', { terms: { amount: 5000, item: 'calls', cycle: 'day', mode: 'fixed' } }],
    [
      's:调用=step:0.3@3,0.2',
      {
        skuCode: 's',
        terms: {
          amount: 300_000,
          item: '调用',
          cycle: 'hour',
          mode: 'step',
          bands: [{ amount: 300_000, upTo: '3' }, { amount: 200_000 }],
        },
      },
    ],
  ])('%s', (text, setting) => expect(parsePriceFlag(text)).toEqual(setting));

  it.each([
    ['year', 'expected what is sold, an equals sign and an amount'],
    ['=1', 'expected what is sold, an equals sign and an amount'],
    ['year=', 'expected what is sold, an equals sign and an amount'],
    ['year=x', 'x is not an amount of yuan'],
    ['year=-1', '-1 is not an amount of yuan'],
    ['year=1.005', '1.005 has more than two decimal places'],
    ['0year=1', 'the name of a billing item begins with a letter, and has letters, digits, . - _ only'],
    ['package=80', 'a package is an amount, a slash and the usage that it includes'],
    ['package=80/0', 'a package is an amount, a slash and the usage that it includes'],
    ['a b=1', 'the name of a billing item begins with a letter, and has letters, digits, . - _ only'],
    ['calls=1/week', ' is not an amount of yuan'],
    ['calls=1,2', 'several bands need `step:` or `tier:` before them'],
    ['calls=1@3', 'several bands need `step:` or `tier:` before them'],
    ['calls=step:1@3@4,2', 'a band is an amount, and for all but the last one @ and where it ends'],
    ['calls=step:1@x,2', 'a band is an amount, and for all but the last one @ and where it ends'],
    ['calls=step:1@3,2@3,1', 'the bands must ascend, and the last one has no end'],
    ['calls=step:1,2', 'the bands must ascend, and the last one has no end'],
    ['calls=step:1@3', 'the bands must ascend, and the last one has no end'],
  ])('refuses %s', (text, reason) => {
    const error = thrownBy(() => parsePriceFlag(text));
    expect(error.facts).toMatchObject({ category: 'usage', code: 'INVALID_PRICE' });
    expect(error.facts.message.en).toBe(`Invalid price ${text}: ${reason}`);
  });

  it.each([
    ['nothing:year=1', 'OFFI1 has no specification nothing with the charging mode period'],
    ['once:year=1', 'OFFI1 has no specification once with the charging mode period'],
    ['trial:year=1', 'OFFI1 has no specification trial with the charging mode period'],
  ])('refuses %s for a product without it', (text, message) => {
    expect(thrownBy(() => setPrices(product, [parsePriceFlag(text)])).facts.message.en).toBe(message);
  });

  it('refuses a way to charge that the product does not have', () => {
    const [first] = product.skus;
    const small = { ...product, skus: [first!] };
    expect(thrownBy(() => setPrices(small, [parsePriceFlag('once=1')])).facts.message.en).toBe(
      'OFFI1 has no specification with the charging mode one-time',
    );
  });
});
