import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before all tests: a folder for the temporary files of tests and of the processes that they start; deleted after. */
export default function setup(): (() => void) | undefined {
  // The projects of a run share it.
  if (process.env.KOO_TEST_FILES !== undefined) return;
  const folder = newFolder();
  Object.assign(process.env, { KOO_TEST_FILES: folder, TMPDIR: folder, TEMP: folder, TMP: folder });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Well above the 1 GB that a whole run writes. */
const enoughBytes = 4 * 1024 ** 3;

/** In memory where there is room: a thousand databases are created, and flushed to the disk each time they change. */
function newFolder(): string {
  if (process.env.TMPDIR === undefined && freemem() > enoughBytes) {
    try {
      const { bavail, bsize } = statfsSync('/dev/shm');
      const folder = bavail * bsize > enoughBytes ? mkdtempSync('/dev/shm/koo-tests-') : undefined;
      if (folder !== undefined && runsPrograms(folder)) return folder;
      if (folder !== undefined) rmSync(folder, { recursive: true });
    } catch {
      // There is no such folder, or it belongs to others.
    }
  }
  return mkdtempSync(join(tmpdir(), 'koo-tests-'));
}

/** Containers often mount their shared memory so that nothing there can be executed. */
function runsPrograms(folder: string): boolean {
  const program = join(folder, 'probe');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  return spawnSync(program).status === 0;
}
