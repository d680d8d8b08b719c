// The console of the sandbox: the size of its script and style, and the time to the first byte and to the first view of its
// pages, as ratios to a page with one word from a plain server, in interleaved runs. Without Chromium, no view.
//   node bench/console.ts [RUNS]
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { findChromium, howToInstall } from '../scripts/chromium.ts';
import { fillShop, startShop } from '../scripts/console-shop.ts';

const runs = Number(process.argv[2] ?? 10);
const paths = ['/', '/products', '/instances', '/instances/5', '/deliveries', '/deliveries/16', '/requests'];

for (const name of ['console.js', 'console.css']) {
  const bytes = readFileSync(new URL(`../dist/data/${name}`, import.meta.url));
  console.log(`${name.padEnd(12)} ${size(bytes)}, ${size(gzipSync(bytes))} with gzip`);
}

const plain = createServer((_, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><html lang="en"><title>koo</title><p>koo</p>');
}).listen(0, '127.0.0.1');
await once(plain, 'listening');
const yardstick = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
const shop = await startShop();
await fillShop(shop);
const pages: Readonly<Record<string, string>> = {
  'a page with one word': yardstick,
  ...Object.fromEntries(paths.map((path) => [`/console${path}`, `${shop.url}/console${path}`])),
};
try {
  const entered = await fetch(await shop.entry(), { redirect: 'manual' });
  const [cookie = ''] = entered.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '');
  const bytes = await measure((url) => timeToFirstByte(url, cookie));
  const executablePath = findChromium();
  if (executablePath === undefined) console.log(howToInstall);
  const browser = executablePath ? await chromium.launch({ executablePath }) : undefined;
  const [name = '', value = ''] = cookie.split('=');
  const views = await measure(async (url) => {
    // Nothing is cached, as when the console is opened.
    const context = await browser?.newContext();
    if (!context) return Number.NaN;
    await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/console' }]);
    const page = await context.newPage();
    await page.goto(url);
    // The entry of the paint is told a moment after it.
    const view = await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    const time = Number(await view.jsonValue());
    await context.close();
    return time;
  });
  await browser?.close();
  console.log(`${process.version}, ${runs} interleaved runs, medians:`);
  console.log(`${''.padEnd(24)}      first byte        first view`);
  for (const page of Object.keys(pages)) console.log(page.padEnd(24), row(bytes, page), row(views, page));
} finally {
  await shop.close();
  plain.close();
}

async function measure(time: (url: string) => Promise<number>): Promise<Record<string, number>> {
  const times = Object.fromEntries(Object.keys(pages).map((page) => [page, [] as number[]]));
  for (let run = 0; run <= runs; run += 1) {
    for (const [page, url] of Object.entries(pages)) {
      const took = await time(url);
      // The first round compiles.
      if (run > 0) times[page]?.push(took);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([page, all]) => [page, median(all)]));
}

async function timeToFirstByte(url: string, cookie: string): Promise<number> {
  const start = performance.now();
  const sent = get(url, { agent: false, headers: { cookie } });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const took = performance.now() - start;
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
  response.resume();
  await once(response, 'end');
  return took;
}

function row(times: Readonly<Record<string, number>>, page: string): string {
  const time = times[page] ?? Number.NaN;
  const ratio = time / (times['a page with one word'] ?? Number.NaN);
  return `${time.toFixed(1).padStart(7)} ms ${ratio.toFixed(1).padStart(5)}×`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function size({ length }: Uint8Array): string {
  return `${(length / 1000).toFixed(1)} kB`;
}
