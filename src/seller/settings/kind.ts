import type { Localized } from '../../text/localized.ts';
import type { ConfigurationPatch, SpecifiedUser } from '../contract.ts';
import type { Change, Desired, ProductState } from '../plan.ts';
import type { PageId } from '../worksheet/console.ts';
import type { Wording } from '../worksheet/wording.ts';

export type ChangeOf<K extends Change['kind']> = Extract<Change, { kind: K }>;

export interface ChangeKind<C extends Change> {
  /** The changes from the present to the wanted state; absent if no wanted state has any. */
  changes?(desired: Desired, state: ProductState): C[];
  /** The heading above its lines in a diff: the section of the document, and counts. */
  heading(change: C): { readonly section: string; readonly counts?: string };
  diff(change: C): DiffLine[];
  /** Says in a sentence what buyers lose by it. */
  impact?(change: C, all: readonly Change[], state: ProductState): Localized | undefined;
  /** The part of a PATCH that carries it out; absent where that is a call of its own. */
  patch?(change: C): ConfigurationPatch;
  /**
   * Place among the steps of a worksheet, the smallest first, so that no buyer who keeps access loses it for a moment.
   */
  rank(change: C, all: readonly Change[]): number;
  /** Splits a change that takes several steps. */
  parts?(change: C): C[];
  section(change: C, wording: Wording): Section;
}

/** A line of a diff: a header, a heading, something added, removed or changed, or a note. */
export interface DiffLine {
  readonly kind: 'from' | 'to' | 'heading' | 'add' | 'remove' | 'change' | 'note';
  readonly text: string;
}

/** A part of a worksheet: what to do on one page of the console. */
export interface Section {
  readonly title: Localized;
  readonly page: PageId;
  /** After the step that opens the page. */
  readonly steps: readonly Localized[];
  /** The state to reach, for a console whose page is not documented. */
  readonly goal: Localized;
  /** The values to enter or choose, in the terms of the contract. */
  readonly values: object;
  /** Says what the page shows once it is done. */
  readonly expect: Localized;
  readonly undo: Localized;
  /** Users to enter or to remove, below the steps. */
  readonly users?: readonly SpecifiedUser[];
  /** The present name of each of the users on the list. */
  readonly formerNames?: readonly string[];
  readonly notes?: readonly Localized[];
}

/** The line of a setting that is added, removed or changed; `absent` is what its absence means. */
export function settingLines(
  name: string,
  before: string | undefined,
  after: string | undefined,
  absent?: string,
): DiffLine[] {
  if (before === after) return [];
  if (absent === undefined) {
    if (before === undefined) return [{ kind: 'add', text: `+ ${name}: ${after}` }];
    if (after === undefined) return [{ kind: 'remove', text: `- ${name}: ${before}` }];
  }
  return [{ kind: 'change', text: `~ ${name}: ${before ?? absent} → ${after ?? absent}` }];
}
