import { expect, test } from 'vitest';
import { openConsole } from '../support/console.ts';

test('a page is shown in the language of the browser', async () => {
  const console = await openConsole();
  const { status, html, text } = await console.get('/');
  expect(status).toBe(200);
  expect(html).toContain('<html lang="en"');
  expect(text).toContain('Overview');
  expect((await console.in('zh').get('/')).html).toContain('<html lang="zh-CN"');
});

test('a browser sends forms of the console with its origin', async () => {
  const { sandbox } = await openConsole();
  const { headers } = await fetch(`${sandbox.url}/console/`);
  expect(headers.get('referrer-policy')).toBe('same-origin');
});
