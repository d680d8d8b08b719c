import { describe, expect, it } from 'vitest';
import { renderAttributes, renderProduct, renderProducts } from '../../../src/product/cli/view.ts';
import type { Product } from '../../../src/seller/contract.ts';
import type { LiveState } from '../../../src/seller/plan.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { inactiveReason } from '../../../src/users/cli/target.ts';

const product: Product = {
  product_id: 'OFFI1',
  name: { en: 'Office', zh: '云办公' },
  delivery: 'saas',
  status: 'on_sale',
  skus: [
    { sku_code: 's1', name: 'Standard', charging_modes: ['PERIOD', 'ON_DEMAND_PKG'] },
    { sku_code: 't1', name: 'Trial', charging_modes: ['PERIOD'], trial: 'published' },
  ],
};

const state: LiveState = {
  product_id: 'OFFI1',
  product,
  configuration: {
    product_id: 'OFFI1',
    version: '4',
    audience: { type: 'all', skus: { s1: { type: 'individual' } } },
    credit: { cash_coupon: 'on', credit_line: 'specified' },
    stock: {},
    purchase_limits: { '*': { once_per_customer: true, again_after_expiry: true }, s1: { max_quantity: 5 } },
    trial: { t1: { days: 15, open_to: 'specified' } },
    attributes: [
      { type: 'quantity', code: 'seats', name: { en: 'Seats', zh: '席位数' }, min: 1, max: 500, step: 1 },
      { type: 'enumeration', code: 'edition', name: { en: 'Edition', zh: '版本' }, values: ['basic', 'pro'] },
    ],
    user_counts: [],
  },
};

/** Words of the contract that nobody is to read in a table. */
const raw =
  /\b(?:on_sale|off_sale|saas|PERIOD|ON_DEMAND|specified$|individual$|once_per_customer|max_quantity)\b|\.\.\d/m;

describe('tables of products', () => {
  it('count no users of a specification that follows the product', () => {
    const configuration = { ...state.configuration, audience: { type: 'specified', skus: {} } } as const;
    const text = renderProduct({ ...state, configuration });
    expect(text).toMatch(/^s1 +Standard +.*\(as the product\) *$/m);
    expect(text).toMatch(/^\(the product\) .*users +0 *$/m);
  });

  it('name every value as the console does, in Chinese', () => {
    useLanguage('zh');
    expect(renderProducts([product])).toMatch(/OFFI1\s+云办公\s+SaaS\s+在售\s+2/);
    const text = renderProduct(state);
    for (const words of [
      '包周期、按需套餐包',
      '包周期、试用（已发布）',
      '全部用户',
      '个人用户',
      '开启（指定用户）',
      '每个买家限购一次，资源到期后可再次购买',
      '最多购买 5',
      '数量，1～500，步长 1',
      '枚举：basic、pro',
    ]) {
      expect(text).toContain(words);
    }
    // Nothing but names and codes is left in English.
    expect(text.match(/[A-Za-z_]{2,}/g)?.sort()).toEqual(
      ['OFFI', 'SaaS', 'Standard', 'Trial', 'edition', 'seats', 'basic', 'pro']
        .flatMap((word) => Array(text.split(word).length - 1).fill(word))
        .sort(),
    );
  });

  it('name every value in plain English', () => {
    const text = `${renderProducts([product])}\n${renderProduct(state)}`;
    expect(text).not.toMatch(raw);
    expect(text).toMatch(/OFFI1\s+Office\s+SaaS\s+on sale/);
    expect(text).toContain('period, trial (published)');
    expect(text).toContain('once per customer, again after expiry');
    expect(renderAttributes(state.configuration.attributes)).toContain('quantity, 1 to 500, step 1');
  });

  it('set no blank between a Chinese word and what it follows', () => {
    const follows = {
      ...state,
      configuration: { ...state.configuration, audience: { type: 'all', skus: {} } },
    };
    expect(renderProduct(follows as LiveState)).toContain('all users (as the product)');
    useLanguage('zh');
    expect(renderProduct(follows as LiveState)).toContain('全部用户（随商品）');
  });
});

describe('notices on lists without effect', () => {
  it('name the audience and the credit line as the console does', () => {
    const settings = {
      audience: { type: 'individual', skus: {} },
      credit: { credit_line: 'off' },
      trial: {},
    } as const;
    expect(inactiveReason('OFFI1', { list: 'audience' }, settings)?.zh).toBe(
      '名单尚未生效：商品的销售对象为个人用户。使其生效：koo product audience set OFFI1 specified',
    );
    expect(inactiveReason('OFFI1', { list: 'credit_line' }, settings)?.zh).toContain(
      '商品未开启信用额度支付',
    );
  });
});
