import type { SiteId } from '../../openapi/sites.ts';
import type { Language, Localized } from '../../text/localized.ts';
import type { Change } from '../plan.ts';
import type { WorksheetStep } from '../worksheet/worksheet.ts';

/** What a changing command gives with `--worksheet`. */
export interface WorksheetResult {
  /** `attributes` for the seller's attributes. */
  readonly product: string;
  readonly site: SiteId;
  /** Absent when it is printed, and when there is nothing to do. */
  readonly file?: string;
  readonly changes: readonly Change[];
  /** The command that tells whether all of it is done. */
  readonly check?: string;
  readonly markdown: string;
  /** The worksheet as data. */
  readonly steps: readonly WorksheetStep[];
}

/** Whether a command's result is a worksheet. */
export function isWorksheet(result: unknown): result is WorksheetResult {
  return typeof result === 'object' && result !== null && 'markdown' in result && 'changes' in result;
}

/** A worksheet for people: itself, or where it was written. */
export function showWorksheet({ changes, file, markdown }: WorksheetResult, language: Language): string {
  if (changes.length === 0) return nothing[language];
  if (file === undefined) return markdown;
  return { en: `Worksheet: ${file}`, zh: `操作清单：${file}` }[language];
}

const nothing: Localized = {
  en: 'Nothing to change by what is known here: no worksheet was made.',
  zh: '根据此处已知的状态，没有需要更改的内容，未生成操作清单。',
};
