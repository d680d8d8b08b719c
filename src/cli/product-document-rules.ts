import type { DocumentFault } from '../product/document/faults.ts';
import type { Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';

/** Faults that a message names; all of them are in the details. */
const named = 20;

/**
 * Lets a document's warnings through, told beside the result, and nothing else.
 *
 * @param file name of the document
 * @throws Failure (usage, `INVALID_DOCUMENT`) with file, line, column, rule and source of every error
 */
export function holdDocument(
  faults: readonly DocumentFault[],
  file: string,
  notice: (text: Localized) => void,
): void {
  for (const fault of faults) if (fault.severity === 'warning') notice(told(fault, file));
  const errors = faults.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const texts = errors.slice(0, named).map((fault) => told(fault, file));
  const more = errors.length - texts.length;
  if (more > 0) texts.push({ en: `… and ${more} more`, zh: `……还有 ${more} 处` });
  const pages = [...new Set(errors.map(({ source }) => source))].slice(0, 3).join(' ');
  throw new Failure({
    category: 'usage',
    code: 'INVALID_DOCUMENT',
    message: { en: texts.map(({ en }) => en).join('\n'), zh: texts.map(({ zh }) => zh).join('\n') },
    hint: {
      en: `Nothing was sent. koo product validate shows each with its line. The rule: ${pages}`,
      zh: `未发送任何更改。koo product validate 可逐行显示问题。规则出处：${pages}`,
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

function told({ file: users, line, column, message, rule }: DocumentFault, file: string): Localized {
  const at = `${users ?? file}:${line}:${column}`;
  return { en: `${at} ${message.en} (${rule})`, zh: `${at} ${message.zh}（${rule}）` };
}
