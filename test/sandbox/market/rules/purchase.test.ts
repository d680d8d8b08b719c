import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseAmount } from '../../../../src/sandbox/market/money/amounts.ts';
import { parsePriceFlag, setPrices } from '../../../../src/sandbox/market/money/price-flag.ts';
import { pricesOf } from '../../../../src/sandbox/market/money/prices.ts';
import type { Buyer } from '../../../../src/sandbox/market/orders/buyers.ts';
import {
  type PurchaseFacts,
  type PurchaseRequest,
  purchaseRefusal,
} from '../../../../src/sandbox/market/rules/purchase.ts';
import { refusalError } from '../../../../src/sandbox/market/rules/refusals.ts';
import { offerOf } from '../../../../src/sandbox/market/rules/sale.ts';
import type { Settings } from '../../../../src/sandbox/state/products.ts';
import type { Product, Sku } from '../../../../src/seller/contract.ts';
import { runs } from '../../../support/property-runs.ts';

const yuan = (text: string) => parseAmount(text)!;
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
    sku('s', 'PERIOD', { quantity_attribute: 'seats' }),
    sku('plain', 'PERIOD'),
    sku('t', 'PERIOD', { trial: 'published' }),
    sku('draft', 'PERIOD', { trial: 'draft' }),
    sku('once', 'ONE_TIME'),
    sku('payg', 'ON_DEMAND'),
    sku('pack', 'ON_DEMAND_PKG'),
  ],
};
const settings: Settings = {
  audience: { type: 'all', skus: {} },
  credit: { cash_coupon: 'on', credit_line: 'off' },
  purchase_limits: {},
  trial: { t: { days: 15, open_to: 'all' } },
};
const buyer: Buyer = {
  id: 'd78cbac186b744899480f25bd022f468',
  name: 'hw12345678',
  realName: 'hw',
  type: 'enterprise',
  level: 'V0',
  balance: yuan('1000'),
  creditLine: yuan('1000'),
  coupon: yuan('1000'),
  mobile: '18600000000',
  email: 'a@example.com',
};
const codes = product.skus.map(({ sku_code }) => sku_code);
const facts: PurchaseFacts = {
  product,
  seller: 'seller',
  settings,
  trading: 'open',
  prices: pricesOf(product, settings.trial, setPrices(product, ['s:year=100'].map(parsePriceFlag))),
  attributes: [
    { code: 'seats', type: 'quantity', name: { en: 'Seats', zh: '席位数' }, min: 5, max: 50, step: 5 },
    { code: 'edition', type: 'enumeration', name: { en: 'Edition', zh: '版本' }, values: ['a'] },
  ],
  buyer,
  lists: new Set(),
  isPublic: true,
  owned: new Set(),
  earlier: [],
  stock: Object.fromEntries(codes.map((code) => [code, 1])),
  parameters: [],
  hasPayPerUse: false,
};
const request: PurchaseRequest = {
  skuCode: 's',
  trial: false,
  period: { type: 'year', number: 1 },
  parameters: {},
  payment: 'balance',
  direct: false,
};
const trial: PurchaseRequest = { ...request, skuCode: 't', trial: true, period: undefined };
const one = (skuCode: string, more: Partial<PurchaseRequest> = {}) => ({
  ...request,
  skuCode,
  period: undefined,
  ...more,
});

const refusal = (more: Partial<PurchaseRequest> = {}, changed: Partial<PurchaseFacts> = {}) =>
  purchaseRefusal({ ...request, ...more }, { ...facts, ...changed });
/** The code, what the buyer reads, and what the merchant can do. */
const shown = (more: Partial<PurchaseRequest> = {}, changed: Partial<PurchaseFacts> = {}) => {
  const found = refusal(more, changed);
  return found && [found.code, found.text.en, found.hint.en];
};
const withSettings = (changed: Partial<Settings>): Partial<PurchaseFacts> => ({
  settings: { ...settings, ...changed },
});
const audience = (type: Settings['audience']['type'], associated?: string[]) =>
  withSettings({ audience: { type, ...(associated && { associated }), skus: {} } });
const ownAudience = (type: Settings['audience']['type'], associated?: string[]) =>
  withSettings({ audience: { type: 'all', skus: { s: { type, ...(associated && { associated }) } } } });

const notAuthorised =
  'This product or specification cannot be bought directly. Contact the seller, whose contacts are on the product page, for authorisation.';

test('nothing stands against a buyer who may buy', () => {
  expect(refusal()).toBeUndefined();
  expect(refusal(trial)).toBeUndefined();
  for (const code of ['once', 'payg']) expect(refusal(one(code))).toBeUndefined();
});

describe('on sale', () => {
  const unavailable = 'This product is not available.';

  it.each(['off_sale', 'draft'] as const)('refuses a product whose status is %s', (status) => {
    expect(shown({}, { product: { ...product, status } })).toEqual([
      'UNAVAILABLE',
      unavailable,
      `OFFI1 is not on sale (status ${status}). \`koo sandbox seed\` can set its status.`,
    ]);
  });

  it.each(['frozen', 'delisted'] as const)('refuses a product whose trading is %s', (trading) => {
    expect(shown({}, { trading })?.slice(0, 2)).toEqual(['UNAVAILABLE', unavailable]);
    expect(shown({ direct: true }, { trading })?.[0]).toBe('UNAVAILABLE');
  });

  it('sells what is not publicly sold only by its address', () => {
    expect(shown({}, { isPublic: false })).toEqual([
      'UNAVAILABLE',
      unavailable,
      'OFFI1 is not publicly sold: buy it with --direct, as from its own address.',
    ]);
    expect(refusal({ direct: true }, { isPublic: false })).toBeUndefined();
  });
});

describe('the price', () => {
  const hint = (more: Partial<PurchaseRequest>) =>
    shown(more)
      ?.slice(0, 3)
      .filter((_, at) => at !== 1);

  it.each<[string, Partial<PurchaseRequest>, string]>([
    ['an unknown specification', { skuCode: 'x' }, 'OFFI1 has no specification x.'],
    ['an unknown trial', { ...trial, skuCode: 'x' }, 'OFFI1 has no specification x.'],
    [
      'a period without a price',
      { period: { type: 'month', number: 1 } },
      'Specification s has no price for 1 month; it has prices for 1 year.',
    ],
    ['no period', { period: undefined }, 'Specification s is sold by period; it has prices for 1 year.'],
    [
      'a period of a purchase',
      { skuCode: 'once' },
      'Specification once is not sold by period: leave the period out.',
    ],
    [
      'a period of a package',
      { skuCode: 'pack' },
      'Specification pack is not sold by period: leave the period out.',
    ],
    [
      'a purchase of a trial',
      { skuCode: 't', period: { type: 'day', number: 15 } },
      't is a trial specification: it can be tried, but not bought.',
    ],
  ])('is missing for %s', (_, more, expected) => expect(hint(more)).toEqual(['UNAVAILABLE', expected]));

  it('is there for several periods', () => {
    expect(refusal({ period: { type: 'year', number: 2 } })).toBeUndefined();
    expect(refusal({ skuCode: 'plain', period: { type: 'month', number: 7 } })).toBeUndefined();
  });
});

describe('the audience', () => {
  it('of a product for specified users is who is on its list; the text is the documented one', () => {
    const specified = audience('specified');
    expect(shown({}, specified)).toEqual([
      'AUDIENCE',
      notAuthorised,
      'To change this, run `koo users add hw12345678:d78cbac186b744899480f25bd022f468 --product OFFI1 --site sandbox`.',
    ]);
    expect(refusal({}, specified)?.isOwnWords).toBe(false);
    expect(refusal({}, { ...specified, lists: new Set(['audience']) })).toBeUndefined();
    // Neither a list of another kind nor that of the specification lets anyone in.
    const others = new Set(['credit_line', 'trial/t', 'audience/s']);
    expect(shown({}, { ...specified, lists: others })?.[0]).toBe('AUDIENCE');
  });

  it('of a specification for specified users is who is on its own list', () => {
    const specified = ownAudience('specified');
    expect(shown({}, specified)).toEqual([
      'AUDIENCE',
      notAuthorised,
      'To change this, run `koo users add hw12345678:d78cbac186b744899480f25bd022f468 --product OFFI1 --sku s --site sandbox`.',
    ]);
    expect(shown({}, { ...specified, lists: new Set(['audience', 'audience/plain']) })?.[0]).toBe('AUDIENCE');
    expect(refusal({}, { ...specified, lists: new Set(['audience/s']) })).toBeUndefined();
    expect(refusal({ skuCode: 'plain' }, specified)).toBeUndefined();
  });

  it.each(['enterprise', 'individual'] as const)('of %s users is of that type', (type) => {
    const other = type === 'enterprise' ? 'individual' : 'enterprise';
    const of = (own: Buyer['type']) => ({ buyer: { ...buyer, type: own } });
    expect(refusal({}, { ...audience(type), ...of(type) })).toBeUndefined();
    expect(shown({}, { ...audience(type), ...of(other) })).toEqual([
      'AUDIENCE',
      `This product is only for ${type} users.`,
      'To change this, run `koo product audience set OFFI1 all --site sandbox`.',
    ]);
    expect(shown({}, { ...ownAudience(type), ...of(other) })?.[2]).toBe(
      'To change this, run `koo product audience set OFFI1 inherit --sku s --site sandbox`.',
    );
    expect(refusal({}, { ...audience(type), ...of(other) })?.isOwnWords).toBe(true);
  });

  it('of associated buyers is who has one of the products, or of the specifications', () => {
    const associated = audience('associated', ['OFFI2', 'OFFI3']);
    expect(shown({}, associated)?.slice(0, 2)).toEqual([
      'AUDIENCE',
      'This product is only for buyers of OFFI2 or OFFI3.',
    ]);
    expect(refusal({}, { ...associated, owned: new Set(['OFFI3']) })).toBeUndefined();
    expect(shown({}, { ...associated, owned: new Set(['OFFI4']) })?.[0]).toBe('AUDIENCE');
    expect(
      refusal({}, { ...ownAudience('associated', ['plain']), owned: new Set(['plain']) }),
    ).toBeUndefined();
    expect(shown({}, ownAudience('associated', ['plain']))?.[0]).toBe('AUDIENCE');
    expect(shown({}, audience('associated'))?.[0]).toBe('AUDIENCE');
  });

  it('is that of the product first, then that of the specification', () => {
    const both = withSettings({
      audience: { type: 'enterprise', skus: { s: { type: 'specified' } } },
    });
    const person = { buyer: { ...buyer, type: 'individual' } } as const;
    expect(shown({}, { ...both, ...person })?.[1]).toBe('This product is only for enterprise users.');
    expect(shown({}, both)?.[1]).toBe(notAuthorised);
  });
});

describe('a trial', () => {
  it('is of a published trial specification', () => {
    const cannot = 'This specification cannot be tried.';
    expect(shown({ ...trial, skuCode: 's' })).toEqual(['TRIAL', cannot, 'Specification s is not a trial.']);
    expect(shown({ ...trial, skuCode: 'draft' })).toEqual([
      'TRIAL',
      cannot,
      'Specification draft is a trial that is not published.',
    ]);
    expect(shown(trial, withSettings({ trial: {} }))?.[0]).toBe('TRIAL');
  });

  it('for specified users is for those on its list', () => {
    const specified = withSettings({ trial: { t: { days: 15, open_to: 'specified' } } });
    expect(shown(trial, specified)).toEqual([
      'TRIAL',
      notAuthorised,
      'To change this, run `koo users add hw12345678:d78cbac186b744899480f25bd022f468 --product OFFI1 --list trial --sku t --site sandbox`.',
    ]);
    expect(refusal(trial, specified)?.isOwnWords).toBe(false);
    expect(shown(trial, { ...specified, lists: new Set(['audience', 'trial/other']) })?.[0]).toBe('TRIAL');
    expect(refusal(trial, { ...specified, lists: new Set(['trial/t']) })).toBeUndefined();
  });

  it('is taken once', () => {
    const taken = (skuCode: string, isTrial: boolean) => ({
      earlier: [{ skuCode, trial: isTrial, expired: true }],
    });
    expect(shown(trial, taken('t', true))?.slice(0, 2)).toEqual([
      'TRIAL',
      'You have already tried this specification.',
    ]);
    expect(refusal(trial, taken('t2', true))).toBeUndefined();
    expect(refusal(trial, taken('t', false))).toBeUndefined();
    expect(refusal({}, taken('s', true))).toBeUndefined();
  });
});

describe('the quantity', () => {
  const text = (quantity: number, max: number) =>
    `${quantity} cannot be bought: the quantity is from 5 to ${max} in steps of 5.`;
  const rich = { buyer: { ...buyer, balance: yuan('1000000') } };
  const limited = (key: string, max_quantity: number) => ({
    ...withSettings({ purchase_limits: { [key]: { max_quantity } } }),
    ...rich,
  });

  it.each([5, 10, 50])('can be %d', (quantity) => expect(refusal({ quantity }, rich)).toBeUndefined());

  it.each([0, 4, 6, 51, 55, -5, 7.5])('cannot be %d', (quantity) => {
    const command = `koo product attribute update seats --max ${quantity} --site sandbox`;
    expect(shown({ quantity }, rich)).toEqual([
      'QUANTITY',
      text(quantity, 50),
      quantity > 50 ? `To change this, run \`${command}\`.` : 'Choose another quantity.',
    ]);
  });

  it.each(['s', '*'])('is at most the limit of %s', (key) => {
    expect(refusal({ quantity: 20 }, limited(key, 20))).toBeUndefined();
    expect(shown({ quantity: 25 }, limited(key, 20))).toEqual([
      'QUANTITY',
      text(25, 20),
      `To change this, run \`koo product limit clear OFFI1${key === '*' ? '' : ' --sku s'} --site sandbox\`.`,
    ]);
    expect(shown({ quantity: 55 }, limited(key, 99))?.[1]).toBe(text(55, 50));
    expect(refusal({ quantity: 25 }, limited('plain', 20))).toBeUndefined();
  });

  it('is not there without a quantity attribute', () => {
    expect(shown({ skuCode: 'plain', quantity: 1 })?.slice(0, 2)).toEqual([
      'QUANTITY',
      'This specification is not sold by quantity.',
    ]);
    expect(refusal({ skuCode: 'plain' })).toBeUndefined();
  });

  it('of packages is 1 to 30, once pay-per-use is open', () => {
    const open = { ...rich, hasPayPerUse: true };
    expect(shown(one('pack'), rich)?.slice(0, 2)).toEqual([
      'UNAVAILABLE',
      'A package can be bought only after pay-per-use is opened.',
    ]);
    for (const quantity of [undefined, 1, 30])
      expect(refusal(one('pack', { quantity }), open)).toBeUndefined();
    for (const quantity of [0, 31, 1.5]) expect(shown(one('pack', { quantity }), open)?.[0]).toBe('QUANTITY');
  });
});

describe('the purchase limit', () => {
  const limit = (key: string, again_after_expiry?: true) =>
    withSettings({
      purchase_limits: {
        [key]: { once_per_customer: true, ...(again_after_expiry && { again_after_expiry }) },
      },
    });
  const bought = (skuCode: string, expired: boolean, isTrial = false) => ({
    earlier: [{ skuCode, trial: isTrial, expired }],
  });

  it('is once per account, for ever', () => {
    expect(refusal({}, limit('s'))).toBeUndefined();
    for (const expired of [false, true]) {
      expect(shown({}, { ...limit('s'), ...bought('s', expired) })).toEqual([
        'LIMIT',
        'The purchase limit is reached: each account can buy this once.',
        'To change this, run `koo product limit clear OFFI1 --sku s --site sandbox`.',
      ]);
    }
    expect(refusal({}, { ...limit('s'), ...bought('plain', false) })).toBeUndefined();
    expect(refusal({}, { ...limit('plain'), ...bought('s', false) })).toBeUndefined();
    expect(refusal({}, bought('s', false))).toBeUndefined();
  });

  it('can be until the resource has expired', () => {
    expect(refusal({}, { ...limit('s', true), ...bought('s', true) })).toBeUndefined();
    expect(shown({}, { ...limit('s', true), ...bought('s', false) })?.slice(0, 2)).toEqual([
      'LIMIT',
      'The purchase limit is reached: each account can buy this again only after its resource has expired.',
    ]);
  });

  it('of a product holds for all of its specifications', () => {
    expect(shown({}, { ...limit('*'), ...bought('plain', false) })).toEqual([
      'LIMIT',
      'The purchase limit is reached: each account can buy this once.',
      'To change this, run `koo product limit clear OFFI1 --site sandbox`.',
    ]);
  });

  it('neither counts trials nor limits them, and is not for pay-per-use', () => {
    expect(refusal({}, { ...limit('*'), ...bought('t', false, true) })).toBeUndefined();
    expect(refusal(trial, { ...limit('*'), ...bought('s', false) })).toBeUndefined();
    expect(refusal(one('payg'), { ...limit('*'), ...bought('payg', false) })).toBeUndefined();
    expect(shown(one('once'), { ...limit('*'), ...bought('once', false) })?.[0]).toBe('LIMIT');
  });
});

test('the stock is 1 per order, of the specification', () => {
  expect(shown({}, { stock: { s: 0, plain: 5 } })).toEqual([
    'STOCK',
    'This specification is sold out.',
    'To change this, run `koo product stock add OFFI1 --sku s --delta 100 --note Restock --site sandbox`.',
  ]);
  expect(shown({}, { stock: {} })?.[0]).toBe('STOCK');
  expect(shown({}, { stock: { s: -1 } })?.[0]).toBe('STOCK');
  expect(refusal({ quantity: 10 }, { stock: { s: 1 } })).toBeUndefined();
});

test('required parameters are filled in, and there are at most three', () => {
  const parameters = [
    { name: 'domain', required: true },
    { name: 'memo', required: false },
  ];
  const missing = ['PARAMETER', 'The parameter domain is required.', 'Give it a value when buying.'];
  expect(shown({}, { parameters })).toEqual(missing);
  expect(shown({ parameters: { memo: 'x' } }, { parameters })).toEqual(missing);
  expect(shown({ parameters: { domain: ' ' } }, { parameters })).toEqual(missing);
  expect(refusal({ parameters: { domain: 'x' } }, { parameters })).toBeUndefined();
  expect(refusal({ parameters: { domain: 'x', b: '', c: '' } }, { parameters })).toBeUndefined();
  expect(shown({ parameters: { domain: 'x', b: '', c: '', d: '' } }, { parameters })?.slice(0, 2)).toEqual([
    'PARAMETER',
    'An order has at most 3 parameters.',
  ]);
});

describe('the payment', () => {
  const credit = (changed: Partial<Settings['credit']>) =>
    withSettings({ credit: { ...settings.credit, ...changed } });
  const hint = (command: string) => `To change this, run \`koo ${command} --site sandbox\`.`;

  it('takes the balance', () => {
    const has = (balance: string) => ({ buyer: { ...buyer, balance: yuan(balance) } });
    // Of 5 seats, the least: 500.
    expect(refusal({}, has('500'))).toBeUndefined();
    expect(shown({}, has('499.99'))).toEqual([
      'PAYMENT',
      'The payment of 500 yuan failed: 499.99 yuan are left.',
      'The buyer hw12345678 needs more money, or another means of payment.',
    ]);
    expect(shown({ quantity: 10 }, has('999'))?.[0]).toBe('PAYMENT');
    expect(shown({ period: { type: 'year', number: 2 } }, has('999'))?.[0]).toBe('PAYMENT');
  });

  it('of nothing needs nothing', () => {
    const broke = { buyer: { ...buyer, balance: yuan('-1') } };
    expect(refusal(trial, broke)).toBeUndefined();
    expect(refusal(one('payg'), broke)).toBeUndefined();
    expect(refusal(one('payg', { payment: 'credit-line' }))).toBeUndefined();
  });

  it('by coupon is up to the product', () => {
    expect(refusal({ payment: 'coupon' })).toBeUndefined();
    expect(shown({ payment: 'coupon' }, credit({ cash_coupon: 'off' }))).toEqual([
      'PAYMENT',
      'This product cannot be paid with credit cash coupons.',
      hint('product credit set OFFI1 --cash-coupon on'),
    ]);
    expect(shown({ payment: 'coupon' }, { buyer: { ...buyer, coupon: 0 } })?.[1]).toBe(
      'The payment of 500 yuan failed: 0 yuan are left.',
    );
    expect(refusal({}, credit({ cash_coupon: 'off' }))).toBeUndefined();
  });

  it('by credit line is up to the product, and to its list', () => {
    const line = { payment: 'credit-line' } as const;
    expect(shown(line)).toEqual([
      'PAYMENT',
      'This product cannot be paid with the credit line.',
      hint('product credit set OFFI1 --credit-line all'),
    ]);
    expect(refusal(line, credit({ credit_line: 'all' }))).toBeUndefined();
    const specified = credit({ credit_line: 'specified' });
    expect(shown(line, { ...specified, lists: new Set(['audience']) })).toEqual([
      'PAYMENT',
      'You cannot pay this product with your credit line.',
      hint('users add hw12345678:d78cbac186b744899480f25bd022f468 --product OFFI1 --list credit-line'),
    ]);
    expect(refusal(line, { ...specified, lists: new Set(['credit_line']) })).toBeUndefined();
    const poor = { buyer: { ...buyer, creditLine: yuan('499') } };
    expect(shown(line, { ...credit({ credit_line: 'all' }), ...poor })?.[0]).toBe('PAYMENT');
  });
});

test('the rules are checked in their order', () => {
  const broken: Partial<PurchaseFacts>[] = [
    { product: { ...product, status: 'off_sale' } },
    { prices: [] },
    { settings: { ...settings, audience: { type: 'specified', skus: {} } } },
    { attributes: [] },
    { earlier: [{ skuCode: 's', trial: false, expired: false }] },
    { stock: {} },
    { parameters: [{ name: 'domain', required: true }] },
    { buyer: { ...buyer, balance: 0 } },
  ];
  const once = { s: { once_per_customer: true } } as const;
  const found = broken.map((_, at) => {
    const wrong = Object.assign({}, ...broken.slice(at)) as Partial<PurchaseFacts>;
    const own = { ...(wrong.settings ?? settings), purchase_limits: once };
    return refusal({ quantity: 10 }, { ...wrong, settings: own })?.code;
  });
  expect(found).toEqual([
    'UNAVAILABLE',
    'UNAVAILABLE',
    'AUDIENCE',
    'QUANTITY',
    'LIMIT',
    'STOCK',
    'PARAMETER',
    'PAYMENT',
  ]);
  // A trial is judged between the audience and the quantity.
  const tried = { earlier: [{ skuCode: 't', trial: true, expired: true }] };
  expect(shown({ ...trial, quantity: 1 }, tried)?.[0]).toBe('TRIAL');
  expect(shown({ ...trial, quantity: 1 }, { ...tried, ...audience('specified') })?.[0]).toBe('AUDIENCE');
  expect(shown({ ...trial, quantity: 1 })?.[0]).toBe('QUANTITY');
});

test('who may buy still may with more money and stock, on more lists, with fewer earlier purchases', () => {
  const subset = (...items: string[]) => fc.subarray(items).map((some) => new Set(some));
  const drawn = fc.record({
    request: fc.constantFrom(request, trial, one('once'), one('pack'), { ...request, quantity: 10 }),
    payment: fc.constantFrom('balance', 'credit-line', 'coupon'),
    type: fc.constantFrom('all', 'enterprise', 'individual', 'specified', 'associated'),
    lists: subset('audience', 'audience/s', 'credit_line', 'trial/t'),
    owned: subset('OFFI2', 'plain'),
    earlier: fc.subarray([
      { skuCode: 's', trial: false, expired: true },
      { skuCode: 'once', trial: false, expired: false },
      { skuCode: 't', trial: true, expired: true },
    ]),
    left: fc.integer({ min: 0, max: 2 }),
    money: fc.integer({ min: 0, max: 1500 }),
    creditLine: fc.constantFrom('off', 'all', 'specified'),
    hasPayPerUse: fc.boolean(),
  } as const);
  let bought = 0;
  fc.assert(
    fc.property(drawn, ({ request: wanted, payment, type, lists, owned, earlier, left, money, ...rest }) => {
      const funds = yuan(String(money));
      const own: PurchaseFacts = {
        ...facts,
        settings: {
          ...settings,
          audience: { type, associated: ['OFFI2'], skus: {} },
          credit: { cash_coupon: 'on', credit_line: rest.creditLine },
          purchase_limits: { '*': { once_per_customer: true, again_after_expiry: true } },
        },
        lists,
        owned,
        earlier,
        stock: Object.fromEntries(codes.map((code) => [code, left])),
        buyer: { ...buyer, balance: funds, creditLine: funds, coupon: funds },
        hasPayPerUse: rest.hasPayPerUse,
      };
      if (purchaseRefusal({ ...wanted, payment }, own)) return;
      bought += 1;
      const more: PurchaseFacts = {
        ...own,
        lists: new Set(['audience', 'audience/s', 'credit_line', 'trial/t']),
        owned: new Set(['OFFI2', 'plain']),
        earlier: [],
        stock: Object.fromEntries(codes.map((code) => [code, left + 1])),
        buyer: { ...own.buyer, balance: funds * 2, creditLine: funds * 2, coupon: funds * 2 },
        hasPayPerUse: true,
      };
      expect(purchaseRefusal({ ...wanted, payment }, more)).toBeUndefined();
    }),
    { numRuns: runs(300) },
  );
  expect(bought).toBeGreaterThan(10);
});

test('what a request comes to', () => {
  expect(offerOf(request, facts)).toMatchObject({ quantity: 5, amount: yuan('500'), period: request.period });
  expect(offerOf({ ...request, quantity: 10 }, facts)?.amount).toBe(yuan('1000'));
  expect(offerOf(trial, facts)).toMatchObject({ amount: 0, period: { type: 'day', number: 15 } });
  expect(offerOf(one('pack', { quantity: 3 }), facts)).toMatchObject({
    amount: yuan('240'),
    period: { type: 'month', number: 1 },
  });
  expect(offerOf(one('payg'), facts)).toMatchObject({ amount: 0 });
  expect(offerOf(one('payg'), facts)?.period).toBeUndefined();
});

test('a refusal becomes an error of the server, with the code in its details', () => {
  const error = refusalError(refusal({}, audience('specified'))!);
  expect(error.exitCode).toBe(5);
  expect(error.facts).toMatchObject({
    code: 'PURCHASE_REFUSED',
    message: { en: notAuthorised },
    details: { refusal: 'AUDIENCE', ownWords: false },
  });
});
