import type { SiteId } from '../../openapi/sites.ts';
import type { Language, Localized } from '../../text/localized.ts';
import type { Change } from '../change.ts';

/** What a changing command gives with `--worksheet`. */
export interface WorksheetResult {
  /** `attributes` for the seller's attributes. */
  readonly product: string;
  readonly site: SiteId;
  /** Its number, by which `koo product confirm` knows it; absent where the state is the server's to know. */
  readonly sheet?: number;
  /** Absent when it is printed, and when there is nothing to do. */
  readonly file?: string;
  readonly changes: readonly Change[];
  readonly markdown: string;
  /** What to run once all of it is done; absent without a number. */
  readonly confirm?: string;
}

/** Whether a command's result is a worksheet. */
export function isWorksheet(result: unknown): result is WorksheetResult {
  return typeof result === 'object' && result !== null && 'markdown' in result && 'changes' in result;
}

/** A worksheet for people: itself, or where it was written. */
export function showWorksheet(
  { changes, file, sheet, confirm, markdown }: WorksheetResult,
  language: Language,
): string {
  if (changes.length === 0) return nothing[language];
  if (file === undefined) return markdown;
  const written =
    sheet === undefined
      ? { en: `Worksheet: ${file}`, zh: `操作清单：${file}` }
      : { en: `Worksheet ${sheet}: ${file}`, zh: `操作清单 ${sheet}：${file}` };
  const then: Localized = confirm
    ? {
        en: `\nOnce all of it is done: ${confirm}\nIf nobody is to do it: the same with --discard`,
        zh: `\n全部完成后请运行：${confirm}\n如不再执行，请加 --discard 运行同一命令`,
      }
    : { en: '', zh: '' };
  return written[language] + then[language];
}

const nothing: Localized = {
  en: 'Nothing to change by what is known here: no worksheet was made.',
  zh: '根据此处已知的状态，没有需要更改的内容，未生成操作清单。',
};
