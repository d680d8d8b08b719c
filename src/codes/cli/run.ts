import { oneOf } from '../../cli/flags/value.ts';
import type { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { CodeEntry } from '../entry.ts';
import { allEntries, codeFamilies } from '../families.ts';
import { findCode, isCodeLike, ofStatus, plainCode } from '../lookup.ts';
import { type CodesResult, explainCode } from './explain.ts';
import type { CodesFilters } from './flags.ts';

/**
 * Looks up codes, or searches words.
 *
 * @param notice tells of codes that nobody documents, where others of the same command line are known
 * @throws KooError (check) `UNKNOWN_CODE`, `NOTHING_FOUND`; (usage) for a family or an activity that is none
 */
export async function runCodes(
  words: readonly string[],
  filters: CodesFilters,
  notice: (text: Localized) => void,
): Promise<CodesResult> {
  const given = words.length === 1 && words[0] === '-' ? await fromStdin() : words;
  const isWanted = filterOf(filters);
  if (given.length > 0 && given.every(isCodeLike)) return explain(given, filters, isWanted, notice);
  const { listCodes, searchText } = await import('./search.ts');
  const entries = allEntries();
  const { http } = filters;
  if (given.length === 0) {
    return listCodes(
      entries.filter((one) => isWanted(one) && (http === undefined || one.http.includes(http))),
    );
  }
  const isPossible = (one: CodeEntry) =>
    isWanted(one) && (http === undefined || one.http.length === 0 || one.http.includes(http));
  const found = await searchText(given.join(' '), entries, isPossible, http);
  return 'codes' in found
    ? explain(found.codes, { ...filters, http: http ?? found.http }, isWanted, notice)
    : found;
}

async function fromStdin(): Promise<readonly string[]> {
  const { readShortText } = await import('./search.ts');
  return readShortText();
}

/** What `--family` and `--activity` let through; of a code that is named, the status only tells its entries apart. */
function filterOf({ family, activity }: CodesFilters): (entry: CodeEntry) => boolean {
  const ids = codeFamilies.map(({ id }) => id);
  const id = oneOf(family, ids, both('family'), 'UNKNOWN_FAMILY');
  const call = activity === undefined ? undefined : callOf(activity);
  return (entry) =>
    (id === undefined || entry.family === id) &&
    (call === undefined || entry.occurs.some(({ calls }) => calls.includes(call)));
}

function callOf(activity: string): string | undefined {
  const entries = allEntries();
  const calls = [...new Set(entries.flatMap(({ occurs }) => occurs.flatMap((place) => place.calls)))];
  const same = calls.find((call) => call.toLowerCase() === activity.toLowerCase());
  return same ?? oneOf(activity, calls, both('activity'), 'UNKNOWN_ACTIVITY');
}

async function explain(
  words: readonly string[],
  filters: CodesFilters,
  isWanted: (entry: CodeEntry) => boolean,
  notice: (text: Localized) => void,
): Promise<CodesResult> {
  const found = new Set<CodeEntry>();
  const elsewhere = new Set<CodeEntry>();
  const unknown: string[] = [];
  for (const word of words) {
    const all = findCode(word);
    const wanted = ofStatus(all.filter(isWanted), filters.http);
    for (const entry of wanted) found.add(entry);
    if (all.length === 0) unknown.push(plainCode(word));
    if (wanted.length === 0) for (const entry of all) elsewhere.add(entry);
  }
  const failures: KooError[] = [];
  if (unknown.length + elsewhere.size > 0) {
    const { otherPlaces, unknownCodes } = await import('./search.ts');
    if (unknown.length > 0) failures.push(unknownCodes(unknown, allEntries().filter(isWanted)));
    if (elsewhere.size > 0) failures.push(otherPlaces([...elsewhere], filters));
  }
  const [failure] = failures;
  if (failure && found.size === 0) throw failure;
  for (const { facts } of failures) {
    const { message, hint } = facts;
    notice(both('{message}. {hint}', { message, hint }));
  }
  const entries = [...found];
  return {
    entries,
    complete: failures.length === 0,
    show: () => entries.map((entry) => explainCode(entry, filters.http)).join('\n\n'),
  };
}
