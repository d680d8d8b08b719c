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

export interface InputField {
  readonly name: string;
  readonly field: Field;
  readonly input: Input;
}

/** How the page of an instance offers the act. */
export interface Offer {
  /** Name in forms, if not that of the act. */
  readonly name?: string;
  readonly label: Localized;
  readonly effect: Localized;
  /** It cannot be undone. */
  readonly isFinal?: true;
  /** Values that make it this act; its form has no field then. */
  readonly fixed?: Readonly<Record<string, boolean>>;
  /** Reads the values of the command from a form, if they are not just its fields. */
  readonly read?: (form: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** The flags and arguments of an act whose command is not just its fields. */
export interface Terminal {
  /** Arguments besides the subject. */
  readonly args?: Fields;
  readonly flags: Fields;
  /** Reads the values of the command from flags and arguments. */
  readonly read: (given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Writes the values of a command as flags and arguments. */
  readonly write: (values: never) => Readonly<Record<string, unknown>>;
}

/** An act at the marketplace, of a buyer, the seller, the operator or the clock: everything but its rules. */
export interface Act {
  readonly do: string;
  /** The field that its command takes as its argument. */
  readonly subject?: string;
  readonly summary: string;
  readonly description?: string;
  readonly examples: readonly string[];
  readonly fields: Fields;
  readonly terminal?: Terminal;
  readonly isIdempotent?: true;
  readonly offers?: readonly Offer[];
  /** Describes the act in the report of a scenario. */
  readonly step?: (values: never, product?: Localized) => Localized;
}

export type CommandOfAct<A extends Act> = { readonly do: A['do'] } & ValuesOf<A['fields']>;

export function declareAct<const Do extends string, const F extends Fields>(
  act: Omit<Act, 'do' | 'fields' | 'terminal' | 'step'> & {
    readonly do: Do;
    readonly fields: F;
    readonly terminal?: Omit<Terminal, 'write'> & {
      readonly write: (values: ValuesOf<F>) => Readonly<Record<string, unknown>>;
    };
    readonly step?: (values: ValuesOf<F>, product?: Localized) => Localized;
  },
) {
  return act;
}

/** The flags of an act by their names, and the arguments besides its subject. */
export function terminalOf({ terminal, fields, subject }: Act): {
  readonly args: Fields;
  readonly flags: Fields;
} {
  if (terminal) return { args: terminal.args ?? {}, flags: terminal.flags };
  const flags = Object.entries(fields).filter(
    ([name, { summary }]) => name !== subject && summary !== undefined,
  );
  return { args: {}, flags: Object.fromEntries(flags) };
}

export function inputsOf({ fields, terminal }: Act): readonly InputField[] {
  return Object.entries({ ...terminal?.flags, ...fields }).flatMap(([name, field]) =>
    field.input ? [{ name, field, input: field.input }] : [],
  );
}

/** Drops absent values and switches that are off. */
export function givenValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== false),
  );
}
