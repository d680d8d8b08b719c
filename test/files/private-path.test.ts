import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ensurePrivateFile, ensurePrivateFolder, isOwnFile } from '../../src/files/private-path.ts';
import type { Localized } from '../../src/text/localized.ts';

let root: string;
let notices: string[];
const notice = (text: Localized) => void notices.push(text.en);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'koo-private-'));
  notices = [];
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => join(root, name);
const modeOf = (path: string) => statSync(path).mode & 0o777;
const code = (value: string) => expect.objectContaining({ facts: expect.objectContaining({ code: value }) });

describe('a private file', () => {
  test('is created with its folder, for this user only', () => {
    ensurePrivateFile(at('state/usage.sqlite'), notice);
    expect([modeOf(at('state')), modeOf(at('state/usage.sqlite'))]).toEqual([0o700, 0o600]);
    expect(notices).toEqual([]);
  });

  test.each([0o644, 0o660, 0o601])('and those beside it are restricted (%o), with a notice', (open) => {
    for (const name of ['a', 'a-wal']) {
      writeFileSync(at(name), 'content');
      chmodSync(at(name), open);
    }
    ensurePrivateFile(at('a'), notice, ['-wal', '-shm']);
    expect([modeOf(at('a')), modeOf(at('a-wal')), existsSync(at('a-shm'))]).toEqual([0o600, 0o600, false]);
    expect(notices).toEqual(['a', 'a-wal'].map((name) => expect.stringContaining(`could read ${at(name)}`)));
    expect(readFileSync(at('a'), 'utf8')).toBe('content');
    ensurePrivateFile(at('a'), notice, ['-wal', '-shm']);
    expect(notices).toHaveLength(2);
  });

  test.each(['a', 'a-wal', 'a-shm'])(
    'is refused where %s is a link, and its target stays as it is',
    (name) => {
      writeFileSync(at('target'), 'mine');
      chmodSync(at('target'), 0o644);
      if (name !== 'a') writeFileSync(at('a'), '');
      for (const target of [at('target'), at('none')]) {
        symlinkSync(target, at(name));
        expect(() => ensurePrivateFile(at('a'), notice, ['-wal', '-shm'])).toThrow(code('STORE_SYMLINK'));
        rmSync(at(name));
      }
      expect([modeOf(at('target')), readFileSync(at('target'), 'utf8')]).toEqual([0o644, 'mine']);
      expect(existsSync(at('none'))).toBe(false);
    },
  );

  test('is refused where it is a pipe or a folder', () => {
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    for (const name of ['pipe', 'folder'])
      expect(() => ensurePrivateFile(at(name), notice)).toThrow(code('STORE_UNREADABLE'));
  });

  test('is refused where another user has planted it', () => {
    writeFileSync(at('a'), '');
    chmodSync(at('a'), 0o666);
    vi.spyOn(process, 'getuid').mockReturnValue(4711);
    expect(() => ensurePrivateFile(at('a'), notice)).toThrow(code('STORE_UNREADABLE'));
    expect(modeOf(at('a'))).toBe(0o666);
    expect(isOwnFile(at('a'))).toBe(false);
  });
});

describe('a private folder', () => {
  test('is restricted if it holds files of koo only', () => {
    const folder = at('state');
    for (const [name, expected] of [
      ['usage.sqlite-wal', 0o700],
      ['sandbox', 0o700],
      ['notes.txt', 0o755],
    ] as const) {
      mkdirSync(folder);
      chmodSync(folder, 0o755);
      writeFileSync(join(folder, name), '');
      ensurePrivateFolder(folder, join(folder, 'usage.sqlite'));
      expect(modeOf(folder)).toBe(expected);
      rmSync(folder, { recursive: true });
    }
  });

  test('is refused where it is a link', () => {
    mkdirSync(at('target'));
    symlinkSync(at('target'), at('state'));
    expect(() => ensurePrivateFile(at('state/a'), notice)).toThrow(code('STORE_SYMLINK'));
    expect(existsSync(at('target/a'))).toBe(false);
  });

  test.skipIf(process.getuid?.() !== 0)('is refused where it belongs to another user', () => {
    mkdirSync(at('state'));
    execFileSync('chown', ['4712', at('state')]);
    vi.spyOn(process, 'getuid').mockReturnValue(4711);
    expect(() => ensurePrivateFile(at('state/a'), notice)).toThrow(code('STORE_UNREADABLE'));
    expect(existsSync(at('state/a'))).toBe(false);
    // Those of the superuser are volumes.
    execFileSync('chown', ['0', at('state')]);
    expect(() => ensurePrivateFolder(at('state'), at('state/a'))).not.toThrow();
  });
});

test('tells a file of this user from a link to it', () => {
  writeFileSync(at('a'), '');
  symlinkSync(at('a'), at('link'));
  expect(['a', 'link', 'none', '.'].map((name) => isOwnFile(at(name)))).toEqual([true, false, false, false]);
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
});
