import type { Language } from '../../text/localized.ts';
import type { Change } from '../change.ts';
import type { PageId } from '../console.ts';
import type { Product, SpecifiedUser } from '../model.ts';
import { type Console, type WordId, wordOf } from './console.ts';
import { code } from './markdown.ts';

/** A part of a worksheet: one page of the console, in the order its steps are safe in. */
export interface Section {
  readonly title: string;
  readonly page: PageId;
  /** The change that it carries out; of users either those to add or those to remove. */
  readonly change: Change;
  /** Behind the step that opens the page. */
  readonly steps: readonly string[];
  /** What is to be so in the end, for a console whose page is not documented. */
  readonly goal: string;
  /** Users to enter or to remove, below the steps. */
  readonly users?: readonly SpecifiedUser[];
  /** What each of the users is called on the list at present. */
  readonly formerNames?: readonly string[];
  readonly notes?: readonly string[];
}

/** What the words of a worksheet depend on. */
export interface Wording {
  readonly on: Console;
  readonly language: Language;
  readonly product?: Product | undefined;
}

/** A change of one kind. */
export type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

/** What sections are worded with. */
export function tools({ on, language, product }: Wording) {
  const say = (en: string, zh: string) => ({ en, zh })[language];
  const w = (id: WordId) => wordOf(on, id, language);
  const sku = (skuCode: string) => {
    const name = product?.skus.find(({ sku_code }) => sku_code === skuCode)?.name;
    const named = name === undefined ? '' : say(` (${code(name)})`, `（${code(name)}）`);
    return `${code(skuCode)}${named}`;
  };
  const where = (skuCode: string | undefined) =>
    skuCode === undefined ? '' : say(` of the specification ${sku(skuCode)}`, `（规格 ${sku(skuCode)}）`);
  return { say, w, sku, where };
}
