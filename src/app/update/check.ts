import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import pjson from '../../../package.json' with { type: 'json' };
import { isVersion, readUpdateCache, updateCachePath, writeUpdateCache } from './cache.ts';

/** How long npm may take, in milliseconds. */
const timeoutMs = 60_000;

// What `askInBackground` runs: a program of its own. npm knows which registry to ask, and how. It is asked from the
// home folder: the settings of a project one happens to be in do not count.
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
      // Asked again tomorrow.
    }
  },
);
