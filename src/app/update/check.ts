import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import pjson from '../../../package.json' with { type: 'json' };
import { isVersion, readUpdateCache, updateCachePath, writeUpdateCache } from './cache.ts';

/** Timeout of npm, in milliseconds. */
const timeoutMs = 60_000;

// The program that `askInBackground` runs. npm knows the registry and its settings. It runs in the home folder, so
// that the npm settings of the current project are ignored.
execFile(
  'npm',
  ['view', pjson.name, 'version', '--loglevel', 'silent'],
  { cwd: homedir(), timeout: timeoutMs, windowsHide: true, shell: process.platform === 'win32' },
  (error, stdout) => {
    const latest = stdout.trim();
    if (error || !isVersion(latest)) return;
    const path = updateCachePath(process.env);
    try {
      writeUpdateCache(path, { ...readUpdateCache(path), latest });
    } catch {
      // The next attempt is tomorrow.
    }
  },
);
