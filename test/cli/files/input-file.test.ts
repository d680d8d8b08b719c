import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInputFile, readRegularFile } from '../../../src/cli/files/input-file.ts';
import { loadDocument } from '../../../src/product/cli/document-input.ts';
import { readUsers } from '../../../src/users/read.ts';

let folder: string;
let pipe: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-input-'));
  pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});

afterEach(() => rmSync(folder, { recursive: true }));

test('reads a file, and a pipe whose writer opens it later', async () => {
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'a,b');
  expect(await text(await openInputFile(path))).toBe('a,b');
  const reading = text(await openInputFile(pipe));
  await writeFile(pipe, 'c,d');
  expect(await reading).toBe('c,d');
  await expect(openInputFile(join(folder, 'none'))).rejects.toMatchObject({
    exitCode: 2,
    facts: { code: 'UNREADABLE_FILE', message: { en: expect.stringMatching(/^File not found: /) } },
  });
});

test('refuses a pipe that a document names', async () => {
  await expect(text(readRegularFile(pipe))).rejects.toMatchObject({ code: 'NOT_A_FILE' });
  const document = join(folder, 'd.yaml');
  writeFileSync(document, `product: OFFI1\naudience: { type: specified, users: { file: ${pipe} } }\n`);
  const { faults } = await loadDocument(document, readUsers);
  expect(faults.map(({ message }) => message.en)).toContain(`cannot read ${pipe} (NOT_A_FILE)`);
});
