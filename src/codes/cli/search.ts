import { inputLimits, noInputError, readInput } from '../../cli/files/input-file.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { KooError } from '../../errors/koo-error.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import type { CodeEntry } from '../entry.ts';
import { findCodeLikeWords, findNearestEntries } from '../lookup.ts';
import { findCodes } from '../recognise.ts';
import { findMessages, searchCodes } from '../search.ts';
import { type CodesResult, explainCode, summarize } from './explain.ts';
import type { CodesFilters } from './flags.ts';

/** The share of the best rank from which another entry matches as well. */
const tied = 0.95;

/** Reads words from stdin. @throws KooError (usage) `NO_INPUT`, `TOO_LARGE` */
export async function readShortText(): Promise<readonly string[]> {
  if (process.stdin.isTTY) throw noWordsError();
  const bytes = await readInput('-', {
    limit: inputLimits.words,
    hint: both('For a whole log: koo codes --annotate FILE.'),
  });
  const words = new TextDecoder().decode(bytes).split(/\s+/).filter(Boolean);
  if (words.length > 0) return words;
  throw noWordsError();
}

function noWordsError(): KooError {
  return noInputError(both('Give codes, words or a line of a log.'));
}

/** Lists entries. */
export function listCodes(entries: readonly CodeEntry[]): CodesResult {
  return { entries, complete: true, render: () => renderList(entries) };
}

/** Renders entries as a table. */
export function renderList(entries: readonly CodeEntry[]): string {
  return wrappedTable(
    [t('RESULT CODE'), t('FAMILY'), t('MEANING')],
    entries.map(({ code, family, meaning }) => [code, family, localize(meaning)]),
  );
}

/** Codes found in a text, and the HTTP status found beside them. */
/**
 * Finds what a text is about: a message of the console's interface debugging, codes in the text, or else entries that
 * match its words.
 *
 * @param isPossible limits the search by words; codes in the text are always returned
 * @throws KooError (check, `NOTHING_FOUND`)
 */
export async function searchText(
  text: string,
  all: readonly CodeEntry[],
  isPossible: (entry: CodeEntry) => boolean,
  http: number | undefined,
): Promise<CodesResult | { readonly codes: readonly string[]; readonly http?: number }> {
  const entries = all.filter(isPossible);
  const messages = findMessages(
    text,
    entries.filter(({ family }) => family === 'debugger'),
  );
  if (messages.length > 0) return searchResult(messages);
  const codes = findCodes(text);
  const seen = codes.length > 0 ? codes : findBareCodes(text, all);
  if (seen.length > 0) {
    const status = http ?? findStatus(text);
    return { codes: seen, ...(status !== undefined && { http: status }) };
  }
  const truncated = findTruncatedCode(text);
  if (truncated !== undefined) return { codes: [truncated] };
  const codeLike = findCodeLikeWords(text);
  if (codeLike.length > 0) return { codes: codeLike };
  const hits = searchCodes(text.slice(0, 4000), entries);
  const [first, second] = hits;
  const found = hits.map(({ entry }) => entry);
  // Where several match about equally well, none of them is the answer.
  if (first && second && second.rank >= first.rank * tied) return tiedResult(found);
  if (first) return searchResult(found);
  throw new KooError({
    category: 'check',
    code: 'NOTHING_FOUND',
    message: both('No code matches these words'),
    hint: both('Try fewer or other words, in English or Chinese; koo codes lists all codes.'),
  });
}

function searchResult(entries: readonly CodeEntry[]): CodesResult {
  const [first, ...others] = entries;
  return {
    entries,
    complete: true,
    render: () =>
      [
        ...(first ? [explainCode(first)] : []),
        ...(others.length > 0 ? [t('Also possible:'), renderList(others)] : []),
      ].join('\n\n'),
  };
}

function tiedResult(entries: readonly CodeEntry[]): CodesResult {
  const code = entries[0]?.code ?? '';
  return {
    entries,
    complete: true,
    render: () => `${renderList(entries)}\n\n${t('For all about one of them: koo codes {code}', { code })}`,
  };
}

/** Numbers that are documented codes, whatever stands before them: a user who searches for one means the code. */
function findBareCodes(text: string, entries: readonly CodeEntry[]): readonly string[] {
  const numbers = text.match(/(?<![\w.:-])(?:\d{6}|\d{8})(?!\w|[.:-]\d)/g) ?? [];
  const known = new Set(entries.map(({ code }) => code));
  return [...new Set(numbers)].filter((number) => known.has(number));
}

/** A result code whose leading zeros were lost because it was sent as a number. */
function findTruncatedCode(text: string): string | undefined {
  return /result_?code["'\s:=]+(\d{1,5})\b(?![.:-]\d)/i.exec(text)?.[1];
}

function findStatus(text: string): number | undefined {
  const status = /\b(?:HTTP(?:\/\d(?:\.\d)?)?|status(?:[ _-]?code)?|httpCode)\b["'\s:=]+([1-5]\d\d)\b/i.exec(
    text,
  )?.[1];
  return status === undefined ? undefined : Number(status);
}

/** The error for codes that are documented, but not for the requested family or activity. */
export function codeElsewhere(entries: readonly CodeEntry[], { family, activity }: CodesFilters): KooError {
  const codes = [...new Set(entries.map(({ code }) => code))];
  const asked = [family && `--family ${family}`, activity && `--activity ${activity}`].filter(Boolean);
  const families = [...new Set(entries.map((entry) => entry.family))];
  return new KooError({
    category: 'check',
    code: 'CODE_ELSEWHERE',
    message: both(
      '{count, plural, one {{codes, and} is} other {{codes, and} are}} documented, but not for {filters}',
      { count: codes.length, codes, filters: asked.join(' ') },
    ),
    hint: both('{codes}: family {families}. Remove the filter.', { codes: summarize(entries), families }),
    details: {
      documented: entries.map(({ code, family: id, occurs }) => ({
        code,
        family: id,
        calls: [...new Set(occurs.flatMap(({ calls }) => calls))],
      })),
    },
  });
}

/** Huawei's rule for undocumented codes, from the page on compatibility in the guide to the open API. */
const undocumentedRule: Localized = both(
  'Huawei may add codes at any time: treat an undocumented code as "other error".',
);

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html */
const callbackRule: Localized = both(
  'KooGallery treats every result code of a callback except 000000 as a failure.',
);

/** Number of undocumented codes that the message lists, and for which the nearest codes are searched. */
const maxListed = 50;

/** The error for undocumented codes, with the nearest documented ones. */
export function unknownCodes(codes: readonly string[], all: readonly CodeEntry[]): KooError {
  const unknown = codes.map((code, index) => ({
    code,
    nearest: index < maxListed ? findNearestEntries(code, all) : [],
  }));
  const nearest = [...new Set(unknown.flatMap((one) => one.nearest))];
  const status = codes.find((code) => /^[1-5]\d\d$/.test(code));
  const generalRule = codes.some((code) => /^\d{6}$/.test(code))
    ? joinSentences([undocumentedRule, callbackRule])
    : undocumentedRule;
  const rule =
    status === undefined
      ? generalRule
      : both('To look up an HTTP status: koo codes --http {status}. {rule}', { status, rule: generalRule });
  return new KooError({
    category: 'check',
    code: 'UNKNOWN_CODE',
    message: both('{count, plural, one {{codes, and} is} other {{codes, and} are}} not documented', {
      count: codes.length,
      codes: [...codes.slice(0, maxListed), ...(codes.length > maxListed ? ['…'] : [])],
    }),
    hint:
      nearest.length === 0
        ? rule
        : both('The nearest codes: {nearest}. {rule}', { nearest: summarize(nearest), rule }),
    details: {
      unknown: unknown.map(({ code, nearest: close }) => ({
        code,
        nearest: close.map((entry) => ({ code: entry.code, meaning: entry.meaning.en })),
      })),
    },
  });
}
