import { KooError } from '../../errors/koo-error.ts';
import type { Change } from '../../seller/change.ts';
import type { Localized } from '../../text/localized.ts';
import { sourcesText } from '../../text/source-words.ts';
import { type DocumentFault, sourceOf } from '../document/faults.ts';
import type { CheckedDocument } from '../document/read.ts';
import { unknownDays } from '../plan/plan.ts';

/** Faults that a message names; all of them are in the details. */
const named = 20;

/**
 * Lets a document's warnings through, told beside the result, and nothing else.
 *
 * @param file name of the document
 * @throws KooError (usage, `INVALID_DOCUMENT`) with file, line, column, rule and source of every error
 */
export function holdDocument(
  faults: readonly DocumentFault[],
  file: string,
  notice: (text: Localized) => void,
): void {
  const warnings = faults.filter(({ severity }) => severity === 'warning');
  for (const text of list(warnings, file)) notice(text);
  const errors = faults.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const texts = list(errors, file);
  const pages = sourcesText([...new Set(errors.map(({ source }) => source))].slice(0, 3));
  throw new KooError({
    category: 'usage',
    code: 'INVALID_DOCUMENT',
    message: { en: texts.map(({ en }) => en).join('\n'), zh: texts.map(({ zh }) => zh).join('\n') },
    hint: {
      en: `Nothing was sent. koo product validate shows each with its line. The rule: ${pages.en}`,
      zh: `未发送任何更改。koo product validate 可逐行显示问题。规则出处：${pages.zh}`,
    },
    details: {
      file,
      faults: errors.map(({ path, message, file: users, line, column, rule, source }) => ({
        ...(users !== undefined && { file: users }),
        line,
        column,
        path: [...path],
        rule,
        message: { ...message },
        source,
      })),
    },
  });
}

/** Trials whose days neither the document nor what is known of the product tells: nobody could type them in. */
export function daysUnknown(
  changes: readonly Change[],
  { locate }: Pick<CheckedDocument, 'locate'>,
): DocumentFault[] {
  return changes.flatMap((change): DocumentFault[] => {
    if (change.kind !== 'trial' || change.after.days !== unknownDays) return [];
    const path = ['trial', change.sku];
    const rule = 'trial-days';
    const message = {
      en: 'days is missing: how long the trial is, is not known here; give the days that the console shows',
      zh: '缺少 days：此处未知试用天数，请填写控制台显示的天数',
    };
    return [{ ...locate(path), path, rule, severity: 'error', message, source: sourceOf(rule) }];
  });
}

/** Faults by line; of very many the first, and how many more there are. */
function list(faults: readonly DocumentFault[], file: string): Localized[] {
  const texts = faults.slice(0, named).map((fault) => told(fault, file));
  const more = faults.length - texts.length;
  return more > 0 ? [...texts, { en: `… and ${more} more`, zh: `……还有 ${more} 处` }] : texts;
}

function told({ file: users, line, column, message, rule }: DocumentFault, file: string): Localized {
  const at = `${users ?? file}:${line}:${column}`;
  return { en: `${at} ${message.en} (${rule})`, zh: `${at} ${message.zh}（${rule}）` };
}
