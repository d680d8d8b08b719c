import { didYouMean, KooError } from '../errors/koo-error.ts';
import { commaList } from '../text/comma-list.ts';
import { both } from '../text/translate.ts';
import { type Check, skipped, type Verdict } from './check.ts';
import type { CheckInfo, SuiteName } from './report.ts';
import { inGroupOrder, type Part } from './run-checks.ts';

/** Which checks to run, by id or glob (`V2-AUTH-*`). */
export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly { readonly id: string; readonly reason?: string }[];
}

/** The selection of `--only` and `--skip`. @param configured checks that koo.yaml skips */
export function readSelection(
  flags: { readonly only?: string | undefined; readonly skip?: string | undefined },
  configured: Selection['skip'] = [],
): Selection {
  return { only: listed(flags.only), skip: [...configured, ...listed(flags.skip).map((id) => ({ id }))] };
}

function listed(text = ''): string[] {
  return commaList(text).filter((item) => item !== '');
}

/**
 * Refuses a selection that matches no check.
 *
 * @param tested ids of the checks of this run
 * @param known ids of the checks of all protocols: koo.yaml may skip checks that are not part of this run
 * @throws KooError (usage) `UNKNOWN_CHECK` for an `only` or `skip` that matches no check
 */
export function assertSelection(
  suite: SuiteName,
  tested: readonly string[],
  { only, skip }: Selection,
  known: readonly string[],
): void {
  for (const glob of only) assertMatches(suite, '--only', glob, tested);
  for (const { id, reason } of skip) {
    if (reason === undefined) assertMatches(suite, '--skip', id, tested);
    else assertMatches(suite, `koo.yaml: ${suite}.skip:`, id, [...tested, ...known]);
  }
}

/**
 * The selected checks and the checks that they need.
 *
 * @throws KooError (usage) `UNKNOWN_CHECK`, see {@link assertSelection}
 */
export function select<P, E>(
  suite: SuiteName,
  parts: readonly Part<P, E>[],
  selection: Selection,
  known: readonly string[],
): Part<P, E>[] {
  const { only } = selection;
  const all = new Map(parts.flatMap(({ checks }) => checks).map((check) => [check.id, check]));
  assertSelection(suite, [...all.keys()], selection, known);
  const included = new Set<string>();
  const include = (check: Check<P, E> | undefined) => {
    if (!check || included.has(check.id)) return;
    included.add(check.id);
    for (const needed of [...(check.needs ?? []), ...(check.passNeeds ?? [])]) include(all.get(needed));
    for (const group of check.after ?? []) {
      for (const other of all.values())
        if (other.protocol === check.protocol && other.group === group) include(other);
    }
  };
  for (const check of all.values()) {
    if (only.length === 0 || check.required || only.some((glob) => matches(check.id, glob))) include(check);
  }
  return parts.map(({ checks, probe }) => ({
    checks: inGroupOrder(checks.filter((check) => included.has(check.id))),
    probe,
  }));
}

/**
 * The checks that a selection names, for a list: without those that they need.
 *
 * @throws KooError (usage) `UNKNOWN_CHECK`, see {@link assertSelection}
 */
export function selectForList<C extends Pick<CheckInfo, 'id'>>(
  suite: SuiteName,
  checks: readonly C[],
  { only, skip }: Selection,
): C[] {
  // What koo.yaml skips may belong to another protocol.
  const typed = skip.filter(({ reason }) => reason === undefined);
  assertSelection(
    suite,
    checks.map(({ id }) => id),
    { only, skip: typed },
    [],
  );
  return checks.filter(
    ({ id }) =>
      (only.length === 0 || only.some((glob) => matches(id, glob))) &&
      !skip.some((entry) => matches(id, entry.id)),
  );
}

/** Returns the verdict on a check that the user skips. */
export function skipVerdict(check: CheckInfo, { skip }: Selection): Verdict<never> | undefined {
  const found = skip.find((entry) => matches(check.id, entry.id));
  if (!found) return undefined;
  return skipped(
    found.reason === undefined
      ? both('skipped by --skip')
      : both('skipped by koo.yaml: {reason}', { reason: found.reason }),
  );
}

/** Whether a check id matches a glob, in which `*` matches any text. Ignores case. */
function matches(checkId: string, glob: string): boolean {
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`, 'i').test(checkId);
}

function assertMatches(suite: SuiteName, place: string, glob: string, ids: readonly string[]): void {
  if (ids.some((id) => matches(id, glob))) return;
  const word = glob.toUpperCase();
  // The beginning of ids, such as OAUTH-TOKEN.
  const isPrefix = ids.some((id) => id.startsWith(`${word}-`));
  throw new KooError({
    category: 'usage',
    code: 'UNKNOWN_CHECK',
    message: both('{place} {glob} matches no check', { place, glob }),
    ...didYouMean(
      word,
      isPrefix ? [word] : ids,
      both('List the checks with `koo {suite} test --list`.', { suite }),
      (id) => (isPrefix ? `${id}-*` : id),
    ),
  });
}
