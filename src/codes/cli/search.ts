import { noInput, readInput } from '../../cli/files/input-file.ts';
import { table } from '../../cli/output/table.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import { joinSentences, type Localized } from '../../text/localized.ts';
import { both, localize, t } from '../../text/translate.ts';
import type { CodeEntry } from '../entry.ts';
import { codeLikeWords, nearestCodes } from '../lookup.ts';
import { codesIn } from '../recognise.ts';
import { messagesIn, searchCodes } from '../search.ts';
import { type CodesResult, codesInline, explainCode } from './explain.ts';
import type { CodesFilters } from './flags.ts';

/** Longest text that is looked through for its meaning. */
const maxText = 1 << 20;

/**
 * The words on stdin.
 *
 * @throws KooError (usage) `NO_INPUT`, `INPUT_TOO_LONG`
 */
export async function readShortText(): Promise<readonly string[]> {
  const bytes = await readInput('-', {}, { stdin: limited(process.stdin) });
  const words = new TextDecoder().decode(bytes).split(/\s+/).filter(Boolean);
  if (words.length > 0) return words;
  throw noInput(both('Give codes, words or a line of a log.'));
}

function limited(stdin: NodeJS.ReadStream): AsyncIterable<Uint8Array> & { readonly isTTY?: boolean } {
  return {
    isTTY: stdin.isTTY,
    async *[Symbol.asyncIterator]() {
      let size = 0;
      for await (const piece of stdin) {
        size += piece.length;
        if (size > maxText) throw tooLong();
        yield piece;
      }
    },
  };
}

function tooLong(): KooError {
  return usageError(
    'INPUT_TOO_LONG',
    both('The input is longer than 1 MB'),
    both('For a whole log: koo codes --annotate FILE.'),
  );
}

/** The list of codes. */
export function listCodes(entries: readonly CodeEntry[]): CodesResult {
  return {
    entries,
    complete: true,
    show: () => listText(entries),
  };
}

function listText(entries: readonly CodeEntry[]): string {
  return table(
    [t('RESULT CODE'), t('FAMILY'), t('MEANING')],
    entries.map(({ code, family, meaning }) => [code, family, localize(meaning)]),
  );
}

/** Codes that stand in a text, and the HTTP status beside them. */
interface CodesInText {
  readonly codes: readonly string[];
  readonly http?: number;
}

/**
 * What a text is about: a message of the debugger, codes in it, or else what its words mean.
 *
 * @param isPossible what may be found by words; codes that stand in the text are told whatever it says
 * @throws KooError (check, `NOTHING_FOUND`)
 */
export async function searchText(
  text: string,
  all: readonly CodeEntry[],
  isPossible: (entry: CodeEntry) => boolean,
  http: number | undefined,
): Promise<CodesResult | CodesInText> {
  const entries = all.filter(isPossible);
  const messages = messagesIn(
    text,
    entries.filter(({ family }) => family === 'debugger'),
  );
  if (messages.length > 0) return foundEntries(messages);
  const codes = codesIn(text);
  const seen = codes.length > 0 ? codes : looseCodes(text, all);
  if (seen.length > 0) {
    const status = http ?? statusIn(text);
    return { codes: seen, ...(status !== undefined && { http: status }) };
  }
  const short = shortCode(text);
  if (short !== undefined) return { codes: [short] };
  const strange = codeLikeWords(text);
  if (strange.length > 0) return { codes: strange };
  const found = searchCodes(text.slice(0, 4000), entries);
  if (found.length > 0) return foundEntries(found);
  throw new KooError({
    category: 'check',
    code: 'NOTHING_FOUND',
    message: both('No code matches these words'),
    hint: both('Try fewer or other words, in English or Chinese; koo codes lists all codes.'),
  });
}

function foundEntries(entries: readonly CodeEntry[]): CodesResult {
  const [first, ...others] = entries;
  return {
    entries,
    complete: true,
    show: () =>
      [
        ...(first ? [explainCode(first)] : []),
        ...(others.length > 0 ? [t('Also possible:'), listText(others)] : []),
      ].join('\n\n'),
  };
}

/** Numbers that are codes of the catalogue, whatever stands before them: whoever asks means a code. */
function looseCodes(text: string, entries: readonly CodeEntry[]): readonly string[] {
  const numbers = text.match(/(?<![\w.:-])(?:\d{6}|\d{8})(?!\w|[.:-]\d)/g) ?? [];
  return [...new Set(numbers)].filter((number) => entries.some(({ code }) => code === number));
}

/** A result code that has lost its zeros on its way through a number; it is a code that nobody documents. */
function shortCode(text: string): string | undefined {
  return /result_?code["'\s:=]+(\d{1,5})\b(?![.:-]\d)/i.exec(text)?.[1];
}

function statusIn(text: string): number | undefined {
  const status = /\b(?:HTTP(?:\/\d(?:\.\d)?)?|status(?:[ _-]?code)?|httpCode)\b["'\s:=]+([1-5]\d\d)\b/i.exec(
    text,
  )?.[1];
  return status === undefined ? undefined : Number(status);
}

/** Codes that are documented, but neither of the family nor for the activity that was asked for. */
export function otherPlaces(entries: readonly CodeEntry[], { family, activity }: CodesFilters): KooError {
  const codes = [...new Set(entries.map(({ code }) => code))];
  const asked = [family && `--family ${family}`, activity && `--activity ${activity}`].filter(Boolean);
  const families = [...new Set(entries.map((entry) => entry.family))];
  return new KooError({
    category: 'check',
    code: 'CODE_ELSEWHERE',
    message: both('{count, plural, one {{codes} is} other {{codes} are}} documented, but not for {filters}', {
      count: codes.length,
      codes,
      filters: asked.join(' '),
    }),
    hint: both('{codes}: family {families}. Remove the filter.', {
      codes: codesInline(entries),
      families,
    }),
    details: {
      documented: entries.map(({ code, family: id, occurs }) => ({
        code,
        family: id,
        calls: [...new Set(occurs.flatMap(({ calls }) => calls))],
      })),
    },
  });
}

/** The documented rule for codes that are not: page "接口兼容性说明" of the open API's guide. */
const otherError: Localized = both(
  'Huawei may add codes at any time: treat an undocumented code as "other error".',
);

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html */
const notSuccess: Localized = both(
  'KooGallery treats every result code of a callback except 000000 as a failure.',
);

/** Codes that no page documents, with the nearest ones. */
export function unknownCodes(codes: readonly string[], all: readonly CodeEntry[]): KooError {
  const unknown = codes.map((code) => ({ code, nearest: nearestCodes(code, all) }));
  const nearest = [...new Set(unknown.flatMap((one) => one.nearest))];
  const status = codes.find((code) => /^[1-5]\d\d$/.test(code));
  const generalRule = codes.some((code) => /^\d{6}$/.test(code))
    ? joinSentences([otherError, notSuccess])
    : otherError;
  const rule =
    status === undefined
      ? generalRule
      : both('To look up an HTTP status: koo codes --http {status}. {rule}', { status, rule: generalRule });
  return new KooError({
    category: 'check',
    code: 'UNKNOWN_CODE',
    message: both('{count, plural, one {{codes} is} other {{codes} are}} not documented', {
      count: codes.length,
      codes,
    }),
    hint:
      nearest.length === 0
        ? rule
        : both('The nearest codes: {nearest}. {rule}', { nearest: codesInline(nearest), rule }),
    details: {
      unknown: unknown.map(({ code, nearest: close }) => ({
        code,
        nearest: close.map((entry) => ({ code: entry.code, meaning: entry.meaning.en })),
      })),
    },
  });
}
