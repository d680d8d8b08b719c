import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { office, startShop } from '../../scripts/console-shop.ts';
import { closeAtEnd, hasChromium, openBrowser, type Watched } from './harness.ts';

const shop = hasChromium ? closeAtEnd(await startShop()) : undefined;
await shop?.connect(office);

const soon = { timeout: 15_000 };
const said = ({ page }: Watched) => expect.poll(() => page.locator('.notice').textContent(), soon);
const isState = ({ page }: Watched, state: string) =>
  expect.poll(() => page.locator('.lead .badge').textContent(), soon).toBe(state);

/** Clicks what a summary opens, and then its button of the same name. */
async function act({ page }: Watched, name: string): Promise<void> {
  const details = page.locator('details.act', { has: page.locator('summary', { hasText: exactly(name) }) });
  await details.locator('summary').click();
  await details.getByRole('button', { name, exact: true }).click();
}

const exactly = (text: string) => new RegExp(`^\\s*${text}\\s*$`);

describe.skipIf(!shop).each([
  ['with the mouse alone', true],
  ['with the mouse alone, without JavaScript', false],
])('a purchase to its end, %s', (_, javaScriptEnabled) => {
  test('buys, freezes, unfreezes and unsubscribes', async () => {
    const window = await openBrowser(shop!, { javaScriptEnabled });
    const { page, problems } = window;
    await page.getByRole('navigation').getByRole('link', { name: 'Buy', exact: true }).click();
    await page.getByRole('link', { name: 'Cloud Office' }).click();
    await page.getByRole('radio', { name: /Professional.*1 month/ }).click();
    await page.getByRole('button', { name: 'Show the price' }).click();
    await said(window).toContain('It would cost 10 yuan.');
    await page.getByRole('button', { name: 'Buy', exact: true }).click();
    await said(window).toContain('Done: koo sandbox buy');
    expect(page.url()).toMatch(/\/console\/instances\/\d+$/);
    await isState(window, 'active');
    await act(window, 'Freeze');
    await isState(window, 'frozen');
    await act(window, 'Unfreeze');
    await isState(window, 'active');
    await act(window, 'Unsubscribe');
    await isState(window, 'released');
    await page.getByRole('link', { name: 'releaseInstance' }).first().click();
    expect(await page.locator('h1').textContent()).toMatch(/releaseInstance$/);
    expect(problems).toEqual([]);
  });
});

describe.skipIf(!shop)('with the keyboard alone', () => {
  /** The element with the focus: what it is, what it is called, and whether one sees that it has it. */
  const focused = ({ page }: Watched) =>
    page.locator(':focus').evaluate((one) => {
      const { outlineStyle, outlineWidth } = one.ownerDocument.defaultView!.getComputedStyle(one);
      const { top, bottom } = one.getBoundingClientRect();
      return {
        tag: one.tagName.toLowerCase(),
        name: (one.getAttribute('aria-label') ?? one.textContent ?? '').trim(),
        isMarked: outlineStyle !== 'none' && outlineWidth !== '0px',
        isInView: bottom > 0 && top < one.ownerDocument.defaultView!.innerHeight,
      };
    });

  /** Presses Tab until something has the focus. */
  async function tabTo(window: Watched, tag: string, name: string | RegExp): Promise<void> {
    const seen: string[] = [];
    for (let count = 0; count < 120; count++) {
      await window.page.keyboard.press('Tab');
      const one = await focused(window);
      expect(one.isMarked, `the focus on ${one.tag} ${one.name} is not seen`).toBe(true);
      seen.push(`${one.tag} ${one.name}`);
      if (one.tag === tag && (typeof name === 'string' ? one.name === name : name.test(one.name))) return;
    }
    throw new Error(`${tag} ${name} is not reached: ${seen.join(', ')}`);
  }

  test('the first stop skips to the content', async () => {
    const window = await openBrowser(shop!);
    await window.go('/buy');
    await window.page.keyboard.press('Tab');
    expect(await focused(window)).toMatchObject({
      name: 'Skip to the content',
      isMarked: true,
      isInView: true,
    });
    await window.page.keyboard.press('Enter');
    await window.page.keyboard.press('Tab');
    const isInside = await window.page.locator(':focus').evaluate((one) => one.closest('main') !== null);
    expect(isInside).toBe(true);
  });

  test('the stops follow the navigation in its order', async () => {
    const window = await openBrowser(shop!);
    const links = await window.page.locator('nav a').allTextContents();
    // The way to the content, the name, the language and the colours.
    for (let count = 0; count < 4; count++) await window.page.keyboard.press('Tab');
    for (const link of links) {
      await window.page.keyboard.press('Tab');
      expect(await focused(window)).toMatchObject({ tag: 'a', name: link.trim(), isMarked: true });
    }
  });

  test('one buys, and unsubscribes', async () => {
    const window = await openBrowser(shop!);
    const { page, problems } = window;
    await tabTo(window, 'a', 'Buy');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/buy');
    await tabTo(window, 'a', 'Cloud Office');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/buy/OFFI*');
    await tabTo(window, 'button', 'Buy');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/instances/*');
    await isState(window, 'active');
    await tabTo(window, 'summary', 'Unsubscribe');
    await page.keyboard.press('Enter');
    await tabTo(window, 'button', 'Unsubscribe');
    await page.keyboard.press('Space');
    await isState(window, 'released');
    expect(problems).toEqual([]);
  });
});

/** Whether it is seen without scrolling. */
const isInView = (place: Locator) =>
  place.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= one.ownerDocument.defaultView!.innerHeight;
  });

describe.skipIf(!shop)('a form', () => {
  test('that is refused keeps what was typed, also while the page keeps itself up to date', async () => {
    const window = await openBrowser(shop!);
    const { page, go } = window;
    await go(`/buy/${office}`);
    await page.getByLabel('Quantity').fill('9999');
    await page.getByRole('button', { name: 'Buy', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').count(), soon).toBe(1);
    await shop!.act({ do: 'clock', advance: 60_000 });
    await expect.poll(() => page.locator('#status').textContent(), soon).toContain('10:01:00');
    expect(await page.getByLabel('Quantity').inputValue()).toBe('9999');
    expect(await page.getByRole('alert').count()).toBe(1);
  });

  test.each([
    ['accepted', true],
    ['refused', false],
  ])('that is %s returns to its section, and what came of it is seen', async (_, isAccepted) => {
    const window = await openBrowser(shop!);
    const { page, go } = window;
    await go(`/products/${office}`);
    await page.getByText('Add an attribute').click();
    await page.getByLabel('Attribute code').fill('tier');
    await page.getByLabel('Name in English').fill('Tier');
    await page.getByLabel('Name in Chinese').fill('等级');
    await page.getByLabel('Values of an enumeration').fill(isAccepted ? 'one' : '');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const notice = page.locator('main > .notice');
    await expect.poll(() => notice.count(), soon).toBe(1);
    expect(await notice.getAttribute('class')).toContain(isAccepted ? 'good' : 'bad');
    const heading = page.getByRole('heading', { name: 'Attributes of all products' });
    for (const one of [heading, notice]) await expect.poll(() => isInView(one), soon).toBe(true);
  });

  test('that is clicked twice buys once', async () => {
    const window = await openBrowser(shop!);
    const { page, go } = window;
    await go(`/buy/${office}`);
    const count = async () => JSON.parse(await shop!.koo(['sandbox', 'orders', '--json'])).length as number;
    const before = await count();
    await page.getByRole('button', { name: 'Buy', exact: true }).dblclick();
    await expect.poll(count, soon).toBe(before + 1);
    // The next act waits for all earlier ones, a second purchase among them.
    await shop!.act({ do: 'buy', product: office, buyer: 'another-buyer', period: '1y' });
    expect(await count()).toBe(before + 2);
  });
});

test.skipIf(!shop)('a filter is folded on a phone only', async () => {
  const fields = async (width: number) => {
    const { page, go } = await openBrowser(shop!, { width });
    await go('/deliveries');
    return [
      await page.getByLabel('Interface').isVisible(),
      await page.locator('.filter summary').isVisible(),
    ];
  };
  expect(await fields(390)).toEqual([false, true]);
  expect(await fields(1280)).toEqual([true, false]);
});

test.skipIf(!shop)('the language and the colours are chosen with a click, and kept', async () => {
  const { page, go } = await openBrowser(shop!);
  await go('/clock');
  await page.getByRole('button', { name: '中文' }).click();
  await expect.poll(() => page.locator('html').getAttribute('lang'), soon).toBe('zh-CN');
  expect(page.url()).toMatch(/\/console\/clock$/);
  await page.getByRole('button', { name: '深色' }).click();
  await page.getByRole('button', { name: '浅色' }).waitFor();
  await expect.poll(() => page.locator('html').getAttribute('data-theme'), soon).toBe('dark');
  const background = () =>
    page
      .locator('body')
      .evaluate((one) => one.ownerDocument.defaultView!.getComputedStyle(one).backgroundColor);
  expect(await background()).toBe('rgb(21, 24, 29)');
  await go('/');
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  expect(await background()).toBe('rgb(21, 24, 29)');
});
