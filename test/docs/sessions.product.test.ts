import { test } from 'vitest';
import { expectPageToBeTrue } from '../support/page.ts';

// `npx vitest run test/docs/sessions.product.test.ts -u` writes what the commands print.
test.each([
  ['docs/sandbox.md', 'en'],
  ['docs/sandbox.zh-CN.md', 'zh'],
  ['docs/listen.md', 'en'],
  ['docs/listen.zh-CN.md', 'zh'],
  ['docs/login.md', 'en'],
  ['docs/login.zh-CN.md', 'zh'],
])('%s shows what its commands print', (page, language) => expectPageToBeTrue(page, language));
