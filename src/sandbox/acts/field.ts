import type { ValuesOf as SettingValues } from '../../seller/settings/setting.ts';
import type { Localized } from '../../text/localized.ts';
import type { Values } from './values.ts';

export type FieldType = keyof Values;

/** How a form of the console asks for the field. */
export interface Input {
  readonly label: Localized;
  readonly hint?: Localized;
  /** Name in the form, if not that of the field. */
  readonly name?: string;
  /** The page of an instance offers only the values of the variants that are possible. */
  readonly fromVariants?: true;
  /** Each variant is shown with its cost. */
  readonly isPriced?: true;
  /** Another field that is chosen together with it. */
  readonly joined?: string;
  /** Labels of values; `''` is for none. */
  readonly words?: Readonly<Record<string, Localized>>;
  /** Labels of all other values. */
  readonly worded?: (value: string) => Localized;
}

interface FieldFacts {
  /** Help of the flag or argument; a field without it has neither. */
  readonly summary?: string;
  /** Name of the flag, if not that of the field in kebab case. */
  readonly flag?: string;
  readonly char?: 'p';
  readonly helpValue?: string;
  readonly exclusive?: readonly string[];
  readonly required?: true;
  /** The rule, in the words of a form that breaks it; default that of the type. */
  readonly rule?: Localized;
  readonly input?: Input;
}

export type Field = FieldFacts &
  (
    | { readonly type: Exclude<FieldType, 'number'> }
    | { readonly type: 'number'; readonly min: number; readonly max?: number }
    | { readonly type: 'choice'; readonly options: readonly string[] }
  );

export type Fields = Readonly<Record<string, Field>>;

/** The values of fields: the required ones, and any of the others. */
export type ValuesOf<F extends Fields> = SettingValues<F, Values>;

/** The name of a field's flag: `auto-renew` of `autoRenew`. */
export function flagName(name: string, { flag }: Field): string {
  return flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
