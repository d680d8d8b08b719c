import type { Environment } from './folders.ts';

/** koo's variables without a key. An allow-list: a variable that a later koo reads is not passed on by mistake. */
const passedOn = /^KOO_(CONFIG_DIR|STATE_DIR|LANG|NO_INPUT|NO_UPDATE_NOTIFIER|DEBUG)$/i;

/**
 * The environment for a process that may outlive the command: without keys, tokens and AKs, which other processes of
 * the user could read from it for as long as it runs.
 */
export function withoutKeys(env: Environment): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(KOO|HUAWEICLOUD)_/i.test(name) || passedOn.test(name)),
  );
}
