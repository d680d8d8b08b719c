import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const model = page.slice(page.indexOf('## Threat model'), page.indexOf('**Not promised:**'));
const promises = model.split('\n').filter((line) => /^\| (?!promise )/.test(line));

test('every promise of the threat model names its tests, which exist', () => {
  expect(promises.length).toBeGreaterThan(10);
  for (const promise of promises) {
    const paths = [...promise.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(paths.length, promise).toBeGreaterThan(0);
    for (const path of paths) {
      expect(path).toMatch(/\.test\.ts$/);
      expect(existsSync(join(root, path)), path).toBe(true);
    }
  }
});

test('every path and link of the page exists', () => {
  const paths = [...page.matchAll(/`((?:test|src|docs|scripts)\/[^`]+)`|\]\(([^):#]+)\)/g)];
  expect(paths.length).toBeGreaterThan(promises.length);
  for (const [, code, link] of paths) {
    const path = code ?? link ?? '';
    expect(existsSync(join(root, path)), path).toBe(true);
  }
});
