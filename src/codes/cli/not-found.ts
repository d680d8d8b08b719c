import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import type { CodeEntry } from '../entry.ts';
import { nearestCodes } from '../lookup.ts';
import { codesInline } from './explain.ts';
import type { CodesFilters } from './flags.ts';

/** Codes that are documented, but neither of the family nor for the activity that was asked for. */
export function otherPlaces(entries: readonly CodeEntry[], { family, activity }: CodesFilters): KooError {
  const names = [...new Set(entries.map(({ code }) => code))];
  const asked = [family && `--family ${family}`, activity && `--activity ${activity}`].filter(Boolean);
  const own = [...new Set(entries.map((entry) => entry.family))];
  const isOne = names.length === 1;
  const inline = codesInline(entries);
  return new KooError({
    category: 'check',
    code: 'CODE_ELSEWHERE',
    message: {
      en: `${names.join(', ')} ${isOne ? 'is' : 'are'} documented, but not for ${asked.join(' ')}`,
      zh: `文档中有 ${names.join('、')}，但不属于 ${asked.join(' ')}`,
    },
    hint: {
      en: `${inline.en}: family ${own.join(', ')}. Leave the filter out.`,
      zh: `${inline.zh}：类别为 ${own.join('、')}。请去掉过滤条件。`,
    },
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
const otherError: Localized = {
  en: 'New codes may come at any time: treat one that is not documented as "other error".',
  zh: '接口可能新增结果码：未说明的结果码请按“其他错误”处理。',
};

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html */
const notSuccess: Localized = {
  en: 'KooGallery takes every result code of a callback but 000000 for a failure.',
  zh: '回调的结果码除 000000 外，云商店均视为失败。',
};

/** Codes that no page documents, with the nearest ones. */
export function unknownCodes(codes: readonly string[], all: readonly CodeEntry[]): KooError {
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
