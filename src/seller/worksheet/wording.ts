import type { Language } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { type Arguments, both } from '../../text/translate.ts';
import type { Product } from '../contract.ts';
import { type Console, type WordId, wordOf } from './console.ts';

/** Text of others as one line: no control characters, no line breaks, no marks that reorder it. */
function oneLine(text: string): string {
  return terminalSafe(text.replace(/[\r\n\t\u2028\u2029]+/g, ' '));
}

/**
 * A value to be copied as it is, also inside a table. What would end the code or the cell is written as plain text with
 * character references, which Markdown shows as the characters.
 */
export function code(text: string): string {
  const line = oneLine(text);
  if (line !== '' && !/[`|\\]/.test(line) && line.trim() === line) return `\`${line}\``;
  return escaped(line);
}

/** Text of others as text: nothing in it is Markdown or HTML. */
function escaped(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A sentence that holds names of others: what could be Markdown or HTML inside it is written as references. */
export function sentence(text: string): string {
  return oneLine(text).replace(
    /[\\`*[\]<>&|~#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g,
    (mark) => `&#${mark.charCodeAt(0)};`,
  );
}

/** Words of a menu or a button. */
export function bold(text: string): string {
  return `**${text}**`;
}

/** What the words of a worksheet depend on. */
export interface Wording {
  readonly on: Console;
  readonly language: Language;
  readonly product?: Product | undefined;
  /** Without Markdown. */
  readonly plain?: boolean;
  /** Collects the words of the console that are used. */
  readonly used?: Set<WordId>;
}

/** What sections are worded with. */
export function tools({ on, language, product, plain = false, used }: Wording) {
  const t = (sentence: string, args?: Arguments) => both(sentence, args)[language];
  const quote = plain ? oneLine : code;
  const w = (id: WordId) => {
    used?.add(id);
    return wordOf(on, id, language, plain ? oneLine : bold);
  };
  const sku = (skuCode: string) => {
    const name = product?.skus.find(({ sku_code }) => sku_code === skuCode)?.name;
    const named = name === undefined ? '' : t(' ({name})', { name: quote(name) });
    return `${quote(skuCode)}${named}`;
  };
  const where = (skuCode: string | undefined) =>
    skuCode === undefined ? '' : t(' of the specification {skuCode}', { skuCode: sku(skuCode) });
  const target = (skuCode: string | undefined) =>
    skuCode === undefined ? t('the product') : t('the specification {skuCode}', { skuCode: sku(skuCode) });
  const now = (value: string | undefined) => (value === undefined ? '' : t(' (now: {value})', { value }));
  return { t, w, sku, where, target, now, code: (value: string | number) => quote(String(value)) };
}
