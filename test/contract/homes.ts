import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../support/koo.ts';
import type { Case } from './cases.ts';

type Run = (words: readonly string[], home: string) => Promise<unknown>;

export const newHome = () => mkdtempSync(join(scratch, 'home-'));

/** A case leaves a sandbox running in its home, which has to be stopped. */
export const leavesSandbox = ({ before = [] }: Partial<Case>) => before.flat().includes('--detach');

/**
 * Makes home folders for cases. The commands that cases name as run before are run once for all that name the same, and
 * each case has a copy of what they left.
 */
export function createHomes(run: Run): (one: Partial<Case>) => Promise<string> {
  const templates = new Map<string, Promise<string>>();
  const prepare = async (before: readonly (readonly string[])[]) => {
    const home = newHome();
    for (const words of before) await run(words, home);
    return home;
  };
  return async (one) => {
    const { before = [] } = one;
    // What runs in the background belongs to one home alone.
    if (before.length === 0 || leavesSandbox(one)) return prepare(before);
    const key = JSON.stringify(before);
    const template = templates.get(key) ?? prepare(before);
    templates.set(key, template);
    const home = newHome();
    cpSync(await template, home, { recursive: true });
    return home;
  };
}
