import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Page } from 'playwright-core';

/** Names of Chromium and of what is made of it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** How to get what {@link findChromium} finds. */
export const howToInstall =
  'Chromium is not installed: `apt-get install chromium`, or name it with KOO_CHROMIUM=PATH.';

/** The browser of KOO_CHROMIUM, or else the first of its names on the PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { KOO_CHROMIUM, PATH = '' } = env;
  if (KOO_CHROMIUM) return isExecutable(KOO_CHROMIUM) ? KOO_CHROMIUM : undefined;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * One page of each kind that links lead to, beginning at the overview: every name in the navigation, and the first of the
 * instances, deliveries and the like.
 */
export async function kindsOfPages(page: Page): Promise<string[]> {
  const { origin } = new URL(page.url());
  const kinds = new Map<string, string>();
  const queue = ['/'];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = kindOf(path);
    if (kinds.has(kind)) continue;
    kinds.set(kind, path);
    await page.goto(`${origin}/console${path}`);
    const links = await page
      .locator('a[href^="/console/"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    queue.push(...links.map((link) => link.slice('/console'.length).replace(/#.*/, '')));
  }
  return [...kinds.values()].sort();
}

/** `/instances/3?tab=a` is of the kind `/instances/*?tab`. */
function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://console');
  const [, first = '', ...rest] = pathname.split('/');
  const below = rest.map((part) => (/^[a-z-]+$/.test(part) ? part : '*'));
  return `${[first, ...below].join('/')}?${[...new Set(searchParams.keys())].sort().join('&')}`;
}
