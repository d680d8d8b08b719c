import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDraft, writeFileAtomically } from '../../src/files/atomic-file.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-atomic-'));
  path = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('writes a new file with its mode, and replaces an old one', () => {
  writeFileAtomically(path, 'first', 0o600);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  const before = statSync(path).ino;
  writeFileAtomically(path, 'second', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(statSync(path).ino).not.toBe(before);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a file that cannot be replaced is unchanged, and no draft remains', () => {
  const missing = join(folder, 'no', 'file');
  expect(() => writeFileAtomically(missing, 'text', 0o600)).toThrow('ENOENT');
  expect(() => writeFileAtomically(folder, 'text', 0o600)).toThrow();
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`${basename(folder)}.`))).toEqual([]);
});

test('a draft is renamed on commit, and deleted on discard', () => {
  writeFileSync(path, 'old');
  const draft = openDraft(path, 0o600);
  writeSync(draft.fd, 'new');
  expect(readFileSync(path, 'utf8')).toBe('old');
  draft.commit();
  expect(readFileSync(path, 'utf8')).toBe('new');
  openDraft(path, 0o600).discard();
  expect(readdirSync(folder)).toEqual(['file']);
});
