import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredOf, type ProductDocument } from '../../../src/product/document/document.ts';
import type { AudienceType } from '../../../src/seller/contract.ts';
import { type Change, sellerAttributes } from '../../../src/seller/plan.ts';
import { plan } from '../../../src/seller/settings/kinds.ts';
import {
  renderWorksheet,
  type WorksheetInput,
  worksheetSteps,
} from '../../../src/seller/settings/worksheet.ts';
import { useLanguage } from '../../../src/text/translate.ts';

const id = 'OFFI758576253042421760';
const sku = 'da9b4d34-5295-46a7-92d4-000000000001';
const trialSku = 'da9b4d34-5295-46a7-92d4-000000000003';
const user = (name: string, last: number) => ({
  account_name: name,
  account_id: last.toString(16).padStart(32, '0'),
});

/** Every kind of change, in an order that is not the safe one. */
const everything: readonly Change[] = [
  {
    kind: 'users',
    list: 'audience',
    add: [user('hw12345678', 1), user('hid_a-b', 2)],
    remove: [user('old_buyer', 3)],
  },
  { kind: 'audience', before: { type: 'all' }, after: { type: 'specified' } },
  { kind: 'audience', sku, before: { type: 'enterprise' } },
  { kind: 'credit', setting: 'cash_coupon', before: 'on', after: 'off' },
  { kind: 'credit', setting: 'credit_line', before: 'off', after: 'specified' },
  { kind: 'users', list: 'credit_line', add: [user('hw12345678', 1)], remove: [user('gone', 4)] },
  { kind: 'stock', sku, delta: -5, note: 'returned to the shelf' },
  { kind: 'stock', delta: 100, note: '补货' },
  { kind: 'limit', sku, after: { once_per_customer: true, again_after_expiry: true } },
  { kind: 'limit', before: { max_quantity: 3 }, after: { max_quantity: 5 } },
  { kind: 'limit', sku: trialSku, before: { once_per_customer: true } },
  {
    kind: 'trial',
    sku: trialSku,
    before: { days: 15, open_to: 'all' },
    after: { days: 15, open_to: 'specified' },
  },
  { kind: 'users', list: 'trial', sku: trialSku, add: [user('trier', 5)], remove: [] },
  {
    kind: 'attribute',
    code: 'edition',
    after: {
      code: 'edition',
      type: 'enumeration',
      name: { en: 'Edition', zh: '版本' },
      values: ['basic', 'pro'],
    },
  },
  {
    kind: 'attribute',
    code: 'seats',
    before: { code: 'seats', type: 'quantity', name: { en: 'Seat', zh: '席位' }, min: 1, max: 9, step: 1 },
    after: {
      code: 'seats',
      type: 'quantity',
      name: { en: 'Seats', zh: '席位数' },
      min: 1,
      max: 500,
      step: 1,
    },
  },
];

const input: WorksheetInput = {
  product: id,
  site: 'cn',
  changes: everything,
  basis: {
    kind: 'unknown',
    product: {
      product_id: id,
      name: { en: 'Cloud Office', zh: '云办公' },
      delivery: 'saas',
      status: 'on_sale',
      skus: [{ sku_code: sku, name: 'Standard', charging_modes: ['PERIOD'] }],
    },
  },
  notes: [{ en: 'Users are compared by id.', zh: '用户按账号 ID 比较。' }],
  remaining: [],
  madeAt: new Date('2026-11-26T08:30:00Z'),
};

const titles = (markdown: string) => markdown.split('\n').filter((line) => line.startsWith('## '));
const position = (markdown: string, text: RegExp) => titles(markdown).findIndex((title) => text.test(title));

describe('a worksheet', () => {
  it.each([
    ['cn', 'en'],
    ['cn', 'zh'],
    ['intl', 'en'],
    ['intl', 'zh'],
    ['eu', 'en'],
  ] as const)('of the site %s in %s', async (site, language) => {
    useLanguage(language);
    const markdown = renderWorksheet({ ...input, site });
    await expect(markdown).toMatchFileSnapshot(`golden/worksheet.${site}.${language}.md`);
  });

  it('asks to record what a page shows only without the present state, and not for stock', () => {
    const recorded = (one: WorksheetInput) =>
      renderWorksheet(one).match(/You need it to undo this step/g)?.length ?? 0;
    const undoable = worksheetSteps(input).filter(({ title }) => !title.en.startsWith('Stock')).length;
    expect(undoable).toBeGreaterThan(0);
    expect(recorded(input)).toBe(undoable);
    expect(recorded({ ...input, changes: [{ kind: 'stock', delta: 1, note: 'more' }] })).toBe(0);
    expect(recorded({ ...input, basis: { kind: 'file' } })).toBe(0);
    const actions = worksheetSteps({ ...input, changes: [{ kind: 'limit', after: { max_quantity: 3 } }] })[0]
      ?.actions;
    expect(actions?.[0]?.en).toMatch(/^Write down what the page shows now/);
  });

  it('has a step for what only the pages show, before the last one', () => {
    const markdown = renderWorksheet({
      ...input,
      remaining: [{ en: 'Look for | others.', zh: '核对其他。' }],
    });
    expect(markdown).toContain('- [ ] Look for &#124; others.');
    const [last, before] = titles(markdown).reverse();
    expect(before).toMatch(/^## \d+\. ⚠ Still to check in the console$/);
    expect(last).toMatch(/When everything is done$/);
    expect(Number(last?.match(/\d+/))).toBe(Number(before?.match(/\d+/)) + 1);
    expect(renderWorksheet(input)).not.toContain('Still to check in the console');
  });

  it('puts users on a list before it is in force, and takes away last', () => {
    const markdown = renderWorksheet(input);
    const order = [
      /Attribute/,
      /Add 2 users to the list of users who may buy the product$/,
      /Stock of the product$/,
      /Target customers of the product$/,
      /Credit line/,
      /Credit cash coupons/,
      /Remove 1 user from the list of users who may buy the product$/,
      /When everything is done/,
    ].map((text) => position(markdown, text));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  const order = (...changes: Change[]) =>
    titles(renderWorksheet({ ...input, changes }))
      .slice(0, -1)
      .map((title) => (title.includes('specification') ? 'specification' : 'product'));
  const product = (before: AudienceType, after: AudienceType): Change => ({
    kind: 'audience',
    before: { type: before },
    after: { type: after },
  });
  const own = (before?: AudienceType, after?: AudienceType): Change => ({
    kind: 'audience',
    sku,
    ...(before && { before: { type: before } }),
    ...(after && { after: { type: after } }),
  });

  it.each([
    ['lets the specification follow first', 'enterprise', 'specified', own('individual')],
    ['the same where the specification is not known', 'enterprise', 'specified', own()],
    ['changes first what may not stay', 'all', 'enterprise', own('individual', 'specified')],
  ] as const)('%s, before the product locks it', (_, before, after, change) => {
    expect(order(product(before, after), change)).toEqual(['specification', 'product']);
  });

  it.each([
    ['gives it what the product as it is does not allow', 'specified', 'all', own(undefined, 'individual')],
    ['lets it follow a product that has become wider', 'enterprise', 'all', own('specified')],
  ] as const)('%s after the product', (_, before, after, change) => {
    expect(order(change, product(before, after))).toEqual(['product', 'specification']);
  });

  it('names no menu of a page that the documents of a site do not describe', () => {
    const stock: Change = { kind: 'stock', delta: 5, note: 'more' };
    const markdown = renderWorksheet({ ...input, site: 'intl', changes: [stock] });
    expect(markdown).toContain('describe no page for stock');
    expect(markdown).not.toMatch(/库存管理|设置库存|\*\*Stock/);
    expect(markdown).toContain('`5`');
  });

  it('says when the present state is not known, and when it is the live one', () => {
    expect(renderWorksheet(input)).toContain('Computed without the present state');
    const check = `koo product get ${id} --site sandbox`;
    const live = renderWorksheet({
      ...input,
      site: 'sandbox',
      basis: { kind: 'live' },
      check: { of: 'server', command: check },
    });
    expect(live).toContain('no seller console');
    expect(live).toContain(`Compare with the server: \`${check}\``);
  });

  it('says nothing of a product for the attributes of the seller', () => {
    const changes = everything.filter(({ kind }) => kind === 'attribute');
    const markdown = renderWorksheet({ ...input, product: sellerAttributes, changes });
    expect(markdown).not.toContain('find the product');
  });

  it('renames a user in a step of its own, without a warning', () => {
    const changes: Change[] = [
      {
        kind: 'users',
        list: 'audience',
        add: [user('new_name', 1), user('other', 2)],
        remove: [user('old_name', 1)],
      },
    ];
    const markdown = renderWorksheet({ ...input, changes });
    expect(titles(markdown)).toEqual([
      '## 1. Add 1 user to the list of users who may buy the product',
      '## 2. Rename 1 user on the list of users who may buy the product',
      expect.stringContaining('When everything is done'),
    ]);
    expect(markdown).toContain(`| ☐ | 1 | \`old_name\` | \`new_name\` | \`${user('', 1).account_id}\` |`);
    expect(markdown).not.toContain('⚠');
  });

  it('escapes Markdown and HTML from files and servers', () => {
    const evil = '</td>`|x|`\n## injected\n<script>\u202e\x1b[31m';
    const markdown = renderWorksheet({
      ...input,
      changes: [
        { kind: 'users', list: 'audience', add: [user(evil, 1)], remove: [user(evil, 2)] },
        { kind: 'stock', delta: -1, note: evil },
      ],
      notes: [{ en: evil, zh: evil }],
    });
    expect(titles(markdown).some((title) => title.startsWith('## injected'))).toBe(false);
    expect(markdown).not.toMatch(/<script>|\u202e|\x1b/);
    for (const row of markdown.split('\n').filter((line) => line.startsWith('| ☐'))) {
      expect(row.split('|')).toHaveLength(6);
    }
  });

  it('keeps rows whole for every name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const changes: Change[] = [{ kind: 'users', list: 'audience', add: [user(name, 1)], remove: [] }];
        const rows = renderWorksheet({ ...input, changes })
          .split('\n')
          .filter((line) => line.startsWith('| ☐'));
        expect(rows).toHaveLength(1);
        expect(rows[0]?.split('|')).toHaveLength(6);
        expect(rows[0]).toContain(user(name, 1).account_id);
      }),
    );
  });

  it('of 10 000 users is made at once', () => {
    const add = Array.from({ length: 10_000 }, (_, index) => user(`buyer${index}`, index));
    const markdown = renderWorksheet({
      ...input,
      changes: [{ kind: 'users', list: 'audience', add, remove: [] }],
    });
    expect(markdown.match(/^\| ☐/gm)).toHaveLength(10_000);
  });
});

describe('the steps of a worksheet as data', () => {
  const steps = worksheetSteps(input);

  it('are those of the checklist, in its order', () => {
    for (const language of ['en', 'zh'] as const) {
      useLanguage(language);
      const headings = titles(renderWorksheet(input)).slice(0, -1);
      const plain = headings.map((title) => title.replace(/^## \d+\. (⚠ )?|[`*]/g, ''));
      expect(steps.map(({ title }) => title[language])).toEqual(plain);
    }
  });

  it('say in both languages what to open, enter, see and undo', () => {
    expect(steps.find(({ values }) => 'cash_coupon' in values)).toEqual({
      title: { en: 'Credit cash coupons', zh: '授信现金券支付' },
      goal: {
        en: '授信现金券支付 (payment by credit cash coupon): off instead of on.',
        zh: '授信现金券支付：由开启改为关闭。',
      },
      menu: {
        en: 'Seller Console > Product Management > Credit Control',
        zh: '卖家中心 > 商品管理 > 信控设置',
      },
      source: expect.stringMatching(/^https:/),
      labels: [{ en: 'payment by credit cash coupon', zh: '授信现金券支付' }],
      values: { cash_coupon: 'off' },
      actions: [
        {
          en: 'Write down what the page shows now. You need it to undo this step.',
          zh: '先记下页面当前显示的内容，撤销时需要。',
        },
        {
          en: 'In the column 授信现金券支付 (payment by credit cash coupon), turn the switch in the row of the product from on to off.',
          zh: '在授信现金券支付列，将该商品所在行的开关由开启改为关闭。',
        },
      ],
      expect: {
        en: '授信现金券支付 (payment by credit cash coupon): off.',
        zh: '授信现金券支付：关闭。',
      },
      undo: {
        en: 'Set 授信现金券支付 (payment by credit cash coupon) back to: on.',
        zh: '将授信现金券支付改回：开启。',
      },
      impact: [
        {
          en: 'Credit cash coupons will no longer be accepted. Buyers who renew with them will lose the service.',
          zh: '将不再接受授信现金券支付，使用授信现金券续费的买家业务将中断。',
        },
      ],
    });
  });

  it('have no Markdown, and no menu of a page that no document describes', () => {
    const text = JSON.stringify(worksheetSteps({ ...input, site: 'intl' }));
    expect(text).not.toMatch(/\*\*|`|&#/);
    const stock = worksheetSteps({ ...input, site: 'eu' }).filter(({ values }) => 'delta' in values);
    expect(stock).toMatchObject([
      { menu: null, source: null, values: { delta: 100, note: '补货' } },
      { menu: null, source: null, values: { delta: -5 } },
    ]);
  });

  it('leave no text empty in either language', () => {
    for (const site of ['cn', 'intl', 'eu'] as const) {
      for (const { title, goal, menu, actions, expect: seen, undo, labels } of worksheetSteps({
        ...input,
        site,
      })) {
        for (const text of [title, goal, seen, undo, ...actions, ...labels, ...(menu ? [menu] : [])]) {
          expect(text.en).toMatch(/\S/);
          expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
        }
      }
    }
  });
});

describe('a worksheet and what apply sends', () => {
  const document: ProductDocument = {
    product: id,
    audience: { type: 'specified', users: [user('hw12345678', 1), user('new_buyer', 7)] },
    credit: { cash_coupon: 'off', credit_line: { users: [user('payer', 8)] } },
    purchase_limits: { [sku]: { once_per_customer: true } },
    trial: { [trialSku]: { days: 30, open_to: 'all' } },
  };
  const planned = plan(desiredOf(document, undefined), {
    product_id: id,
    lists: new Map([['audience', new Map([['9'.repeat(32), user('old_buyer', 9)]])]]),
  });

  it('are of the same changes', () => {
    const { patch, changes } = planned;
    const markdown = renderWorksheet({ ...input, changes });
    const rows = markdown.split('\n').filter((line) => line.startsWith('| ☐'));
    const sent = (patch.users ?? []).flatMap(({ add, remove }) => [
      ...add.map(({ account_id }) => account_id),
      ...remove,
    ]);
    expect(sent.length).toBeGreaterThan(3);
    expect(rows.map((row) => /`([0-9a-f]{32})`/.exec(row)?.[1]).sort()).toEqual([...sent].sort());
    expect(patch).toMatchObject({
      audience: { product: { type: 'specified' } },
      credit: { cash_coupon: 'off', credit_line: 'specified' },
      purchase_limits: { [sku]: { once_per_customer: true } },
      trial: { [trialSku]: { days: 30, open_to: 'all' } },
    });
    for (const text of [
      /Set the target customers of the product to \*\*指定用户\*\*/,
      /授信现金券支付.*off/,
      /限购次数/,
      /`30`/,
    ]) {
      expect(markdown).toMatch(text);
    }
    // A section for each change, those of users who come and go in two, and the closing one.
    expect(titles(markdown)).toHaveLength(changes.length + 2);
  });
});
