import { expect, test } from 'vitest';
import { actForms, openShop, press, productId } from '../trade.ts';

test('an instance from its purchase to its release, by its buttons alone', async () => {
  const page = await openShop();
  const key = await page.buy({ period: '1m' });
  const first = await page.get(`/instances/${key}`);
  expect(first.text).toContain('active The buyer can use it.');
  expect(first.text).toContain('newInstance succeeded');
  expect(first.text).toContain('Now');
  expect(first.text).toMatch(/2026-04-02 23:59:59 in 31 days the period ends/);
  expect(first.text).toMatch(/2026-04-03 23:59:59 in 32 days Frozen, unless it is renewed or paid before/);
  expect(first.text).toMatch(/2026-04-04 23:59:59 in 33 days Released, unless/);

  const renewed = await press(page, key, 'renew');
  expect(renewed.text).toContain('Done: koo sandbox renew');
  expect(renewed.text).toContain('Expires 2026-05-02 23:59:59');
  expect(renewed.text).toContain('Renewal');
  const given = await press(page, key, 'give-back');
  expect(given.text).toContain('--renewal');
  expect(given.text).toContain('Expires 2026-04-02 23:59:59');

  const larger = await press(page, key, 'upgrade');
  expect(larger.text).toContain('Quantity 2');
  const frozen = await press(page, key, 'freeze');
  expect(frozen.text).toContain('frozen The operator has found a violation.');
  expect((await press(page, key, 'unfreeze')).text).toContain('active The buyer can use it.');
  const expired = await press(page, key, 'expire');
  expect(expired.text).toContain('grace period The period is over.');
  const again = await press(page, key, 'renew');
  expect(again.text).toContain('active');

  await press(page, key, 'expire', { 'expire-until': 'frozen' });
  const released = await press(page, key, 'expire');
  expect(released.text).toContain('released It has ended.');
  expect(released.text).not.toMatch(/(Grace|Retention) ends/);
  expect(released.text).toContain('The resource has been released, or was never created.');
  expect(released.text).not.toContain('koo sandbox instances');
  expect(released.text).toContain('Nothing can be done with it now.');
  expect(actForms(released).size).toBe(0);
});

test('an upgrade to a size whose price was not shown is charged after it is confirmed', async () => {
  const page = await openShop();
  const key = await page.buy();
  const form = actForms(await page.get(`/instances/${key}`)).get('upgrade');
  const larger = { ...form, 'upgrade-quantity': '11' };
  const asked = await page.post(`/instances/${key}`, larger);
  expect(asked.text).toContain('It costs 1000 yuan. Nothing has been done yet.');
  expect(asked.text).toContain('--quantity 11');
  expect(asked.html).toMatch(/<details class="act" name="acts" open/);
  expect((await page.get(`/instances/${key}`)).text).toContain('Quantity 1');
  const other = await page.post(`/instances/${key}`, {
    ...actForms(asked).get('upgrade'),
    'upgrade-quantity': '21',
  });
  expect(other.text).toContain('It costs 2000 yuan. Nothing has been done yet.');
  const done = await page.post(`/instances/${key}`, actForms(asked).get('upgrade') ?? {});
  expect(done.text).toContain('Quantity 11');
});

test('a joint-operation instance: bound, with users, its organisation changed, and unbound', async () => {
  const page = await openShop();
  const key = await page.buy();
  const bound = await press(page, key, 'bind', { 'bind-organization': 'Acme', 'bind-users': '2' });
  expect(bound.text).toContain('--organization Acme --users 2');
  expect(bound.text).toContain('Bound');
  expect(bound.text).toContain('Authorised users 2:');
  const more = await press(page, key, 'authorize', { 'authorize-count': '3' });
  expect(more.text).toContain('Authorised users 5:');
  const users = /Such as (\S+)/.exec(more.text)?.[1] ?? '';
  const fewer = await press(page, key, 'authorize', {
    'authorize-action': 'remove',
    'authorize-users': users,
  });
  expect(fewer.text).toContain(`authorize`);
  expect(fewer.text).toContain(`${users} --remove`);
  expect(fewer.text).toContain('Authorised users 4:');
  const renamed = await press(page, key, 'organization', {
    'organization-name': 'Acme Ltd',
    'organization-department': 'lab=Laboratory',
  });
  expect(renamed.text).toContain('Name of the organisation Acme Ltd');
  expect(renamed.text).toContain('Laboratory (lab)');
  expect((await press(page, key, 'unbind')).text).toContain('Unbound');
});

test('an online licence is asked for, and again with its event', async () => {
  const page = await openShop();
  await page.connect('OFFI758576253042421761', { protocols: ['online-license'] });
  const key = await page.buy({ product: 'OFFI758576253042421761' });
  const asked = await press(page, key, 'license');
  expect(asked.text).toContain('Licences');
  expect(asked.text).toMatch(/Manage users The product \S+ is connected without the kit interfaces/);
  const again = actForms(asked).get('license');
  expect(again?.['license-event']).toMatch(/^[\da-f]{32}$/);
  await press(page, key, 'license');
  expect((await page.get(`/instances/${key}`)).text).toContain(`--event ${again?.['license-event']}`);
});

test('an act that has become impossible is refused, and its form stays open', async () => {
  const page = await openShop();
  const key = await page.buy();
  const form = actForms(await page.get(`/instances/${key}`)).get('upgrade');
  const refused = await page.post(`/instances/${key}`, { ...form, 'upgrade-quantity': '1' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('An upgrade needs a larger quantity');
  expect(refused.html).toMatch(/<details class="act" name="acts" open/);
  expect((await page.post(`/instances/${key}`, { act: 'unfreeze' })).text).toContain('is not frozen');
  expect((await page.post(`/instances/${key}`, { act: 'toString' })).text).toContain('Nothing was done');
});

test('a negotiated unsubscription begins with what was paid', async () => {
  const page = await openShop({ supervised: true });
  const key = await page.buy();
  const waiting = await page.get(`/instances/${key}`);
  expect(waiting.text).toContain('creating The buyer has paid, and has to accept the delivery.');
  expect([...actForms(waiting).keys()]).toEqual(['accept', 'unsubscribe']);
  expect(actForms(waiting).get('unsubscribe')).toMatchObject({ 'unsubscribe-amount': '100' });
  expect((await press(page, key, 'accept')).text).toContain('active The buyer can use it.');
});

test('what a merchant answers, and what a buyer typed, is shown as text', async () => {
  const page = await openShop({ url: 'http://127.0.0.1:1/<script>' });
  const key = await page.buy({ buyer: '<script>alert(1)</script>' });
  const shown = await page.get(`/instances/${key}`);
  expect(shown.html).not.toContain('<script>alert');
  expect(shown.text).toContain('newInstance failed');
  expect(shown.html).toContain('<span class="wire">newInstance, attempt 2</span>');
  expect(shown.text).toContain('order CS260302100000001 fails, unless it is delivered before');
});

test('an instance is found by what people call it; anything else is not found', async () => {
  const page = await openShop();
  await page.buy();
  const { text } = await page.get('/instances/1');
  const resource = /Resource (\S+)/.exec(text)?.[1] ?? '';
  expect((await page.get(`/instances/${resource}`)).text).toContain('The buyer can use it.');
  expect(await page.get('/instances/nothing')).toMatchObject({ status: 404 });
  expect(await page.get('/instances/0')).toMatchObject({ status: 404 });
  expect((await page.in('zh').get('/instances/1')).text).toContain('买家可以正常使用。');
});

test('a product that is not connected any more lets its instances be seen', async () => {
  const page = await openShop();
  const key = await page.buy();
  await page.act({ do: 'disconnect', product: productId });
  expect((await page.get(`/instances/${key}`)).text).toContain('is not connected to a callback server');
});
