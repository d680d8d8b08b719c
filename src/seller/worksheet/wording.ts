import type { Language } from '../../text/localized.ts';
import type { Product } from '../contract.ts';
import { type Console, type WordId, wordOf } from './console.ts';
import { bold, code, oneLine } from './markdown.ts';

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
  const say = (en: string, zh: string) => ({ en, zh })[language];
  const quote = plain ? oneLine : code;
  const w = (id: WordId) => {
    used?.add(id);
    return wordOf(on, id, language, plain ? oneLine : bold);
  };
  const sku = (skuCode: string) => {
    const name = product?.skus.find(({ sku_code }) => sku_code === skuCode)?.name;
    const named = name === undefined ? '' : say(` (${quote(name)})`, `（${quote(name)}）`);
    return `${quote(skuCode)}${named}`;
  };
  const where = (skuCode: string | undefined) =>
    skuCode === undefined ? '' : say(` of the specification ${sku(skuCode)}`, `（规格 ${sku(skuCode)}）`);
  const target = (skuCode: string | undefined) =>
    skuCode === undefined
      ? say('the product', '该商品')
      : say(`the specification ${sku(skuCode)}`, `规格 ${sku(skuCode)}`);
  const now = (value: string | undefined) =>
    value === undefined ? '' : say(` (now: ${value})`, `（当前为${value}）`);
  return { say, w, sku, where, target, now, code: quote };
}
