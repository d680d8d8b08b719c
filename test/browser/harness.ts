import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { findChromium } from '../../scripts/chromium.ts';
import type { Shop } from '../../scripts/console-shop.ts';

const executablePath = findChromium();

/** Where there is none, the tests are skipped. */
export const hasChromium = executablePath !== undefined;

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Ends with the tests of the file. */
export function closeAtEnd<T extends { close(): Promise<unknown> }>(one: T): T {
  ends.push(() => one.close());
  return one;
}

let browser: Promise<Browser> | undefined;

export interface Window {
  readonly language?: 'en' | 'zh';
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
}

/** What must not happen on a page. */
export interface Watched {
  readonly page: Page;
  /** Errors and warnings in the browser's console, failed requests, and requests to other places. */
  readonly problems: string[];
  /** Goes to a page of the console, such as `/instances`. */
  go(path: string): Promise<void>;
}

/** Opens a console in a browser of its own, which nobody else shares cookies with. */
export async function openBrowser(shop: Pick<Shop, 'url' | 'entry'>, window: Window = {}): Promise<Watched> {
  const { page, problems } = await openPage([shop.url], window);
  await page.goto(await shop.entry());
  expect(page.url()).toBe(`${shop.url}/console/`);
  return {
    page,
    problems,
    async go(path) {
      await page.goto(`${shop.url}/console${path}`);
    },
  };
}

/**
 * Opens an empty page in a browser of its own.
 *
 * @param origins that it may request; asked each time
 */
export async function openPage(
  origins: readonly string[],
  window: Window = {},
): Promise<Pick<Watched, 'page' | 'problems'>> {
  const { language = 'en', width = 1280, scheme = 'light', javaScriptEnabled = true } = window;
  browser ??= chromium.launch({ ...(executablePath && { executablePath }) }).then(closeAtEnd);
  const context = await (await browser).newContext({
    locale: language === 'zh' ? 'zh-CN' : 'en-US',
    viewport: { width, height: 800 },
    colorScheme: scheme,
    javaScriptEnabled,
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  ends.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A page that is left ends what it waits for.
    const reason = request.failure()?.errorText;
    if (reason !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()} (${reason})`);
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!origins.includes(origin) && protocol !== 'data:') problems.push(`elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  return { page, problems };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on a page, a line for each place. */
export async function violations({ page }: Pick<Watched, 'page'>): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: Axe }).axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary}`),
  );
}

interface Axe {
  run(): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  }>;
}

/** What is wider than the window and does not scroll by itself. */
export function overflow({ page }: Pick<Watched, 'page'>): Promise<string[]> {
  return page.locator('html').evaluate((root) => {
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...root.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
      .filter((one) => !one.closest('.scroll, nav ul'))
      .map((one) => one.outerHTML.slice(0, 120));
  });
}
