import { paint } from '../../cli/output/colour.ts';
import { width } from '../../cli/output/width.ts';
import type { Language } from '../../text/localized.ts';
import { sourceText } from '../../text/source-words.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { DocumentFault } from '../document/faults.ts';
import type { Validation } from './validate.ts';

/** Faults that people are shown; all of them are in the JSON form. */
const shownFaults = 50;
/** Characters of a line before and after the column. */
const around = 60;

/**
 * What is wrong with a document, for people: each fault with its line of text and a mark under the column.
 *
 * @param line text of a line of the document
 */
export function showValidation(
  { file, faults }: Validation,
  line: (number: number) => string,
  language: Language,
): string {
  const blocks = faults.slice(0, shownFaults).map((fault) => block(fault, file, line, language));
  const more = faults.length - blocks.length;
  return [
    ...blocks,
    ...(more > 0
      ? [{ en: `… and ${more} more (--json has all)`, zh: `……还有 ${more} 处（--json 输出全部）` }[language]]
      : []),
    summary(faults, file, language),
  ].join('\n\n');
}

function block(
  fault: DocumentFault,
  file: string,
  line: (number: number) => string,
  language: Language,
): string {
  const { severity, rule, message, source } = fault;
  const at = `${fault.file ?? file}:${fault.line}:${fault.column}`;
  const isError = severity === 'error';
  const word = { en: severity, zh: isError ? '错误' : '警告' }[language];
  const head = `${paint('bold', terminalSafe(at))} ${paint(isError ? 'red' : 'yellow', word)} ${terminalSafe(message[language])}`;
  const quoted = fault.file === undefined ? quote(line(fault.line), fault.column) : [];
  return [head, ...quoted, paint('dim', `  ${rule} · ${sourceText(source)[language]}`)].join('\n');
}

/** The line of text, or what is near the column of a long one, and a mark under the column. */
function quote(text: string, column: number): string[] {
  const start = Math.max(0, column - 1 - around);
  const plain = (part: string) => terminalSafe(part).replaceAll('\t', ' ');
  const before = `${start > 0 ? '…' : ''}${plain(text.slice(start, column - 1))}`;
  const after = `${plain(text.slice(column - 1, column - 1 + around))}${text.length > column - 1 + around ? '…' : ''}`;
  if (`${before}${after}`.trim() === '') return [];
  return [`  ${before}${after}`, `  ${' '.repeat(width(before))}${paint('green', '^')}`];
}

function summary(faults: readonly DocumentFault[], file: string, language: Language): string {
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const warnings = faults.length - errors;
  const name = terminalSafe(file);
  const text = {
    en: `${name}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`,
    zh: `${name}：${errors} 个错误，${warnings} 个警告`,
  }[language];
  return paint(errors > 0 ? 'red' : 'green', text);
}

function count(number: number, word: string): string {
  return `${number === 0 ? 'no' : number} ${word}${number === 1 ? '' : 's'}`;
}
