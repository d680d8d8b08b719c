import { describe, expect, it } from 'vitest';
import {
  board,
  documentOf,
  json,
  office,
  product,
  relay,
  sku,
  speech,
  studio,
  tool,
  useProducts,
  writes,
} from './harness.ts';

useProducts();

describe('koo product list and get', () => {
  it('lists products, all or by status', async () => {
    const all = await json('list');
    expect(all.map(({ product_id }: { product_id: string }) => product_id)).toContain(speech);
    expect(await json('list', '--status', 'off_sale')).toMatchObject([{ status: 'off_sale' }]);
    expect(await json('list', '--status', 'draft')).toEqual([]);
    const { stdout } = await product('list', '-o', 'csv', '--fields', 'product_id,name.en');
    expect(stdout.split('\n')[0]).toBe('product_id,name.en');
  });

  it('shows a product with its configuration', async () => {
    expect(await json('get', studio)).toMatchObject({
      product_id: studio,
      delivery: 'license',
      audience: { type: 'specified' },
      user_counts: [
        { list: 'audience', count: 3 },
        { list: 'credit_line', count: 1 },
      ],
    });
    const { stdout } = await product('get', studio, '--lang', 'zh');
    expect(stdout).toContain('设计工作室');
  });

  it('gives the document that makes no difference, with the users of every list', async () => {
    const text = await documentOf(studio);
    expect(text.match(/id: [0-9a-f]{32}/g)).toHaveLength(4);
  });

  it('tells an unknown product and another seller’s', async () => {
    expect(await product('get', 'OFFI0')).toMatchObject({ exitCode: 5, stdout: '' });
    expect(await product('audience get', 'OFFI758576253042421799')).toMatchObject({ exitCode: 4 });
  });

  it('prints parts as rows', async () => {
    const csv = async (name: Parameters<typeof product>[0], id: string) =>
      (await product(name, id, '-o', 'csv')).stdout.split('\n');
    expect((await csv('stock get', office))[1]).toBe(`${sku(1)},Standard,999,120`);
    expect((await csv('trial get', office))[1]).toBe(`${sku(3)},Trial,published,15,all,0`);
    expect((await csv('audience get', office))[0]).toBe('sku_code,name,type,inherited,associated,users');
    expect((await csv('credit get', studio))[1]).toBe('on,specified,1');
    expect(await json('limit get', office)).toEqual([]);
    expect(await json('stock get', office, '--sku', sku(2))).toHaveLength(1);
    expect(await product('trial get', speech)).toMatchObject({
      stdout: 'No trial specifications.\n',
    });
  });
});

describe('koo product credit set --credit-line specified', () => {
  it('warns when no one is on the list', async () => {
    const empty = await product('credit set', office, '--credit-line', 'specified');
    expect(empty).toMatchObject({ exitCode: 0 });
    expect(empty.stderr).toMatch(/Warning: no user is on the list of the credit line/);
    expect(empty.stderr).toContain(`koo users add NAME:ID --product ${office} --list credit-line`);
    expect((await product('credit set', office, '--credit-line', 'all')).stderr).not.toContain('Warning');
  });

  it('is silent when someone is', async () => {
    const ran = await product('credit set', studio, '--credit-line', 'specified');
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stderr).not.toContain('Warning');
  });
});

describe('koo product get', () => {
  it('names its tables', async () => {
    const { stdout } = await product('get', studio);
    for (const name of ['Specifications', 'Audience', 'Credit', 'Stock', 'Purchase limits', 'Attributes']) {
      expect(stdout).toMatch(new RegExp(`\n\n${name}\n`));
    }
  });
});

describe('a change of a product', () => {
  it('sends only what differs, with the version, and shows what is then', async () => {
    const changed = await json('credit set', office, '--cash-coupon', 'on', '--credit-line', 'all');
    expect(changed).toMatchObject({
      product: office,
      changed: true,
      changes: [{ kind: 'credit', setting: 'credit_line', before: 'off', after: 'all' }],
      state: { cash_coupon: 'on', credit_line: 'all', users: 0 },
    });
    expect(writes()).toHaveLength(1);
    expect((await json('get', office)).version).toBe(changed.version);
  });

  it('sends nothing when there is no change, and says so', async () => {
    for (const words of [
      ['credit set', office, '--cash-coupon', 'on', '--credit-line', 'off'],
      ['audience set', board, 'enterprise'],
      ['audience set', board, 'inherit', '--sku', sku(8)],
      ['limit set', board, '--once', '--again-after-expiry', '--sku', sku(8)],
      ['limit clear', office],
      ['trial set', office, '--days', '15', '--open-to', 'all'],
      ['attribute update', 'seats', '--max', '500'],
    ] as Parameters<typeof product>[]) {
      const ran = await product(...words);
      expect(ran, words.join(' ')).toMatchObject({ exitCode: 0 });
      expect(ran.stderr, words.join(' ')).toContain('Nothing to change');
      expect(ran.stdout).not.toBe('');
    }
    expect(writes()).toEqual([]);
  });

  it.each<Parameters<typeof product>>([
    ['credit set', office, '--cash-coupon', 'off'],
    ['credit set', studio, '--credit-line', 'off'],
    ['audience set', office, 'enterprise'],
    ['audience set', office, 'individual', '--sku', sku(1)],
    ['trial set', office, '--open-to', 'specified'],
    ['stock add', tool, '--delta=-1', '--note', 'sold'],
    ['attribute remove', 'edition'],
  ])('%s asks before it cuts off, and needs --yes where it cannot ask', async (...words) => {
    const refused = await product(...words);
    expect(refused).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE', stdout: '' });
    expect(refused.hint).toContain('--yes');
    expect(writes()).toEqual([]);
    expect(await product(...words, '--yes')).toMatchObject({ exitCode: 0 });
    expect(writes()).toHaveLength(1);
  });

  it('sets the audience of a specification, and lets it follow again', async () => {
    const own = ['audience set', board, 'specified', '--sku', sku(9), '--yes'] as const;
    const rows = (await json(...own)).state;
    expect(rows.find((row: { sku_code: string }) => row.sku_code === sku(9))).toMatchObject({
      type: 'specified',
      inherited: false,
    });
    const back = await json('audience set', board, 'inherit', '--sku', sku(9), '--yes');
    expect(back.state.find((row: { sku_code: string }) => row.sku_code === sku(9))).toMatchObject({
      type: 'enterprise',
      inherited: true,
    });
  });

  it('names the way out where a specification stands in the way', async () => {
    await json('audience set', board, 'specified', '--sku', sku(9), '--yes');
    const ran = await product('audience set', board, 'specified', '--yes');
    expect(ran).toMatchObject({ exitCode: 2, code: 'RULE_BROKEN' });
    expect(ran.message).toContain(sku(9));
    expect(ran.hint).toContain('koo product audience set ID inherit --sku CODE');
  });

  it('associates products of the seller', async () => {
    const { state } = await json(
      'audience set',
      office,
      'associated',
      '--associated',
      `${tool},${speech}`,
      '--yes',
    );
    expect(state[0]).toMatchObject({ type: 'associated', associated: [tool, speech] });
  });

  it('sets and clears limits, of the product and of a specification', async () => {
    expect((await json('limit set', office, '--once', '--yes')).state).toMatchObject([
      { sku_code: null, once_per_customer: true, again_after_expiry: false, max_quantity: null },
    ]);
    // In the words of the document, too.
    const again = await json('limit set', office, '--once-per-customer', '--yes');
    expect(again).toMatchObject({ changed: false });
    const { state } = await json('limit set', office, '--max', '50', '--sku', sku(1), '--yes');
    expect(state).toHaveLength(2);
    expect((await json('limit clear', office)).state).toMatchObject([{ sku_code: sku(1), max_quantity: 50 }]);
  });

  it('takes the only trial specification for the one that is meant', async () => {
    const { state } = await json('trial set', office, '--open-to', 'specified', '--yes');
    expect(state).toMatchObject([{ sku_code: sku(3), days: 15, open_to: 'specified' }]);
  });
});

describe('koo product stock add', () => {
  const more = ['stock add', tool, '--delta', '5', '--note', 'more'] as const;

  it('adds, once for a request id', async () => {
    const { available, request_id } = await json(...more);
    expect(await json(...more, '--request-id', request_id)).toMatchObject({ available, request_id });
    expect(await json(...more)).toMatchObject({ available: available + 5 });
  });

  it('accepts a repeated request id after the stock has changed', async () => {
    const less = ['stock add', tool, '--delta=-900', '--note', 'less', '--yes'] as const;
    const { request_id, available } = await json(...less);
    expect(await json(...less, '--request-id', request_id)).toMatchObject({ available });
    expect(await product(...less)).toMatchObject({ exitCode: 2, code: 'RULE_BROKEN' });
  });

  it('names the request id where the outcome is unknown, and does it once', async () => {
    const lost = await relay(async ({ method }, forward) => {
      const answer = await forward();
      return method === 'POST' ? undefined : answer;
    });
    const cut = await product(...more, '--endpoint', lost, '--timeout', '2');
    expect(cut).toMatchObject({ exitCode: 6, stdout: '' });
    const id = /--request-id ([\w-]+)/.exec(cut.hint ?? '')?.[1] ?? '';
    const [{ available }] = await json('stock get', tool);
    expect(await json(...more, '--request-id', id)).toMatchObject({ available });
  });
});

describe('koo product attribute', () => {
  const region = [
    '--type',
    'enumeration',
    '--name-en',
    'Region',
    '--name-zh',
    '区域',
    '--values',
    'North,South',
  ];

  it('adds, changes only what is named, and removes', async () => {
    expect(await json('attribute add', 'region', ...region)).toEqual({
      code: 'region',
      changed: true,
      attribute: {
        code: 'region',
        type: 'enumeration',
        name: { en: 'Region', zh: '区域' },
        values: ['North', 'South'],
      },
    });
    expect(await json('attribute update', 'region', '--values', 'North', '--values', 'East')).toMatchObject({
      attribute: { name: { en: 'Region', zh: '区域' }, values: ['North', 'East'] },
    });
    const codes = (await json('attribute list')).map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['appName', 'seats', 'region']));
    expect(await json('attribute remove', 'region', '--yes')).toEqual({
      code: 'region',
      changed: true,
      attribute: null,
    });
  });

  it('turns an attribute into another kind when all of it is given', async () => {
    const words = [
      'attribute update',
      'edition',
      '--type',
      'quantity',
      '--min',
      '1',
      '--max',
      '9',
      '--step',
      '1',
    ];
    const { attribute } = await json(...(words as Parameters<typeof json>));
    expect(attribute).toMatchObject({ type: 'quantity', min: 1, max: 9, step: 1 });
    expect(attribute).not.toHaveProperty('values');
  });
});

describe('on a real site', () => {
  it.each<Parameters<typeof product>>([
    ['list'],
    ['get', office],
    ['stock get', office],
    ['credit set', office, '--credit-line', 'all'],
    ['audience set', office, 'all'],
    ['limit set', office, '--once'],
    ['trial set', office, '--days', '15'],
    ['stock add', office, '--delta', '1', '--note', 'n'],
    ['attribute list'],
    ['attribute remove', 'edition', '--yes'],
  ])('%s sends nothing', async (...words) => {
    expect(await product(...words, '--site', 'cn')).toMatchObject({
      exitCode: 3,
      code: 'OPERATION_NOT_PUBLISHED',
      stdout: '',
    });
  });

  it('writes the worksheet of the same change', async () => {
    const sheet = await json(
      'credit set',
      office,
      '--credit-line',
      'all',
      '--site',
      'cn',
      '--worksheet',
      '-',
    );
    expect(sheet).toMatchObject({
      product: office,
      site: 'cn',
      changes: [{ kind: 'credit', setting: 'credit_line', after: 'all' }],
    });
    expect(sheet.changes[0]).not.toHaveProperty('before');
    const stock = ['stock add', office, '--sku', sku(1), '--delta', '5', '--note', 'n'] as const;
    expect((await product(...stock, '--site', 'cn', '--worksheet', '-', '--lang', 'zh')).stdout).toContain(
      '补货',
    );
    const attribute = [
      'attribute update',
      'seats',
      '--type',
      'quantity',
      '--name-en',
      'Seats',
      '--name-zh',
      '席位',
    ];
    const range = ['--min', '1', '--max', '5', '--step', '1', '--site', 'intl', '--worksheet', '-'];
    expect((await product(...([...attribute, ...range] as Parameters<typeof product>))).stdout).toContain(
      '`seats`',
    );
  });

  it('writes the worksheet of the live state of the sandbox, and sends nothing', async () => {
    const sheet = await json('credit set', office, '--credit-line', 'all', '--worksheet', '-');
    expect(sheet.changes).toEqual([{ kind: 'credit', setting: 'credit_line', before: 'off', after: 'all' }]);
    expect(writes()).toEqual([]);
  });

  it('holds the rules that need no server', async () => {
    const words = [
      'trial set',
      office,
      '--sku',
      sku(3),
      '--days',
      '2',
      '--site',
      'cn',
      '--worksheet',
      '-',
    ] as const;
    expect(await product(...words)).toMatchObject({ exitCode: 2, code: 'RULE_BROKEN' });
    expect(
      await product('trial set', office, '--open-to', 'all', '--site', 'cn', '--worksheet', '-'),
    ).toMatchObject({
      exitCode: 2,
      code: 'MISSING_FLAG',
    });
  });

  it('names the flag that --again-after-expiry needs', async () => {
    expect(await product('limit set', office, '--again-after-expiry')).toMatchObject({
      code: 'MISSING_FLAG',
      message: 'Missing flag: --once',
    });
    expect(await product('limit set', office)).toMatchObject({ message: 'Missing flag: --once or --max' });
  });
});
