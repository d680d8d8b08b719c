import { type ChildProcess, spawn } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
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

/** A process that has begun to write a draft of the file, and goes on when it is told to. */
async function startWriter(): Promise<ChildProcess> {
  const module = new URL('../../src/files/atomic-file.ts', import.meta.url).href;
  const script = `
    const { openDraft } = await import(${JSON.stringify(module)});
    const { writeSync } = await import('node:fs');
    const draft = openDraft(${JSON.stringify(path)}, 0o600);
    writeSync(draft.fd, 'half');
    process.stdin.once('data', () => { draft.commit(); process.exit(); });
    process.stdout.write('ready');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'pipe' });
  await once(child.stdout as EventEmitter, 'data');
  return child;
}

const otherNames = () => readdirSync(folder).filter((name) => name !== 'file');

test('the next writer removes the draft of a killed one, and leaves other files', async () => {
  const child = await startWriter();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(otherNames()).toHaveLength(1);
  const others = ['file.tmp', 'file.koo-notes.tmp', 'other.koo-000000-1-00000000.tmp'];
  for (const name of others) writeFileSync(join(folder, name), '');
  writeFileAtomically(path, 'whole', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('whole');
  expect(otherNames().sort()).toEqual(others.sort());
});

test('the draft of a living writer stays, of another process and of this one', async () => {
  const child = await startWriter();
  const own = openDraft(path, 0o600);
  writeFileAtomically(path, 'whole', 0o600);
  expect(otherNames()).toHaveLength(2);
  child.stdin?.write('go');
  await once(child, 'exit');
  expect(readFileSync(path, 'utf8')).toBe('half');
  own.commit();
  expect(readdirSync(folder)).toEqual(['file']);
});

test('the draft of another machine stays until it is old, whatever its process id', () => {
  const draft = `${path}.koo-000000-${process.pid}-00000000.tmp`;
  writeFileSync(draft, 'half');
  // The clock of the file system may be another one.
  utimesSync(draft, new Date(), new Date());
  writeFileAtomically(path, 'whole', 0o600);
  expect(otherNames()).toHaveLength(1);
  const age = new Date(Date.now() - 8 * 24 * 3600 * 1000);
  utimesSync(draft, age, age);
  writeFileAtomically(path, 'whole', 0o600);
  expect(otherNames()).toEqual([]);
});
