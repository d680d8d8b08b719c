import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { codesPages } from '../../scripts/codes-page.ts';
import { allEntries } from '../../src/codes/families.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the pages are up to date', () => {
  for (const { path, text } of codesPages(root)) {
    const there = readFileSync(`${root}${path}`, 'utf8').replaceAll('\r\n', '\n');
    expect(there, 'stale: run `npm run generate`').toBe(text);
  }
});

test('both pages contain every code and its sources', () => {
  const entries = allEntries();
  for (const { text } of codesPages(root)) {
    for (const { code, sources } of entries) {
      expect(text).toContain(`| \`${code}\``);
      for (const source of sources) expect(text).toContain(source);
    }
  }
});

test('the headers of the Chinese page are Chinese, and every row has all its cells', () => {
  const [english, chinese] = codesPages(root);
  expect(chinese?.text).not.toMatch(/What to do|Repeating/);
  for (const page of [english, chinese]) {
    for (const line of page?.text.split('\n').filter((row) => row.startsWith('|')) ?? []) {
      expect(line.match(/(?<!\\)\|/g)).toHaveLength(8);
    }
  }
});
