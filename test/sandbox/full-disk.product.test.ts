import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import { stateError } from '../../src/sandbox/state/database.ts';
import { openStore } from '../../src/sandbox/store.ts';

const full = {
  category: 'configuration',
  code: 'DISK_FULL',
  hint: { en: 'Free space on the disk of /state/sandbox, or set another folder with KOO_STATE_DIR.' },
};

it.each([
  ['SQLite', { code: 'ERR_SQLITE_ERROR', errcode: 13 }],
  ['the file system', { code: 'ENOSPC', syscall: 'mkdir' }],
])('tells a full disk of which %s tells', (_, members) => {
  const error = stateError(Object.assign(new Error('x'), members), '/state');
  expect((error as KooError).facts).toMatchObject(full);
});

it('tells any other failure of SQLite as it is', () => {
  const error = stateError(
    Object.assign(new Error('misuse'), { code: 'ERR_SQLITE_ERROR', errcode: 21 }),
    '/state',
  );
  expect((error as KooError).facts).toMatchObject({ code: 'SANDBOX_STATE_UNUSABLE' });
});

const mountable = canMount();

it.runIf(mountable).each(['8k', '64k'])('tells a disk of %s as full', (size) => {
  const folder = mount(size);
  try {
    openStore(folder).close();
    expect.fail('the disk is too large');
  } catch (error) {
    expect(error).toBeInstanceOf(KooError);
    expect((error as KooError).facts).toMatchObject({ code: 'DISK_FULL', category: 'configuration' });
  } finally {
    unmount(folder);
  }
});

function mount(size: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'koo-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  return folder;
}

function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  rmSync(folder, { recursive: true });
}

/** Only root may mount, and not in every container. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    unmount(mount('4k'));
    return true;
  } catch {
    return false;
  }
}
