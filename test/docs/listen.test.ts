import { test } from 'vitest';
import { expectPageToBeTrue } from '../support/page.ts';

// `npx vitest run test/docs/listen.test.ts -u` writes what the commands print.
test.each([
  ['docs/listen.md', 'en'],
  ['docs/listen.zh-CN.md', 'zh'],
])('%s shows what its commands print', { timeout: 120_000 }, (page, language) =>
  expectPageToBeTrue(page, language),
);
