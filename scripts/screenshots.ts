// Screenshots of the console with a shop in it: those of the documentation, and with a folder, every page in both languages,
// light and dark, and on a phone. Needs Chromium, and a font with Chinese (Debian: chromium, fonts-noto-cjk).
//   npm run screenshots -- [FOLDER]
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { findChromium, howToInstall, kindsOfPages } from './chromium.ts';
import { fillShop, startShop } from './console-shop.ts';

interface View {
  readonly language: 'en' | 'zh';
  readonly scheme: 'light' | 'dark';
  readonly width: number;
}

const light: View = { language: 'en', scheme: 'light', width: 1280 };

/** Those of the documentation, by name. */
const documented: Readonly<Record<string, readonly [path: string, view: View, heading?: string]>> = {
  overview: ['/', light],
  'overview.zh-CN': ['/', { ...light, language: 'zh' }],
  instance: ['/instances/5', light],
  'instance.zh-CN': ['/instances/5', { ...light, language: 'zh' }],
  delivery: ['/deliveries/16', light],
  'signature-dark': ['/deliveries/16', { ...light, scheme: 'dark' }, 'Signature'],
  phone: ['/instances/5', { ...light, width: 390 }],
};

const executablePath = findChromium();
if (executablePath === undefined) {
  console.error(howToInstall);
  process.exit(1);
}
const [folder] = process.argv.slice(2);
const images = fileURLToPath(new URL('../docs/images/console', import.meta.url));
const shop = await startShop(8800);
try {
  await fillShop(shop);
  const browser = await chromium.launch({ executablePath });
  const open = async ({ language, scheme, width }: View): Promise<Page> => {
    const page = await browser.newPage({
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      colorScheme: scheme,
      viewport: { width, height: width < 640 ? 844 : 800 },
      reducedMotion: 'reduce',
    });
    await page.goto(await shop.entry());
    return page;
  };
  const shoot = async (page: Page, path: string, file: string, heading?: string, fullPage = false) => {
    await page.goto(`${shop.url}/console${path}`);
    if (heading !== undefined)
      await page.getByRole('heading', { name: heading, exact: true }).evaluate((one) => one.scrollIntoView());
    await page.screenshot({ path: file, fullPage });
    console.log(`${file} ${(statSync(file).size / 1000).toFixed(0)} KB`);
  };
  mkdirSync(images, { recursive: true });
  for (const [name, [path, view, heading]] of Object.entries(documented)) {
    const page = await open(view);
    const file = join(images, `${name}.png`);
    await shoot(page, path, file, heading);
    // A palette is a third as large, where ImageMagick is at hand.
    spawnSync('convert', [file, '+dither', '-colors', '128', `PNG8:${file}`]);
    await page.close();
  }
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    const paths = await kindsOfPages(await open(light));
    for (const language of ['en', 'zh'] as const) {
      for (const [scheme, width] of [
        ['light', 1280],
        ['dark', 1280],
        ['light', 390],
      ] as const) {
        const page = await open({ language, scheme, width });
        for (const path of paths) {
          const name = path.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '') || 'overview';
          await shoot(
            page,
            path,
            join(folder, `${name}.${language}.${scheme}.${width}.png`),
            undefined,
            true,
          );
        }
        await page.close();
      }
    }
  }
  await browser.close();
} finally {
  await shop.close();
}
