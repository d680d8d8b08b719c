import type { Localized } from '../../text/localized.ts';
import type { ConfigurationPatch, SpecifiedUser } from '../contract.ts';
import type { Change, Desired, ProductState } from '../plan.ts';
import type { Fault } from '../rules/rules.ts';
import type { PageId } from '../worksheet/console.ts';
import type { Wording } from '../worksheet/wording.ts';

/** The field in a form of the sandbox's console. */
interface Input {
  readonly label: Localized;
  readonly hint?: Localized;
  /** Lines of a text area, where each line is a value. */
  readonly rows?: number;
  readonly required?: true;
}

interface FieldFacts {
  /** Help of the flag or argument. */
  readonly summary: string;
  /** Name of the flag, where it is not the field's with hyphens. */
  readonly flag?: string;
  /** A command takes the value as an argument. */
  readonly isArgument?: true;
  readonly aliases?: readonly string[];
  readonly exclusive?: readonly string[];
  readonly helpValue?: string;
  readonly required?: true;
  readonly input?: Input;
}

/** The declaration of a value of a setting, which has its name in the contract. */
export type Field = FieldFacts &
  (
    | { readonly type: 'text' | 'texts' | 'switch' }
    /** A signed number is written as `--delta=-5`. */
    | { readonly type: 'number'; readonly isSigned?: true }
    | {
        readonly type: 'choice';
        readonly options: readonly string[];
        readonly words: Readonly<Record<string, Localized>>;
      }
  );

export type Fields = Readonly<Record<string, Field>>;

interface ValuesByType {
  readonly text: string;
  readonly texts: readonly string[];
  readonly switch: true;
  readonly number: number;
}

export type ValueOf<F extends TypedField, ByType = ValuesByType> = F extends {
  readonly options: readonly (infer Option)[];
}
  ? Option
  : F['type'] extends keyof ByType
    ? ByType[F['type']]
    : never;

interface TypedField {
  readonly type: string;
}

type RequiredName<F> = {
  [Name in keyof F]: F[Name] extends { readonly required: true } ? Name : never;
}[keyof F];

/** The values of fields by the types of `ByType`: the required ones, and any of the others. */
export type ValuesOf<F extends Readonly<Record<string, TypedField>>, ByType = ValuesByType> = {
  readonly [Name in RequiredName<F>]: ValueOf<F[Name], ByType>;
} & { readonly [Name in Exclude<keyof F, RequiredName<F>>]?: ValueOf<F[Name], ByType> };

interface CommandHelp {
  readonly summary: string;
  readonly description?: readonly string[];
  /** Arguments of examples. */
  readonly examples: readonly string[];
}

/** The declaration of a setting of a product, besides its kind of change and its rules. */
export interface Setting {
  /** Names the topic of its commands, its page of the seller console, and its form in the sandbox's console. */
  readonly id: PageId;
  /** The specifications that have it; `any` if the product as a whole has it, too. */
  readonly skus?: 'any' | 'sold' | 'trial';
  readonly fields: Fields;
  /** Help of the commands that are made from it, by verb. */
  readonly commands: Readonly<Record<string, CommandHelp>>;
  /** The state that its values ask for; absent if a change is a call of its own. */
  desired?(values: never, sku?: string): Desired;
}

/** The name of a field's flag: `cash-coupon` of `cash_coupon`. */
export function flagName(name: string, { flag }: Field): string {
  return flag ?? name.replaceAll('_', '-');
}

/** Names the flag or argument for the path of a fault; `undefined` for the product, which the message names. */
export function inputOf(path: Fault['path'], fields: Fields = {}): string | undefined {
  const last = path.filter((part) => typeof part === 'string').at(-1);
  if (last === undefined || last === '*') return undefined;
  const field = Object.hasOwn(fields, last) ? fields[last] : undefined;
  // A key of a section is a specification.
  if (!field) return '--sku';
  return field.isArgument ? last.toUpperCase() : `--${flagName(last, field)}`;
}

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
