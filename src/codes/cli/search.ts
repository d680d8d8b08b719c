import { noInput } from '../../cli/files/input-file.ts';
import { readInput } from '../../cli/files/text-input.ts';
import { table } from '../../cli/output/table.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import type { CodeEntry } from '../entry.ts';
import { codeLikeWords } from '../lookup.ts';
import { codesIn } from '../recognise.ts';
import { messagesIn, searchCodes } from '../search.ts';
import { type CodesResult, codeWords, explainCode } from './explain.ts';

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
  throw noInput({ en: 'Give codes, words or a line of a log.', zh: '请给出结果码、文字或一行日志。' });
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
    { en: 'The input is longer than 1 MB', zh: '输入超过 1 MB' },
    {
      en: 'For a whole log: koo codes --annotate FILE.',
      zh: '处理整个日志请用 koo codes --annotate FILE。',
    },
  );
}

/** The list of codes. */
export function listCodes(entries: readonly CodeEntry[]): CodesResult {
  return {
    entries,
    complete: true,
    show: (language) => listText(entries, language),
  };
}

function listText(entries: readonly CodeEntry[], language: 'en' | 'zh'): string {
  return table(
    codeWords[language].list,
    entries.map(({ code, family, meaning }) => [code, family, meaning[language]]),
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
    message: { en: 'No code fits these words', zh: '没有与这些文字相符的结果码' },
    hint: {
      en: 'Try fewer or other words, in English or Chinese; koo codes lists all codes.',
      zh: '请减少或更换关键词（中英文均可）；koo codes 可列出全部结果码。',
    },
  });
}

function foundEntries(entries: readonly CodeEntry[]): CodesResult {
  const [first, ...others] = entries;
  return {
    entries,
    complete: true,
    show: (language) =>
      [
        ...(first ? [explainCode(first, language)] : []),
        ...(others.length > 0 ? [codeWords[language].also, listText(others, language)] : []),
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
