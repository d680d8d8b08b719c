import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { withoutKeys } from '../../account/child-environment.ts';
import type { Environment } from '../../account/folders.ts';
import { day } from '../../text/duration.ts';
import { t } from '../../text/translate.ts';
import { readGlobalOptions } from '../invocation/argv.ts';
import { isOn } from '../invocation/environment.ts';
import { isNewer, readUpdateCache, updateCachePath, writeUpdateCache } from './cache.ts';

export interface NoticeOptions {
  readonly env: Environment;
  readonly name: string;
  readonly version: string;
  readonly now: number;
  readonly print: (text: string) => void;
  /** Queries the registry without waiting for the response. */
  readonly ask: () => void;
}

/**
 * Prints a notice if an earlier run found a newer version, and queries the registry for the next run; each at most
 * once a day. It does not wait, and ignores errors.
 */
export function updateNotice({ env, name, version, now, print, ask }: NoticeOptions): void {
  const path = updateCachePath(env);
  const cache = readUpdateCache(path);
  const { latest } = cache;
  // A clock that was set back must not suppress the notice.
  const isDue = (last: number) => now - last >= day || last > now;
  const shouldPrint = latest !== undefined && isNewer(latest, version) && isDue(cache.toldAt);
  const shouldAsk = isDue(cache.askedAt);
  if (!shouldPrint && !shouldAsk) return;
  try {
    // Written first, so that nothing is queried or printed on every run if the cache cannot be written.
    writeUpdateCache(path, {
      ...cache,
      ...(shouldPrint && { toldAt: now }),
      ...(shouldAsk && { askedAt: now }),
    });
    if (shouldAsk) ask();
    if (shouldPrint) print(newVersionText(latest, version, name));
  } catch {
    // No notice.
  }
}

function newVersionText(latest: string, version: string, name: string): string {
  return t(
    'koo {latest} is available (this is {version}). Update with `npm install --global {name}`. To turn off this notice: `koo config set update-notifier false`.',
    { latest, version, name },
  );
}

/** Queries the registry in a detached process, without koo's keys in its environment. */
export function askInBackground(root: string, env: Environment): void {
  const child = spawn(process.execPath, [join(root, 'dist', 'update-check.js')], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env: withoutKeys(env),
  });
  child.on('error', () => {});
  child.unref();
}

/** Whether this run may print a notice: on a terminal, outside CI, with a result for people. */
export function wantsUpdateNotice(
  argv: readonly string[],
  env: Environment,
  streams: { readonly stdout: { isTTY?: boolean }; readonly stderr: { isTTY?: boolean } },
): boolean {
  if (!streams.stdout.isTTY || !streams.stderr.isTTY) return false;
  if (isOn(env.CI) || isOn(env.KOO_NO_UPDATE_NOTIFIER)) return false;
  const { quiet, output } = readGlobalOptions(argv);
  return !quiet && output === undefined;
}
