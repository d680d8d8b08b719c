import { oneOf } from '../../cli/flags/choice.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import type { CodeEntry } from '../entry.ts';
import { codeFamilies, loadEntries } from '../families.ts';
import { findCode, isCodeLike, nearestCodes, ofStatus, plainCode } from '../lookup.ts';
import { codesInline, explainCode } from './explain.ts';
import type { CodesResult, CodesWish } from './model.ts';

/**
 * Looks up codes, or searches words.
 *
 * @param notice tells of codes that nobody documents, where others of the same command line are known
 * @throws KooError (check) `UNKNOWN_CODE`, `NOTHING_FOUND`; (usage) for a family or an activity that is none
 */
export async function runCodes(
  words: readonly string[],
  wish: CodesWish,
  notice: (text: Localized) => void,
): Promise<CodesResult> {
  const given = words.length === 1 && words[0] === '-' ? await fromStdin() : words;
  const isWanted = await filterOf(wish);
  if (given.length > 0 && given.every(isCodeLike)) return explain(given, wish, isWanted, notice);
  const { listCodes, searchText } = await import('./search.ts');
  const entries = await loadEntries();
  const { http } = wish;
  if (given.length === 0) {
    return listCodes(
      entries.filter((one) => isWanted(one) && (http === undefined || one.http.includes(http))),
    );
  }
  const isPossible = (one: CodeEntry) =>
    isWanted(one) && (http === undefined || one.http.length === 0 || one.http.includes(http));
  const found = await searchText(given.join(' '), entries, isPossible, http);
  return 'codes' in found
    ? explain(found.codes, { ...wish, http: http ?? found.http }, isWanted, notice)
    : found;
}

async function fromStdin(): Promise<readonly string[]> {
  const { readShortText } = await import('./search.ts');
  return readShortText();
}

/** What `--family` and `--activity` let through; of a code that is named, the status only tells its entries apart. */
async function filterOf({ family, activity }: CodesWish): Promise<(entry: CodeEntry) => boolean> {
  const ids = codeFamilies.map(({ id }) => id);
  const id = oneOf(family, ids, { en: 'family', zh: '类别' }, 'UNKNOWN_FAMILY');
  const call = activity === undefined ? undefined : await callOf(activity);
  return (entry) =>
    (id === undefined || entry.family === id) &&
    (call === undefined || entry.occurs.some(({ calls }) => calls.includes(call)));
}

async function callOf(activity: string): Promise<string | undefined> {
  const entries = await loadEntries();
  const calls = [...new Set(entries.flatMap(({ occurs }) => occurs.flatMap((place) => place.calls)))];
  const same = calls.find((call) => call.toLowerCase() === activity.toLowerCase());
  return same ?? oneOf(activity, calls, { en: 'activity', zh: '接口' }, 'UNKNOWN_ACTIVITY');
}

async function explain(
  words: readonly string[],
  wish: CodesWish,
  isWanted: (entry: CodeEntry) => boolean,
  notice: (text: Localized) => void,
): Promise<CodesResult> {
  const found = new Set<CodeEntry>();
  const elsewhere = new Set<CodeEntry>();
  const unknown: string[] = [];
  for (const word of words) {
    const all = await findCode(word);
    const wanted = ofStatus(all.filter(isWanted), wish.http);
    for (const entry of wanted) found.add(entry);
    if (all.length === 0) unknown.push(plainCode(word));
    if (wanted.length === 0) for (const entry of all) elsewhere.add(entry);
  }
  const failures = [
    ...(unknown.length > 0 ? [await unknownCodes(unknown, isWanted)] : []),
    ...(elsewhere.size > 0 ? [await documentedElsewhere([...elsewhere], wish)] : []),
  ];
  const [failure] = failures;
  if (failure && found.size === 0) throw failure;
  for (const { facts } of failures) {
    const { message, hint } = facts;
    notice({ en: `${message.en}. ${hint.en}`, zh: `${message.zh}。${hint.zh}` });
  }
  const entries = [...found];
  return {
    entries,
    complete: failures.length === 0,
    show: (language) => entries.map((entry) => explainCode(entry, language, wish.http)).join('\n\n'),
  };
}

async function documentedElsewhere(entries: readonly CodeEntry[], wish: CodesWish): Promise<KooError> {
  const { otherPlaces } = await import('./elsewhere.ts');
  return otherPlaces(entries, wish);
}

/** The documented rule for codes that are not: page "接口兼容性说明" of the open API's guide. */
const otherError: Localized = {
  en: 'New codes may come at any time: treat one that is not documented as "other error".',
  zh: '接口可能新增结果码：未说明的结果码请按“其他错误”处理。',
};

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html */
const notSuccess: Localized = {
  en: 'KooGallery takes every result code of a callback but 000000 for a failure.',
  zh: '回调的结果码除 000000 外，云商店均视为失败。',
};

async function unknownCodes(
  codes: readonly string[],
  isWanted: (entry: CodeEntry) => boolean,
): Promise<KooError> {
  const all = (await loadEntries()).filter(isWanted);
  const unknown = codes.map((code) => ({ code, nearest: nearestCodes(code, all) }));
  const nearest = [...new Set(unknown.flatMap((one) => one.nearest))];
  const near = codesInline(nearest);
  const names = { en: codes.join(', '), zh: codes.join('、') };
  const status = codes.find((code) => /^[1-5]\d\d$/.test(code));
  const general = codes.some((code) => /^\d{6}$/.test(code))
    ? { en: `${otherError.en} ${notSuccess.en}`, zh: `${otherError.zh}${notSuccess.zh}` }
    : otherError;
  const rule =
    status === undefined
      ? general
      : {
          en: `An HTTP status? koo codes --http ${status}. ${general.en}`,
          zh: `是 HTTP 状态码吗？请用 koo codes --http ${status}。${general.zh}`,
        };
  return new KooError({
    category: 'check',
    code: 'UNKNOWN_CODE',
    message: { en: `No page documents ${names.en}`, zh: `文档中没有 ${names.zh}` },
    hint:
      nearest.length === 0
        ? rule
        : { en: `The nearest: ${near.en}. ${rule.en}`, zh: `最接近的是：${near.zh}。${rule.zh}` },
    details: {
      unknown: unknown.map(({ code, nearest: close }) => ({
        code,
        nearest: close.map((entry) => ({ code: entry.code, meaning: entry.meaning.en })),
      })),
    },
  });
}
