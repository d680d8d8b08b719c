import type { Localized } from '../../text/localized.ts';
import type { Desired } from '../plan.ts';
import type { Fault } from '../rules/rules.ts';
import type { PageId } from '../worksheet/console.ts';

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
