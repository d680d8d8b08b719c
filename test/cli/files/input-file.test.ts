import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openInputFile, readFoundFile, readInputFile } from '../../../src/cli/files/input-file.ts';

let folder: string;
let path: string;
let pipe: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-input-'));
  path = join(folder, 'file');
  pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});

afterEach(() => rmSync(folder, { recursive: true }));

const refusedAs = (name: string) => ({
  exitCode: 2,
  facts: { code: 'TOO_LARGE', message: { en: `--seed: ${name} is larger than 1 KB` } },
});
const options = { limit: 1024, flag: 'seed' };

test('opens a file, and a pipe whose writer opens it later', async () => {
  writeFileSync(path, 'a,b');
  expect(await text(openInputFile(path).stream)).toBe('a,b');
  const reading = text(openInputFile(pipe).stream);
  await writeFile(pipe, 'c,d');
  expect(await reading).toBe('c,d');
  expect(() => openInputFile(join(folder, 'none'))).toThrow(/^File not found: /);
});

describe('readInputFile', () => {
  test('accepts a file at the limit, and refuses one byte more', async () => {
    writeFileSync(path, 'x'.repeat(1024));
    symlinkSync(path, join(folder, 'link'));
    expect(await readInputFile(path, options)).toHaveLength(1024);
    expect(await readInputFile(join(folder, 'link'), options)).toHaveLength(1024);
    appendFileSync(path, 'x');
    await expect(readInputFile(path, options)).rejects.toMatchObject(refusedAs(path));
  });

  test('reads a pipe up to the limit', async () => {
    const reading = readInputFile(pipe, options);
    await writeFile(pipe, 'x'.repeat(1024));
    expect(await reading).toHaveLength(1024);
    const refused = expect(readInputFile(pipe, options)).rejects.toMatchObject(refusedAs(pipe));
    await writeFile(pipe, 'x'.repeat(1025)).catch(() => undefined);
    await refused;
  });

  test('ends at the limit of a device that never ends', async () => {
    await expect(readInputFile('/dev/zero', options)).rejects.toMatchObject(refusedAs('/dev/zero'));
    expect(await readInputFile('/dev/null', options)).toHaveLength(0);
  });

  test('names a folder, and a file that is missing', async () => {
    const unreadable = { exitCode: 2, facts: { code: 'UNREADABLE_FILE' } };
    for (const one of [folder, join(folder, 'none'), join(path, 'below')]) {
      await expect(readInputFile(one, options)).rejects.toMatchObject(unreadable);
    }
  });
});

describe('readFoundFile', () => {
  test('reads a regular file up to the limit, through a link', () => {
    writeFileSync(path, 'x'.repeat(1024));
    symlinkSync(path, join(folder, 'link'));
    expect(readFoundFile(join(folder, 'link'), options)).toHaveLength(1024);
    appendFileSync(path, 'x');
    expect(() => readFoundFile(path, options)).toThrow(`--seed: ${path} is larger than 1 KB`);
  });

  test('refuses a pipe, a device and a folder', () => {
    for (const [name, code] of [
      [pipe, 'NOT_A_FILE'],
      ['/dev/zero', 'NOT_A_FILE'],
      [folder, 'EISDIR'],
    ]) {
      expect(() => readFoundFile(name ?? '', options)).toThrow(`--seed: cannot read ${name} (${code})`);
    }
  });
});
