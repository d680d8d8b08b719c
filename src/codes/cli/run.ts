import { oneOf } from '../../cli/flags/value.ts';
import type { KooError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { CodeEntry } from '../entry.ts';
import { allEntries, codeFamilies } from '../families.ts';
import { filterByStatus, findEntries, isCodeLike, normalizeCode } from '../lookup.ts';
import { type CodesResult, explainCode } from './explain.ts';
import type { CodesFilters } from './flags.ts';

/**
 * Looks up codes, or searches for words.
 *
 * @param notice reports undocumented codes if other codes of the same command line are documented
 * @throws KooError (check) `UNKNOWN_CODE`, `CODE_ELSEWHERE`, `NOTHING_FOUND`; (usage) `UNKNOWN_FAMILY`,
 * `UNKNOWN_ACTIVITY`
 */
export async function runCodes(
  words: readonly string[],
  filters: CodesFilters,
  notice: (text: Localized) => void,
): Promise<CodesResult> {
  const input = words.length === 1 && words[0] === '-' ? await readStdin() : words;
  const isSelected = createFilter(filters);
  const status = filters.http === undefined ? await explainIfStatus(input.join(' '), isSelected) : undefined;
  if (status) return status;
  if (input.length > 0 && input.every(isCodeLike)) return explainCodes(input, filters, isSelected, notice);
  const { listCodes, searchText } = await import('./search.ts');
  const entries = allEntries();
  const { http } = filters;
  if (input.length === 0) {
    return listCodes(
      entries.filter((one) => isSelected(one) && (http === undefined || one.http.includes(http))),
    );
  }
  const isPossible = (one: CodeEntry) =>
    isSelected(one) && (http === undefined || one.http.length === 0 || one.http.includes(http));
  const found = await searchText(input.join(' '), entries, isPossible, http);
  return 'codes' in found
    ? explainCodes(found.codes, { ...filters, http: http ?? found.http }, isSelected, notice)
    : found;
}

/** Longest text that is looked at as an HTTP status with its name, in characters. */
const maxStatusText = 200;

/** Explains an HTTP status, if the whole input is one. */
async function explainIfStatus(
  input: string,
  isSelected: (entry: CodeEntry) => boolean,
): Promise<CodesResult | undefined> {
  if (input.length > maxStatusText || !/(?<!\d)[45]\d\d(?!\d)/.test(input)) return undefined;
  const { explainStatus, findStatus } = await import('./status.ts');
  const status = findStatus(input);
  return status && explainStatus(status, allEntries().filter(isSelected));
}

async function readStdin(): Promise<readonly string[]> {
  const { readShortText } = await import('./search.ts');
  return readShortText();
}

/** Selects entries by `--family` and `--activity`. `--http` only chooses between the entries of one code. */
function createFilter({ family, activity }: CodesFilters): (entry: CodeEntry) => boolean {
  const ids = codeFamilies.map(({ id }) => id);
  const id = oneOf(family, ids, both('family'), 'UNKNOWN_FAMILY');
  const call = activity === undefined ? undefined : resolveCall(activity);
  return (entry) =>
    (id === undefined || entry.family === id) &&
    (call === undefined || entry.occurs.some(({ calls }) => calls.includes(call)));
}

function resolveCall(activity: string): string | undefined {
  const entries = allEntries();
  const calls = [...new Set(entries.flatMap(({ occurs }) => occurs.flatMap((place) => place.calls)))];
  const same = calls.find((call) => call.toLowerCase() === activity.toLowerCase());
  return same ?? oneOf(activity, calls, both('activity'), 'UNKNOWN_ACTIVITY');
}

async function explainCodes(
  words: readonly string[],
  filters: CodesFilters,
  isSelected: (entry: CodeEntry) => boolean,
  notice: (text: Localized) => void,
): Promise<CodesResult> {
  const found = new Set<CodeEntry>();
  const elsewhere = new Set<CodeEntry>();
  const unknown: string[] = [];
  for (const word of new Set(words.map(normalizeCode))) {
    const all = findEntries(word);
    const selected = filterByStatus(all.filter(isSelected), filters.http);
    for (const entry of selected) found.add(entry);
    if (all.length === 0) unknown.push(word);
    if (selected.length === 0) for (const entry of all) elsewhere.add(entry);
  }
  const failures: KooError[] = [];
  if (unknown.length + elsewhere.size > 0) {
    const { codeElsewhere, unknownCodes } = await import('./search.ts');
    if (unknown.length > 0) failures.push(unknownCodes(unknown, allEntries().filter(isSelected)));
    if (elsewhere.size > 0) failures.push(codeElsewhere([...elsewhere], filters));
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
    render: () => entries.map((entry) => explainCode(entry, filters.http)).join('\n\n'),
  };
}
