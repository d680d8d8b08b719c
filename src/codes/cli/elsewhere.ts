import { KooError } from '../../errors/koo-error.ts';
import type { CodeEntry } from '../entry.ts';
import { codesInline } from './explain.ts';
import type { CodesWish } from './model.ts';

/** Codes that are documented, but neither of the family nor for the activity that was asked for. */
export function otherPlaces(entries: readonly CodeEntry[], { family, activity }: CodesWish): KooError {
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
