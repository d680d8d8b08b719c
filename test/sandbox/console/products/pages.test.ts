import { describe, expect, it } from 'vitest';
import { sandboxAccessKey } from '../../../../src/sandbox/state/accounts.ts';
import { findProduct, putProduct } from '../../../../src/sandbox/state/products.ts';
import { type OpenConsole, openConsole, type Shown } from '../../../support/console.ts';
import {
  board,
  inspect,
  office,
  offSale,
  others,
  sku,
  speech,
  studio,
} from '../../api/routes/seller/seller.ts';

const page = `/products/${office}`;
const url = 'http://127.0.0.1:9/saasproduce';

async function send(open: OpenConsole, product: string, fields: Record<string, string | string[]>) {
  return open.post(`/products/${product}`, fields);
}

/** Sends a form that is asked about, and confirms it; nothing is changed before. */
async function confirm(open: OpenConsole, product: string, fields: Record<string, string>) {
  const version = async () => /configuration (\d+)/.exec((await open.get(`/products/${product}`)).text)?.[1];
  const before = await version();
  const asked = await send(open, product, fields);
  expect([asked.status, asked.text]).toEqual([422, expect.stringContaining('Nothing has been changed yet.')]);
  expect(asked.text).toContain('Change it anyway');
  expect(await version()).toBe(before);
  const [, confirmed = ''] = /name="confirmed" value="([^"]+)"/.exec(asked.html) ?? [];
  return send(open, product, { ...fields, confirmed });
}

/** The section of a page under a heading, as text. */
function section({ html }: Shown, title: string): string {
  const found = html.split('<section').find((part) => part.includes(`<h2>${title}</h2>`)) ?? '';
  return `<section${found}`
    .replace(/<(option)\b[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

it('lists the products of the seller with what matters', async () => {
  const open = await openConsole();
  await send(open, office, {
    group: 'connection',
    'connection-act': 'connect',
    'connect-url': url,
    'connect-protocol': ['', 'v2'],
  });
  const { text } = await open.get('/products');
  expect(text).toContain('7 products');
  expect(text).toContain(`Cloud Office ${office} open ${url} v2 SaaS 3 1847 all users`);
  expect(text).toContain(`Fax Gateway ${offSale} not on sale not connected`);
  expect(text).toContain('enterprise users');
  expect(text).not.toContain("Another seller's product");
  expect((await open.in('zh').get('/products')).text).toContain('7 个商品');
});

it('pages a list that is longer than a page', async () => {
  const open = await openConsole();
  inspect(open.stateFolder, (database) => {
    const stored = findProduct(database, office);
    if (!stored) throw new Error('no product');
    for (let at = 0; at < 44; at += 1) {
      const product = { ...stored.product, product_id: `P${String(at).padStart(3, '0')}` };
      putProduct(database, { ...stored, product });
    }
  });
  expect((await open.get('/products')).text).toContain('1 to 50 of 51');
  const last = await open.get('/products?page=9');
  expect(last.text).toContain('51 to 51 of 51');
  expect(last.text).toContain('P043');
  expect((await open.get('/products?page=0')).text).toContain('1 to 50 of 51');
});

it('tells all of a product, and says which command and which page of the real console is the same', async () => {
  const open = await openConsole();
  const { text } = await open.get(page);
  for (const part of [
    'Cloud Office',
    `koo product get ${office} --site sandbox`,
    `Standard ${sku(1)} period year=100 month=10 seats 999 120 879`,
    'all users (as the product)',
    'Trial da9b4d34-5295-46a7-92d4-000000000003 published 15 all users 0 users',
    'Credit cash coupons Credit line Users of the credit line on off 0 users',
    'No purchase limits.',
    'quantity, 1 to 500, step 1',
    'Seller Console > Product Management > Credit Control',
    'none: the product is not probed',
  ])
    expect(text).toContain(part);
  expect((await open.in('zh').get(page)).text).toContain('卖家中心 > 库存管理 > 设置库存');
  for (const path of ['/products/nothing', `/products/${others}`]) {
    const missing = await open.get(path);
    expect([missing.status, missing.text]).toEqual([404, expect.stringContaining('no such product')]);
  }
});

it('shows hostile names as text', async () => {
  const open = await openConsole();
  const hostile = '<script>alert(1)</script>"\'&';
  inspect(open.stateFolder, (database) => {
    const stored = findProduct(database, studio);
    if (!stored) throw new Error('no product');
    const { product } = stored;
    const skus = product.skus.map((one) => ({ ...one, name: hostile }));
    putProduct(database, { ...stored, product: { ...product, name: { en: hostile, zh: hostile }, skus } });
  });
  for (const path of ['/products', `/products/${studio}`]) {
    const { html, text } = await open.get(path);
    expect(html).not.toContain('<script>alert');
    expect(text).toContain(hostile);
  }
});

describe('the audience', () => {
  const set = (more: Record<string, string>) => ({
    group: 'audience',
    'audience-of': '*',
    'audience-type': 'all',
    'audience-associated': '',
    ...more,
  });

  it('is narrowed and widened, for the product and a specification, and says what buyers lose', async () => {
    const open = await openConsole();
    const narrowed = await confirm(
      open,
      office,
      set({ 'audience-of': sku(1), 'audience-type': 'specified' }),
    );
    expect(narrowed.text).toContain(
      `koo product audience set ${office} specified --sku ${sku(1)} --yes --site sandbox`,
    );
    expect(narrowed.text).toContain('no one will be able to buy');
    expect(section(narrowed, 'Who may buy')).toContain('specified users 0 users');
    const back = await send(open, office, set({ 'audience-of': sku(1), 'audience-type': 'inherit' }));
    expect(section(back, 'Who may buy')).not.toContain('specified users');
    const associated = await confirm(
      open,
      office,
      set({ 'audience-type': 'associated', 'audience-associated': `${speech} ${board}` }),
    );
    expect(section(associated, 'Who may buy')).toContain(`associated-product buyers ${speech} ${board}`);
    const again = await send(
      open,
      office,
      set({ 'audience-type': 'associated', 'audience-associated': `${board},${speech}` }),
    );
    expect(again.text).toContain('Nothing to change');
  });

  it.each([
    ['audience-associated-required', set({ 'audience-type': 'associated' })],
    ['audience-associated-own', set({ 'audience-type': 'associated', 'audience-associated': 'OFFI-other' })],
    ['sku-unknown', set({ 'audience-of': 'constructor', 'audience-type': 'specified' })],
  ])('is refused by the rule %s, with what was typed', async (rule, fields) => {
    const open = await openConsole();
    const refused = await send(open, office, fields);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(`(${rule})`)]);
    expect(refused.html).toContain('open=""');
    expect(refused.text).toContain('Nothing was changed.');
    expect(section(await open.get(page), 'Product')).toContain('configuration 1');
  });

  it('of a specification is refused where the product is locked', async () => {
    const open = await openConsole();
    const fields = set({ 'audience-of': sku(7), 'audience-type': 'all' });
    expect((await send(open, studio, fields)).text).toContain('(audience-locked)');
  });

  it('of another word than those of the list is refused', async () => {
    const open = await openConsole();
    const refused = await send(open, office, set({ 'audience-type': 'everyone' }));
    expect(refused.text).toContain(
      'audience-type must be all, enterprise, individual, specified, associated or inherit',
    );
  });
});

it('asks again where other losses were confirmed', async () => {
  const open = await openConsole();
  const fields = { group: 'audience', 'audience-of': '*', 'audience-type': 'enterprise' };
  const asked = await send(open, office, fields);
  const [, confirmed = ''] = /name="confirmed" value="([^"]+)"/.exec(asked.html) ?? [];
  const other = await send(open, office, { ...fields, 'audience-type': 'individual', confirmed });
  expect(other.text).toContain('Nothing has been changed yet.');
  expect((await send(open, office, { ...fields, confirmed })).text).toContain('Changed. In a terminal');
});

it('changes credit', async () => {
  const open = await openConsole();
  const fields = { group: 'credit', 'credit-cash-coupon': 'off', 'credit-credit-line': 'specified' };
  const done = await confirm(open, office, fields);
  expect(done.text).toContain('Credit cash coupons will no longer be accepted');
  expect(section(done, 'Credit')).toContain('off on, for specified users 0 users');
  expect((await send(open, office, fields)).text).toContain('Nothing to change');
});

describe('the stock', () => {
  const fields = (delta: string, more: Record<string, string> = {}) => ({
    group: 'stock',
    'stock-of': sku(1),
    'stock-delta': delta,
    'stock-note': 'Spring sale',
    ...more,
  });

  it('changes within its limits, from both sides', async () => {
    const open = await openConsole();
    const least = await confirm(open, office, fields('-879'));
    expect(least.text).toContain(`--sku ${sku(1)} --delta=-879 --note 'Spring sale' --yes`);
    expect(section(least, 'Specifications and stock')).toContain('120 120 0');
    expect((await send(open, office, fields('-1'))).text).toContain('(stock-not-below-sold)');
    expect((await send(open, office, fields('10000000'))).text).toContain('(stock-delta)');
    const most = await send(open, office, fields('9999999'));
    expect(section(most, 'Specifications and stock')).toContain('10000119 120 9999999');
  });

  it.each([
    ['(stock-delta)', fields('0')],
    ['(stock-delta)', fields('1.5')],
    ['not a number', fields('many')],
    ['(stock-note)', fields('1', { 'stock-note': ' ' })],
    ['(stock-note)', fields('1', { 'stock-note': 'n'.repeat(256) })],
    ['sku-unknown', fields('1', { 'stock-of': 'none' })],
  ])('is refused: %s', async (reason, sent) => {
    const open = await openConsole();
    const refused = await send(open, office, sent);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(reason)]);
    expect(section(refused, 'Specifications and stock')).toContain('999 120 879');
  });

  it('is refused for a product that is not on sale', async () => {
    const open = await openConsole();
    expect((await send(open, offSale, fields('1', { 'stock-of': sku(13) }))).text).toContain(
      '(stock-on-sale)',
    );
  });
});

describe('purchase limits', () => {
  const fields = (kind: string, max = '', of = '*') => ({
    group: 'limit',
    'limit-of': of,
    'limit-kind': kind,
    'limit-max': max,
  });

  it('are set, replaced and taken away', async () => {
    const open = await openConsole();
    const once = await confirm(open, office, fields('again'));
    expect(section(once, 'Purchase limits')).toContain('(the product) once per customer, again after expiry');
    const most = await confirm(open, office, fields('max', '1', sku(1)));
    expect(most.text).toContain(`koo product limit set ${office} --max 1 --sku ${sku(1)} --yes`);
    expect(section(most, 'Purchase limits')).toContain(`Standard ${sku(1)} at most 1`);
    await send(open, office, fields('none', '', sku(1)));
    const none = await send(open, office, fields('none'));
    expect(section(none, 'Purchase limits')).toContain('No purchase limits.');
    expect((await send(open, office, fields('none'))).text).toContain('Nothing to change');
  });

  it('are refused below 1, without a quantity attribute, and for pay-per-use', async () => {
    const open = await openConsole();
    expect((await send(open, office, fields('max'))).text).toContain('Maximum: enter a number');
    expect((await send(open, office, fields('max', '0'))).text).toContain('(limit-max-quantity)');
    expect((await send(open, studio, fields('max', '5'))).text).toContain('(limit-quantity-attribute)');
    expect((await send(open, speech, fields('once'))).text).toContain('(limit-pay-per-use)');
  });
});

it('opens a trial to specified users, and keeps its days', async () => {
  const open = await openConsole();
  const fields = (days: string, openTo: string, of = sku(3)) => ({
    group: 'trial',
    'trial-of': of,
    'trial-days': days,
    'trial-open-to': openTo,
  });
  const done = await confirm(open, office, fields('15', 'specified'));
  expect(section(done, 'Trials')).toContain('published 15 specified users 0 users');
  expect((await send(open, office, fields('16', 'all'))).text).toContain('(trial-days-fixed)');
  expect((await send(open, office, fields('2', 'all'))).text).toContain('(trial-days)');
  expect((await send(open, board, fields('15', 'all', sku(12)))).text).toContain('(trial-published)');
});

describe('attributes', () => {
  const fields = (more: Record<string, string> = {}) => ({
    group: 'attribute',
    'attribute-act': 'create',
    'attribute-code': 'region',
    'attribute-type': 'enumeration',
    'attribute-name-en': 'Region',
    'attribute-name-zh': '区域',
    'attribute-values': 'North\r\nSouth',
    ...more,
  });
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `v${at}`).join('\n');

  it('are added, changed and removed', async () => {
    const open = await openConsole();
    const added = await send(open, office, fields({ 'attribute-values': lines(10) }));
    expect(section(added, 'Attributes of all products')).toContain('region Region, 区域 enumeration: v0, v1');
    const shown = await open.get(`${page}?attribute=region`);
    expect(shown.text).toContain('Change the attribute region');
    const change = fields({
      'attribute-act': 'update',
      'attribute-type': 'quantity',
      'attribute-min': '1',
      'attribute-max': '9',
      'attribute-step': '1',
    });
    expect(section(await send(open, office, change), 'Attributes of all products')).toContain(
      'quantity, 1 to 9, step 1',
    );
    expect((await send(open, office, change)).text).toContain('Nothing to change');
    const gone = await send(open, office, fields({ 'attribute-act': 'remove' }));
    expect(section(gone, 'Attributes of all products')).not.toContain('region');
  });

  it.each([
    ['attribute-values-max', fields({ 'attribute-values': lines(11) })],
    ['attribute-values', fields({ 'attribute-values': '' })],
    ['attribute-exists', fields({ 'attribute-code': 'seats' })],
    ['attribute-preset', fields({ 'attribute-code': 'version' })],
    ['attribute-preset', fields({ 'attribute-code': 'version', 'attribute-act': 'remove' })],
    ['attribute-unknown', fields({ 'attribute-act': 'remove' })],
    ['attribute-name', fields({ 'attribute-name-zh': '' })],
    ['code must be', fields({ 'attribute-code': 'c'.repeat(65) })],
    ['Minimum of a quantity: enter a number', fields({ 'attribute-type': 'quantity' })],
    [
      'attribute-quantity',
      fields({
        'attribute-type': 'quantity',
        'attribute-min': '2',
        'attribute-max': '1',
        'attribute-step': '1',
      }),
    ],
  ])('are refused: %s', async (reason, sent) => {
    const open = await openConsole();
    const before = section(await open.get(page), 'Attributes of all products');
    const refused = await send(open, office, sent);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(reason)]);
    expect(section(await open.get(page), 'Attributes of all products')).toBe(before);
  });
});

describe('the connection', () => {
  const connect = (more: Record<string, string | string[]> = {}) => ({
    group: 'connection',
    'connection-act': 'connect',
    'connect-url': url,
    'connect-protocol': ['', 'v2'],
    ...more,
  });
  const all = (more: Record<string, string | string[]> = {}) =>
    connect({
      'connect-encrypt': '128',
      'connect-switch': ['', 'supervised', 'contacts'],
      'connect-parameters': 'domain:required size',
      'connect-without': 'upgradeInstance',
      'connect-prices': 'year=90\nmonth=8',
      'setting-v1_step': '3',
      'connect-loginAddress': 'http://127.0.0.1:8080/sso',
      'connect-casCallback': 'http://saas.example.net/cas?tenant={tenantId}',
      ...more,
    });

  it('is made, changed and taken back', async () => {
    const open = await openConsole();
    expect((await send(open, office, connect())).text).toContain(`${office} is connected to ${url} (v2)`);
    const saved = await send(open, office, all());
    expect(saved.text).toContain(
      `${office} is connected to ${url} (v2). The callback of CAS at saas.example.net uses http: codes and tickets`,
    );
    const changed = section(saved, 'Connection to your server');
    for (const part of [
      'AES-128',
      'domain (required), size',
      'Minutes between the attempts of V1: 3',
      '--encrypt aes128 ',
      `--supervised --contacts --parameter domain:required --parameter size --without upgradeInstance`,
      `--price ${sku(1)}:year=90`,
      '--set v1_step=3',
      'Login address http://127.0.0.1:8080/sso',
      '--login-address http://127.0.0.1:8080/sso --cas-callback ',
    ])
      expect(changed).toContain(part);
    // Without the other fields, as from the overview, the rest stays.
    const moved = section(
      await send(open, office, connect({ 'connect-url': `${url}2` })),
      'Connection to your server',
    );
    expect(moved).toContain(`${url}2`);
    expect(moved).toContain(`--price ${sku(1)}:year=90`);
    expect(moved).toContain('--login-address http://127.0.0.1:8080/sso');
    const gone = await send(open, office, { group: 'connection', 'connection-act': 'disconnect' });
    expect(gone.text).toContain('Not connected');
  });

  it.each([
    ['not an http or https URL', connect({ 'connect-url': 'ftp://127.0.0.1/' })],
    ['Choose a protocol', connect({ 'connect-protocol': [''] })],
    ['A product has one of the protocols', connect({ 'connect-protocol': ['', 'v1', 'v2'] })],
    ['does not accept this command', connect({ 'connect-protocol': ['', 'v3'] })],
    ['at most 3 parameters', all({ 'connect-parameters': 'a b c d' })],
    ['Invalid price', all({ 'connect-prices': 'free' })],
    ['The login address cannot be registered', all({ 'connect-loginAddress': 'https://x.example/#/sso' })],
    ['does not accept this command', all({ 'setting-v1_step': '5' })],
  ])('is refused: %s', async (reason, sent) => {
    const open = await openConsole();
    const refused = await send(open, office, sent);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(reason)]);
    expect((await open.get(page)).text).toContain('Not connected');
  });

  it('never shows an access key, and does not sign for another server with it', async () => {
    const open = await openConsole();
    const key = 'merchant-key-7f0c1d2e3b';
    await open.act({ do: 'connect', product: office, url, protocols: ['v2'], keys: { base: key } });
    const shown = await open.get(page);
    expect(shown.text).toContain('base: your own');
    const elsewhere = await send(open, office, connect({ 'connect-url': 'https://other.example.com/' }));
    expect([elsewhere.status, elsewhere.text]).toEqual([422, expect.stringContaining('were given for')]);
    const kept = await send(
      open,
      office,
      connect({ 'connect-url': `${url}/v2`, 'connect-protocol': ['', 'v2', 'v2-kit'] }),
    );
    expect(kept.text).toContain('base: your own; kit: your own');
    for (const { html } of [shown, elsewhere, kept]) expect(html).not.toContain(key);
    expect(
      inspect(open.stateFolder, (database) => database.prepare('SELECT keys FROM market_connections').get()),
    ).toEqual({
      keys: JSON.stringify({ base: key, kit: key }),
    });
  });

  it.each(['connect-url', 'connect-casCallback'])(
    'does not show again a password in an address: %s',
    async (field) => {
      const open = await openConsole();
      const refused = await send(open, office, all({ [field]: 'https://user:pass-9f8e7d@127.0.0.1/x' }));
      expect(refused.status).toBe(422);
      expect(refused.html).not.toContain('pass-9f8e7d');
    },
  );

  it('signs with the published key of the sandbox where none was given', async () => {
    const open = await openConsole();
    await send(open, office, connect());
    const row = inspect(open.stateFolder, (database) =>
      database.prepare('SELECT keys FROM market_connections').get(),
    );
    expect(row).toEqual({ keys: JSON.stringify({ base: sandboxAccessKey }) });
  });
});

it('saves and makes debugging calls, and refuses what is not possible', async () => {
  const open = await openConsole();
  const probe = (act: string) => send(open, office, { group: 'probe', 'probe-act': act });
  expect((await probe('save')).text).toContain('is not connected to a callback server');
  await send(open, office, {
    group: 'connection',
    'connection-act': 'connect',
    'connect-url': url,
    'connect-protocol': 'v2',
  });
  expect((await probe('run')).text).toContain('No debugging calls');
  expect((await probe('save')).text).toContain(`No debugging call of ${office} is saved`);
});

it('refuses a form that is not of the page', async () => {
  const open = await openConsole();
  expect((await send(open, office, { group: 'other' })).status).toBe(422);
});
