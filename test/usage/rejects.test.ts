import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRejectsWriter, type Reject } from '../../src/usage/rejects.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-rejects-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('the file stays as it was until the new one is whole', () => {
  const path = join(folder, 'rejects.ndjson');
  writeFileSync(path, 'old\n');
  const writer = createRejectsWriter(path);
  const rejects = Array.from(
    { length: 2000 },
    (_, line): Reject => ({
      line,
      by: 'server',
      code: '001',
      meaning: { en: 'the instance …', zh: '实例不存在' },
    }),
  );
  for (const reject of rejects) writer.add(reject);
  expect(readFileSync(path, 'utf8')).toBe('old\n');
  writer.finish();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(rejects);
  expect(readdirSync(folder)).toEqual(['rejects.ndjson']);
});

test('a folder that is not there is an error at once', () => {
  const path = join(folder, 'none', 'rejects.ndjson');
  expect(() => createRejectsWriter(path)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(existsSync(path)).toBe(false);
});
