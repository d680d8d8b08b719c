import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { ConfigurationPatch, SpecifiedUser } from '../contract.ts';
import type { Change, ProductState } from '../plan.ts';
import { skuLabel } from '../words.ts';
import type { PageId } from '../worksheet/console.ts';
import type { Wording } from '../worksheet/wording.ts';

/** A change of one kind. */
export type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

/** A row of the table of changes: all that one kind of change means. */
export interface ChangeKind<C extends Change> {
  /** Above its lines in a diff: the section of the document, and what else there is to say. */
  heading(change: C): { readonly section: string; readonly more?: string };
  diff(change: C): DiffLine[];
  /** What it takes away from buyers, in words. */
  impact?(change: C, all: readonly Change[], state: ProductState): Localized | undefined;
  /** The part of a PATCH that carries it out; nothing where that is a call of its own. */
  patch?(change: C): ConfigurationPatch;
  /**
   * Place among the steps of a worksheet, the smallest first: nobody is shut out for a moment who is to have access in
   * the end.
   */
  rank(change: C, all: readonly Change[]): number;
  /** Changes that are steps of their own. */
  parts?(change: C): C[];
  section(change: C, wording: Wording): Section;
}

/** A line of a diff and what it tells: a header, a heading, something new, gone, changed, or a remark. */
export interface DiffLine {
  readonly kind: 'from' | 'to' | 'heading' | 'add' | 'remove' | 'change' | 'note';
  readonly text: string | Localized;
}

/** A part of a worksheet: one page of the console, in the order its steps are safe in. */
export interface Section {
  readonly title: string;
  readonly page: PageId;
  /** Behind the step that opens the page. */
  readonly steps: readonly string[];
  /** What is to be so in the end, for a console whose page is not documented. */
  readonly goal: string;
  /** What is to be entered or chosen, in the words of the contract. */
  readonly values: object;
  /** What the page shows once it is done. */
  readonly expect: string;
  readonly undo: string;
  /** Users to enter or to remove, below the steps. */
  readonly users?: readonly SpecifiedUser[];
  /** What each of the users is called on the list at present. */
  readonly formerNames?: readonly string[];
  readonly notes?: readonly string[];
}

/** The line of a setting that comes, goes or changes; `absent` is what it means when it is not there. */
export function settingLines(
  name: string,
  before: string | undefined,
  after: string | undefined,
  absent?: Localized,
): DiffLine[] {
  if (before === after) return [];
  if (absent === undefined) {
    if (before === undefined) return [{ kind: 'add', text: `+ ${name}: ${after}` }];
    if (after === undefined) return [{ kind: 'remove', text: `- ${name}: ${before}` }];
  }
  const line = (language: 'en' | 'zh') =>
    `~ ${name}: ${before ?? absent?.[language]} → ${after ?? absent?.[language]}`;
  return [{ kind: 'change', text: { en: line('en'), zh: line('zh') } }];
}

/** Where a change is, in a sentence: nothing for the product as a whole. */
export function inSku(sku: string | undefined, { product }: ProductState): Localized {
  if (sku === undefined) return { en: '', zh: '' };
  const label = skuLabel(sku, product);
  return both(' of {label}', { label });
}
