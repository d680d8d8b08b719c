import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingValues } from '../../src/sandbox/market/model/settings.ts';

test('both pages show the same commands', () => {
  const [english, chinese] = ['docs/sandbox.md', 'docs/sandbox.zh-CN.md'].map((page) => {
    const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
    return { commands: text.match(/^\$ .*$/gm), headings: text.match(/^##+ /gm)?.length };
  });
  expect(chinese).toEqual(english);
  expect(english?.commands?.length).toBeGreaterThan(30);
});

test.each(['docs/sandbox.md', 'docs/sandbox.zh-CN.md'])('%s lists every setting with its values', (page) => {
  const rows = readFileSync(join(import.meta.dirname, '../..', page), 'utf8').matchAll(
    /^\| `(\w+)` \| ((?:`[\w-]+`(?:, |、)?)+) \|/gm,
  );
  const listed = [...rows].map(([, name, values = '']) => [
    name,
    [...values.matchAll(/`([^`]+)`/g)].map(([, one]) => one),
  ]);
  expect(Object.fromEntries(listed)).toEqual(settingValues);
});
