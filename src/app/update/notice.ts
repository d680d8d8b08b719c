import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Environment } from '../../account/folders.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { readGlobalOptions } from '../argv.ts';
import { isOn } from '../environment.ts';
import { isNewer, readUpdateCache, updateCachePath, writeUpdateCache } from './cache.ts';

const day = 24 * 3600 * 1000;

export interface NoticeOptions {
  readonly env: Environment;
  readonly name: string;
  readonly version: string;
  readonly language: Language;
  readonly now: number;
  readonly tell: (text: string) => void;
  /** Has the registry asked, without waiting for it. */
  readonly ask: () => void;
}

/**
 * Tells of a newer koo, at most once a day, from what was found out earlier; and has the registry asked, at most
 * once a day, for the next run. Nothing here waits, and what fails is not told.
 */
export function updateNotice({ env, name, version, language, now, tell, ask }: NoticeOptions): void {
  const path = updateCachePath(env);
  const cache = readUpdateCache(path);
  const { latest } = cache;
  // A clock that was put back must not silence koo for long.
  const due = (last: number) => now - last >= day || last > now;
  const tells = latest !== undefined && isNewer(latest, version) && due(cache.toldAt);
  const asks = due(cache.askedAt);
  if (!tells && !asks) return;
  try {
    // Written first: where nothing can be remembered, nobody is asked or told with every run.
    writeUpdateCache(path, { ...cache, ...(tells && { toldAt: now }), ...(asks && { askedAt: now }) });
    if (asks) ask();
    if (tells) tell(`${newer(latest, version, name)[language]}\n`);
  } catch {
    // No notice.
  }
}

function newer(latest: string, version: string, name: string): Localized {
  return both(
    'koo {latest} is out, this is {version}: npm install --global {name} (koo config set update-notifier false ends these notices)',
    { latest, version, name },
  );
}

/** Asks the registry in a process of its own, which outlives this one. It gets no keys. */
export function askInBackground(root: string, env: Environment): void {
  const harmless = Object.entries(env).filter(
    ([variable]) => !/^(KOO_(?!STATE_DIR)|HUAWEICLOUD_)/i.test(variable),
  );
  const child = spawn(process.execPath, [join(root, 'dist', 'update-check.js')], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env: Object.fromEntries(harmless),
  });
  child.on('error', () => {});
  child.unref();
}

/** Whether a run of koo is one in which a person could be told: a terminal, no CI, a result for people. */
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
