import { assert, describe, expect, it, test } from 'vitest';
import { begin, next } from '../../../../src/lifecycle/life.ts';
import type { Kind, Life, LifeEvent, Step } from '../../../../src/lifecycle/model.ts';
import { parseAmount } from '../../../../src/sandbox/market/money/amounts.ts';
import { parsePriceFlag, setPrices } from '../../../../src/sandbox/market/money/price-flag.ts';
import { pricesOf } from '../../../../src/sandbox/market/money/prices.ts';
import type { Buyer } from '../../../../src/sandbox/market/orders/buyers.ts';
import { lifeRefusal, refusalError, refusalText } from '../../../../src/sandbox/market/rules/refusals.ts';
import {
  type RenewalRequest,
  renewalRefusal,
  type UnsubscriptionFacts,
  type UpgradeRequest,
  unsubscriptionRefusal,
  upgradeRefusal,
} from '../../../../src/sandbox/market/rules/renewal.ts';
import type { SaleFacts } from '../../../../src/sandbox/market/rules/sale.ts';
import type { Product } from '../../../../src/seller/contract.ts';

const yuan = (text: string) => parseAmount(text)!;
const product: Product = {
  product_id: 'OFFI1',
  name: { en: 'A', zh: 'B' },
  delivery: 'saas',
  status: 'on_sale',
  skus: [
    { sku_code: 's', name: 'S', charging_modes: ['PERIOD'], quantity_attribute: 'seats' },
    { sku_code: 'large', name: 'L', charging_modes: ['PERIOD'], quantity_attribute: 'seats' },
    { sku_code: 'small', name: 'X', charging_modes: ['PERIOD'], quantity_attribute: 'seats' },
    { sku_code: 't', name: 'T', charging_modes: ['PERIOD'], trial: 'published' },
  ],
};
const prices = ['year=100', 'large:year=200', 'small:year=50'].map(parsePriceFlag);
const buyer: Buyer = {
  id: '0'.repeat(32),
  name: 'koo-buyer',
  realName: 'koo',
  type: 'individual',
  level: 'V0',
  balance: yuan('1000'),
  creditLine: yuan('1000'),
  coupon: yuan('1000'),
  mobile: '18600000000',
  email: 'a@example.com',
};
// Nothing of this lets anyone buy for the first time: not on the list, another type, sold out once.
const facts: SaleFacts = {
  product,
  seller: 'seller',
  settings: {
    audience: { type: 'specified', skus: { s: { type: 'enterprise' } } },
    credit: { cash_coupon: 'on', credit_line: 'off' },
    purchase_limits: { '*': { once_per_customer: true } },
    trial: { t: { days: 15, open_to: 'all' } },
  },
  trading: 'open',
  prices: pricesOf(product, {}, setPrices(product, prices)),
  attributes: [{ code: 'seats', type: 'quantity', name: { en: 'S', zh: 'S' }, min: 1, max: 20, step: 1 }],
  buyer,
  lists: new Set(),
};
const year = { type: 'year', number: 1 } as const;
const renewal: RenewalRequest = { skuCode: 's', period: year, quantity: 5, payment: 'balance' };
const upgrade: UpgradeRequest = {
  ...renewal,
  quantity: 6,
  now: { skuCode: 's', quantity: 5 },
  fee: yuan('10'),
};

describe.each([
  ['a renewal', (changed: Partial<SaleFacts>) => renewalRefusal(renewal, { ...facts, ...changed })],
  ['an upgrade', (changed: Partial<SaleFacts>) => upgradeRefusal(upgrade, { ...facts, ...changed })],
])('%s', (_, refusal) => {
  it('is not asked who may buy, nor how often, and goes on while the trading is frozen', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ trading: 'frozen' })).toBeUndefined();
  });

  it('is refused for what is delisted or off sale', () => {
    expect(refusal({ trading: 'delisted' })?.code).toBe('UNAVAILABLE');
    expect(refusal({ product: { ...product, status: 'off_sale' } })?.code).toBe('UNAVAILABLE');
  });

  it('needs a price, and a quantity within the limits', () => {
    expect(refusal({ prices: [] })?.code).toBe('UNAVAILABLE');
    expect(refusal({ attributes: [{ ...facts.attributes[0]!, max: 4 } as never] })?.code).toBe('QUANTITY');
    const limits = { '*': { max_quantity: 4 } };
    expect(refusal({ settings: { ...facts.settings, purchase_limits: limits } })?.code).toBe('QUANTITY');
  });

  it('needs the money', () => {
    expect(refusal({ buyer: { ...buyer, balance: yuan('9.99') } })?.code).toBe('PAYMENT');
  });
});

describe('a renewal', () => {
  it('by credit is refused once the switch is off', () => {
    const credit = (changed: object) => ({
      ...facts,
      settings: { ...facts.settings, credit: { ...facts.settings.credit, ...changed } },
    });
    const by = (payment: RenewalRequest['payment']) => ({ ...renewal, payment });
    expect(renewalRefusal(by('credit-line'), credit({ credit_line: 'all' }))).toBeUndefined();
    expect(renewalRefusal(by('credit-line'), credit({ credit_line: 'off' }))?.code).toBe('PAYMENT');
    expect(renewalRefusal(by('coupon'), facts)).toBeUndefined();
    expect(renewalRefusal(by('coupon'), credit({ cash_coupon: 'off' }))?.code).toBe('PAYMENT');
  });

  it('costs all of its periods', () => {
    const of = (balance: string) => ({ ...facts, buyer: { ...buyer, balance: yuan(balance) } });
    expect(renewalRefusal(renewal, of('500'))).toBeUndefined();
    expect(renewalRefusal(renewal, of('499.99'))?.code).toBe('PAYMENT');
    expect(renewalRefusal({ ...renewal, period: { ...year, number: 2 } }, of('999'))?.code).toBe('PAYMENT');
  });

  it('can be smaller or another specification of the product, but not a trial, and not of another product', () => {
    expect(renewalRefusal({ ...renewal, quantity: 1 }, facts)).toBeUndefined();
    expect(renewalRefusal({ ...renewal, skuCode: 'small' }, facts)).toBeUndefined();
    expect(renewalRefusal({ ...renewal, skuCode: 't' }, facts)?.code).toBe('UNAVAILABLE');
    expect(renewalRefusal({ ...renewal, skuCode: 'x' }, facts)?.hint.en).toBe(
      'OFFI1 has no specification x.',
    );
  });
});

describe('an upgrade', () => {
  const refusal = (more: Partial<UpgradeRequest>) => upgradeRefusal({ ...upgrade, ...more }, facts)?.code;

  it('goes upwards: more of the same, or a specification that costs more', () => {
    expect(refusal({ quantity: 5 })).toBe('QUANTITY');
    expect(refusal({ quantity: 4 })).toBe('QUANTITY');
    expect(refusal({ skuCode: 'large', quantity: 5 })).toBeUndefined();
    expect(refusal({ skuCode: 'large', quantity: 2 })).toBe('QUANTITY');
    expect(refusal({ skuCode: 'large', quantity: 3 })).toBeUndefined();
    expect(refusal({ skuCode: 'small', quantity: 5 })).toBe('QUANTITY');
    expect(refusal({ skuCode: 'small', quantity: 11, fee: 0 })).toBeUndefined();
  });

  it('costs its fee alone', () => {
    expect(refusal({ fee: yuan('1000') })).toBeUndefined();
    expect(refusal({ fee: yuan('1000.01') })).toBe('PAYMENT');
  });
});

describe('an unsubscription', () => {
  const start = Date.parse('2026-03-02T02:00:00Z');
  const day = 24 * 3_600_000;
  const order = { id: 'O1', line: 'O1-000001' };
  const isTimed = ({ charging }: Kind) => charging === 'period' || charging === 'package';
  const lifeAfter = (kind: Kind, events: readonly LifeEvent[] = [], trial = false): Life => {
    const expiresAt = isTimed(kind) ? { expiresAt: start + 365 * day } : {};
    let step: Step = begin(kind, { order, trial, ...expiresAt }, start);
    const created = kind.product === 'license-code' ? [] : ([{ type: 'created' }] as const);
    for (const event of [...created, ...events]) {
      assert(step.ok);
      step = next(step.life, event, event.type === 'expire' ? start + 365 * day : start);
    }
    assert(step.ok);
    return step.life;
  };
  const saas: Kind = { product: 'saas', charging: 'period' };
  const refusal = (life: Life, more: Partial<UnsubscriptionFacts> = {}, at = start) =>
    unsubscriptionRefusal({ life, paid: yuan('100'), earlier: 0, ...more }, at);

  it('of a period is free for five days', () => {
    expect(refusal(lifeAfter(saas), {}, start + 5 * day)).toBeUndefined();
    const late = refusal(lifeAfter(saas), {}, start + 5 * day + 1000);
    expect([late?.code, late?.text.en]).toEqual([
      'LATE',
      'The five days in which a buyer can unsubscribe without a reason are over.',
    ]);
    // The seller's agreement does not make it longer.
    expect(refusal(lifeAfter(saas), { agreed: yuan('1') }, start + 5 * day + 1000)?.code).toBe('LATE');
    expect(refusal(lifeAfter(saas), { agreed: yuan('1') })?.code).toBe('KIND');
  });

  it('is possible ten times a year', () => {
    expect(refusal(lifeAfter(saas), { earlier: 9 })).toBeUndefined();
    const eleventh = refusal(lifeAfter(saas), { earlier: 10 });
    expect([eleventh?.code, eleventh?.text.en]).toEqual([
      'LIMIT',
      'An account can unsubscribe 10 times in a calendar year.',
    ]);
  });

  it.each<[string, Life, string, string]>([
    ['a trial', lifeAfter(saas, [], true), 'TRIAL', 'A trial cannot be unsubscribed.'],
    [
      'what has expired',
      lifeAfter(saas, [{ type: 'expire' }]),
      'LATE',
      'An expired resource cannot be unsubscribed.',
    ],
    [
      'pay-per-use',
      lifeAfter({ product: 'saas', charging: 'on-demand' }),
      'KIND',
      'Pay-per-use and its packages cannot be unsubscribed. Pay-per-use can be closed.',
    ],
    [
      'a package',
      lifeAfter({ product: 'saas', charging: 'package' }),
      'KIND',
      'Pay-per-use and its packages cannot be unsubscribed. Pay-per-use can be closed.',
    ],
    [
      'what is bought once and not supervised',
      lifeAfter({ product: 'saas', charging: 'one-time' }),
      'KIND',
      'What is bought once and not supervised cannot be unsubscribed.',
    ],
  ])('of %s is refused, also with an agreement', (_, life, code, text) => {
    for (const more of [{}, { agreed: yuan('1') }]) {
      const found = refusal(life, more);
      expect([found?.code, found?.text.en]).toEqual([code, text]);
    }
  });

  it.each<[string, Life, UnsubscriptionFacts['supervision']]>([
    ['a supervised period', lifeAfter(saas), 'running'],
    ['a supervised purchase', lifeAfter({ product: 'saas', charging: 'one-time' }), 'running'],
    ['a licence code', lifeAfter({ product: 'license-code', charging: 'period' }), undefined],
    ['an online licence', lifeAfter({ product: 'online-license', charging: 'one-time' }), undefined],
  ])(
    'of %s is negotiated: above 0, at most what was paid, at any time and number',
    (_, life, supervision) => {
      const agree = (agreed: string | undefined, at = start) =>
        refusal(life, { supervision, earlier: 10, ...(agreed && { agreed: yuan(agreed) }) }, at)?.code;
      expect(agree(undefined)).toBe('STATE');
      expect(agree('0.01', start + 30 * day)).toBeUndefined();
      expect(agree('100')).toBeUndefined();
      expect(agree('100.01')).toBe('PAYMENT');
      expect(agree('0')).toBe('PAYMENT');
      expect(agree('-1')).toBe('PAYMENT');
    },
  );

  it('is refused after the acceptance, and after a licence code was claimed', () => {
    expect(refusal(lifeAfter(saas), { supervision: 'ended', agreed: yuan('1') })?.code).toBe('LATE');
    const claimed = lifeAfter({ product: 'license-code', charging: 'period' }, [{ type: 'claim' }]);
    expect(refusal(claimed, { agreed: yuan('1') })?.code).toBe('STATE');
  });
});

test('what a life refuses has words of its own where there are any', () => {
  expect(refusalText('early', 'renew').en).toBe(
    'The size or specification can be changed from 30 days before the expiry.',
  );
  expect(refusalText('kind', 'buy').en).toBe(
    'A licence code is sold by period or once, and only what is sold by period can be tried.',
  );
  expect(refusalText('early', 'expire').en).toBe('It is too early for this.');
  expect(refusalText('ended', 'upgrade').en).toBe('The resource has been released, or was never created.');
  const error = refusalError(lifeRefusal('state', 'lift-violation'), 'ACT_REFUSED');
  expect(error.facts).toMatchObject({
    category: 'business',
    code: 'ACT_REFUSED',
    message: { en: 'The resource is not frozen for a violation.' },
    details: { refusal: 'STATE', ownWords: true },
  });
});
