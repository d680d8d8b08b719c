import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inputLimits, sizeText } from '../../src/cli/files/input-file.ts';

test.each(['docs/limits.md', 'docs/limits.zh-CN.md'])('%s lists every limit, and no other', (page) => {
  const rows = readFileSync(page, 'utf8').matchAll(/^\| (\w+)[:：].* \| (\d+ [KM]B) \|$/gm);
  const limits = Object.entries(inputLimits).map(([kind, bytes]) => [kind, sizeText(bytes)]);
  expect([...rows].map(([, kind, size]) => [kind, size])).toEqual(limits);
});
