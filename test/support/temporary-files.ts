import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before all tests: a folder for the temporary files of tests and of the processes that they start; deleted after. */
export default function setup(): (() => void) | undefined {
  // The projects of a run share it.
  if (process.env.KOO_TEST_FILES !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'koo-tests-'));
  Object.assign(process.env, { KOO_TEST_FILES: folder, TMPDIR: folder, TEMP: folder, TMP: folder });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
