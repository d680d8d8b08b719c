import { expect, it } from 'vitest';
import { evidenceOfVisit } from '../../../src/sso/browser/evidence.ts';
import { browse, redirect, serve } from './servers.ts';

const asIs = (text: string) => text;

it('lists the requests, and shows the last one with its response', async () => {
  const site = await serve(({ path }, response) => {
    if (path === '/?token=secret-1') return redirect(response, '/end\t\u009b31mred');
    response.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2==; HttpOnly', 'c=', 'd']);
    return '<p>Hello \u001b]0;title\u0007secret-1';
  });
  const browser = browse();
  await browser.visit(`${site.origin}/end`);
  const visit = await browser.visit(`${site.origin}/?token=secret-1`);
  const { curl, response } = evidenceOfVisit(visit, (text) => text.replaceAll('secret-1', '***'));
  expect(curl).toBe(
    [
      `# GET ${site.origin}/?token=*** → 302 /end red`,
      `# GET ${site.origin}/end%C2%9B31mred → 200`,
      `curl -i -X GET '${site.origin}/end%C2%9B31mred' \\`,
      "  -H 'Cookie: a=***; b=***; c=; ***'",
    ].join('\n'),
  );
  expect(response).toMatch(/\nContent-Type: [^\n]*\n(.*\n)*\n<p>Hello \*\*\*$/);
  expect(response.split('\n').slice(0, 5)).toEqual([
    'HTTP 200',
    ...['a=***; Path=/', 'b=***; HttpOnly', 'c=', '***'].map((cookie) => `Set-Cookie: ${cookie}`),
  ]);
});

it('repeats a form without the headers that every request has', async () => {
  const site = await serve(() => '<form method=post><input name=a value=1></form>');
  const browser = browse();
  const { page } = await browser.visit(site.origin);
  const { curl } = evidenceOfVisit(await browser.submit(page!, page!.forms[0]!, {}), asIs);
  expect(curl).toBe(
    [
      `curl -i -X POST '${site.origin}/' \\`,
      `  -H 'Referer: ${site.origin}/' \\`,
      `  -H 'Origin: ${site.origin}' \\`,
      "  -H 'Content-Type: application/x-www-form-urlencoded' \\",
      "  --data-binary 'a=1'",
    ].join('\n'),
  );
});

it('leaves out the middle of many requests', async () => {
  const site = await serve(({ path }, response) => redirect(response, `/${Number(path.slice(1)) + 1}`));
  const { curl } = evidenceOfVisit(await browse().visit(`${site.origin}/1`), asIs);
  const lines = curl.split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[3]).toBe('# … (13)');
  expect(lines[8]).toContain('/21 → 302 /22');
});

it('says why there is no response', async () => {
  const refused = evidenceOfVisit(await browse().visit('http://127.0.0.1:1'), asIs);
  expect(refused.curl).toBe("curl -i -X GET 'http://127.0.0.1:1/'");
  expect(refused.response).toContain('the connection was refused (ECONNREFUSED)');
  expect(evidenceOfVisit(await browse().visit('ftp://127.0.0.1'), asIs)).toMatchObject({
    curl: '',
    response: 'ftp://127.0.0.1/ is not an http or https address.',
  });
});
