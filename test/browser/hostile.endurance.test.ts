import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { kindsOfPages } from '../../scripts/chromium.ts';
import { office, startShop } from '../../scripts/console-shop.ts';
import { closeAtEnd, hasChromium, openBrowser } from './harness.ts';

/** Ends what it may stand in, and would then run. */
const breakers = [
  `"><img src=x onerror=__pwned()>`,
  `'><svg/onload=__pwned()>`,
  `</pre></textarea><script>__pwned()</script>`,
  `{{__pwned()}}\${__pwned()}`,
  `" autofocus onfocus=__pwned() x="`,
];
const all = breakers.join('');
const link = 'javascript:__pwned()';

/** Answers whatever is asked with all that could hurt a page, in every field that KooGallery reads. */
const hostile: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'X-Hostile': breakers[0],
    Server: breakers[2],
    Location: link,
  });
  const appInfo = { frontEndUrl: link, adminUrl: `https://isv.example/${breakers[0]}`, userName: all };
  const instanceId = breakers[0];
  response.end(
    JSON.stringify({
      resultCode: '000000',
      resultMsg: all,
      instanceId,
      appInfo,
      info: [{ instanceId, appInfo: { ...appInfo, password: all, ip: all, memo: all } }],
      [breakers[4] ?? '']: all,
    }),
  );
};

const refusing: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ resultCode: all, resultMsg: all, instanceId: all }));
};

const shop = hasChromium ? closeAtEnd(await startShop()) : undefined;
if (shop) {
  await shop.connect(office, hostile);
  await shop.act({ do: 'buy', product: office, buyer: `${breakers[0]}`, period: '1y' });
  await shop.connect(office, refusing);
  await shop.act({ do: 'buy', product: office, buyer: `buyer${breakers[1]}`, period: '1y' });
  // Without a signature, anyone on this machine may write these into the log.
  const address = `/api/mkp-openapi-public/global/v1/order/query?orderId=${encodeURIComponent(all)}`;
  await fetch(`${shop.url}${address}`, {
    headers: { 'User-Agent': all, Authorization: `SDK-HMAC-SHA256 Access=${all}`, 'X-Sdk-Date': all },
  });
  await fetch(`${shop.url}/${encodeURIComponent(all)}`, { method: 'POST', body: all });
}
const window = shop && (await openBrowser(shop));
const ran: string[] = [];
await window?.page.exposeFunction('__pwned', () => ran.push(window.page.url()));
const paths = window ? await kindsOfPages(window.page) : ['/'];
window?.problems.splice(0);

describe.skipIf(!shop)('what a hostile server answers', () => {
  test.each(paths)('is text on %s', async (path) => {
    const { page, problems, go } = window!;
    await go(path);
    // What opens, loads or is focused later is there, too.
    await page.locator('details').evaluateAll((found) => {
      for (const one of found) one.setAttribute('open', '');
    });
    const made = await page
      .locator('img, svg, iframe, object, embed, script:not([src]), style, [onerror], [onload], [onfocus]')
      .count();
    expect(made).toBe(0);
    const links = await page
      .locator('[href], [src], [action], [formaction]')
      .evaluateAll((found) =>
        found.flatMap((one) =>
          ['href', 'src', 'action', 'formaction'].map((name) => one.getAttribute(name) ?? ''),
        ),
      );
    for (const one of links) expect(one).toMatch(/^(|#.*|\/console\/.*|https?:\/\/.*|data:,)$/);
    // A script that the browser had to stop would be told here.
    expect(problems.splice(0)).toEqual([]);
  });

  test('is shown where it belongs: a delivery has it word for word', async () => {
    const { page, go } = window!;
    await go('/deliveries/1');
    const text = await page.locator('main').textContent();
    for (const breaker of breakers) expect(text).toContain(JSON.stringify(breaker).slice(1, -1));
  });

  test('stays text when the page keeps itself up to date', async () => {
    const { page, problems, go } = window!;
    await go('/deliveries');
    const before = await page.locator('tbody tr').count();
    await shop!.act({ do: 'buy', product: office, buyer: `later${breakers[1]}`, period: '1y' });
    await expect.poll(() => page.locator('tbody tr').count()).toBeGreaterThan(before);
    expect(await page.locator('img, svg, script:not([src])').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('ran nowhere', async () => {
    expect(ran).toEqual([]);
    await window!.page.evaluate('__pwned()');
    expect(ran).toHaveLength(1);
  });
});
