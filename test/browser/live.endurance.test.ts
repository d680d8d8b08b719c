import { describe, expect, test } from 'vitest';
import { office, startShop } from '../../scripts/console-shop.ts';
import { closeAtEnd, hasChromium, openBrowser } from './harness.ts';

const shop = hasChromium ? closeAtEnd(await startShop()) : undefined;
if (shop) {
  await shop.connect(office);
  for (let count = 0; count < 15; count++)
    await shop.act({ do: 'buy', product: office, buyer: `buyer-${count}`, period: '1y' });
}
const buy = (buyer: string) => shop!.act({ do: 'buy', product: office, buyer, period: '1y' });
const soon = { timeout: 15_000 };

describe.skipIf(!shop)('an act of the command line', () => {
  test('appears without a reload; what was typed, opened, focused and scrolled stays', async () => {
    const { page, problems, go } = await openBrowser(shop!);
    await go('/deliveries');
    await page.evaluate('globalThis.mark = "the same document"');
    const rows = page.locator('tbody tr');
    const before = await rows.count();
    const field = page.getByLabel('Text');
    await field.fill('half a wo');
    await page.getByLabel('State').selectOption('succeeded');
    await page.mouse.wheel(0, 300);
    await expect.poll(() => page.evaluate('scrollY'), soon).toBe(300);
    await buy('later');
    await expect.poll(() => rows.count(), soon).toBeGreaterThan(before);
    expect(await field.inputValue()).toBe('half a wo');
    expect(await page.getByLabel('State').inputValue()).toBe('succeeded');
    expect(await field.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
    expect(await page.evaluate('scrollY')).toBe(300);
    await page.keyboard.type('rd');
    expect(await field.inputValue()).toBe('half a word');
    expect(await page.evaluate('globalThis.mark')).toBe('the same document');
    expect(problems).toEqual([]);
  });

  test('that happens while the page loads is not missed', async () => {
    const { page, go } = await openBrowser(shop!);
    // The events begin late.
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route('**/console/live', async (route) => {
      await promise;
      await route.continue();
    });
    await go('/deliveries');
    const rows = page.locator('tbody tr');
    const before = await rows.count();
    await buy('meanwhile');
    resolve();
    await expect.poll(() => rows.count(), soon).toBeGreaterThan(before);
  });

  test('appears where the stream of events was refused at first', async () => {
    const { page, go } = await openBrowser(shop!);
    await page.route('**/console/live', (route) => route.fulfill({ status: 503 }), { times: 1 });
    await go('/deliveries');
    const hint = page.locator('#connection');
    await expect.poll(() => hint.isVisible(), soon).toBe(true);
    const rows = page.locator('tbody tr');
    const before = await rows.count();
    await buy('refused');
    await expect.poll(() => rows.count(), soon).toBeGreaterThan(before);
    expect(await hint.isVisible()).toBe(false);
  });

  test('changes the time at the top, too', async () => {
    const { page, go } = await openBrowser(shop!);
    await go('/requests');
    await shop!.act({ do: 'clock', advance: 3_600_000 });
    await expect.poll(() => page.locator('#status').textContent(), soon).toContain('2026-03-02 11:00:00');
  });

  test('leaves details open', async () => {
    const { page, go } = await openBrowser(shop!);
    await go('/deliveries/1');
    const details = page.locator('details').first();
    await details.locator('summary').first().click();
    expect(await details.evaluate((one) => one.hasAttribute('open'))).toBe(true);
    const { promise, resolve } = Promise.withResolvers<void>();
    page.on('requestfinished', (request) => {
      if (request.headers()['koo-refresh']) resolve();
    });
    await shop!.act({ do: 'clock', advance: 1000 });
    await promise;
    await expect.poll(() => page.locator('#status').textContent(), soon).toContain('11:00:01');
    expect(await details.evaluate((one) => one.hasAttribute('open'))).toBe(true);
  });
});

test.skipIf(!shop)('a page says when koo is gone', async () => {
  const other = await startShop();
  const { page, go } = await openBrowser(other);
  await go('/');
  expect(await page.locator('#connection').isVisible()).toBe(false);
  await other.close();
  await expect.poll(() => page.locator('#connection').isVisible(), soon).toBe(true);
});

test.skipIf(!shop)('a page whose events were refused asks for them again', async () => {
  const { page, go } = await openBrowser(shop!);
  await page.route('**/console/live', (route) => route.fulfill({ status: 503 }), { times: 1 });
  await go('/deliveries');
  const rows = page.locator('tbody tr');
  const before = await rows.count();
  await buy('after-refusal');
  await expect.poll(() => rows.count(), soon).toBeGreaterThan(before);
  expect(await page.locator('#connection').isVisible()).toBe(false);
});

test.skipIf(!shop)('a button copies the text beside it', async () => {
  const { page, go } = await openBrowser(shop!);
  await go('/deliveries/1');
  const button = page.locator('button.copy').first();
  const text = await button.evaluate(
    (one) => one.dataset.copy || (one.previousElementSibling?.textContent ?? ''),
  );
  await button.click();
  await expect.poll(() => button.textContent()).toBe('Copied');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(text);
  expect(text.length).toBeGreaterThan(10);
});
