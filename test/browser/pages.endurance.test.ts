import { describe, expect, test } from 'vitest';
import { kindsOfPages } from '../../scripts/chromium.ts';
import { fillShop, shopKey, startShop } from '../../scripts/console-shop.ts';
import { closeAtEnd, hasChromium, openBrowser, overflow, violations } from './harness.ts';

const shop = hasChromium ? closeAtEnd(await startShop()) : undefined;
if (shop) await fillShop(shop);
const paths = shop ? await kindsOfPages((await openBrowser(shop)).page) : ['/'];

describe.skipIf(!shop)('the pages of the console', () => {
  test('are all reached from the overview', () => {
    expect(paths.length).toBeGreaterThan(1);
  });

  describe.each([
    ['en', 1280],
    ['en', 390],
    ['zh', 1280],
    ['zh', 390],
  ] as const)('in %s, %i pixels wide', async (language, width) => {
    const window = shop && (await openBrowser(shop, { language, width }));

    test.each(paths)('%s', async (path) => {
      await window!.go(path);
      expect(await overflow(window!), 'wider than the window').toEqual([]);
      const { page } = window!;
      expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.title()).toContain(await page.locator('h1').textContent());
      const text = await page.locator('main').textContent();
      expect(await page.content()).not.toContain(shopKey);
      expect(text).not.toMatch(/undefined|\[object |NaN|Invalid Date/);
      expect(window!.problems.splice(0)).toEqual([]);
    });
  });

  describe.each(['light', 'dark'] as const)('in %s', async (scheme) => {
    const window = shop && (await openBrowser(shop, { scheme }));

    test.each(paths)('%s can be used by everyone (axe-core)', async (path) => {
      await window!.go(path);
      await window!.page.locator('details').evaluateAll((all) => {
        for (const one of all) one.setAttribute('open', '');
      });
      expect(await violations(window!)).toEqual([]);
    });
  });
});
