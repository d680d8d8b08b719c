import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findChromium } from '../../scripts/chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-chromium-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [empty, first, second] = ['empty', 'first', 'second'].map((name) => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}) as [string, string, string];
for (const path of [join(first, 'google-chrome'), join(second, 'chromium'), join(first, 'own')]) {
  writeFileSync(path, '');
  chmodSync(path, 0o755);
}
writeFileSync(join(empty, 'chromium'), 'not executable');

test.runIf(process.platform !== 'win32').each<[NodeJS.ProcessEnv, string | undefined]>([
  [{ PATH: empty }, undefined],
  [{}, undefined],
  [{ PATH: [empty, first].join(delimiter) }, join(first, 'google-chrome')],
  [{ PATH: [first, second].join(delimiter) }, join(second, 'chromium')],
  [{ PATH: second, KOO_CHROMIUM: join(first, 'own') }, join(first, 'own')],
  // What was named is not replaced by another one.
  [{ PATH: second, KOO_CHROMIUM: join(first, 'none') }, undefined],
])('of %j, the browser is %s', (env, path) => {
  expect(findChromium(env)).toBe(path);
});
