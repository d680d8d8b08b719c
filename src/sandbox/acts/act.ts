import type { Localized } from '../../text/localized.ts';
import type { Field, Fields, Input, ValuesOf } from './field.ts';

/** A field with the way in which forms ask for it. */
export interface InputField {
  readonly name: string;
  readonly field: Field;
  readonly input: Input;
}

/** The act on the page of an instance in the console. */
export interface Offer {
  /** Name in forms, where that is not the act's. */
  readonly name?: string;
  readonly label: Localized;
  /** Who does it and what follows. */
  readonly effect: Localized;
  /** It cannot be undone. */
  readonly isFinal?: true;
  /** Values that make it this act; its form has no field then. */
  readonly fixed?: Readonly<Record<string, boolean>>;
  /** The values of the command that its form says, where they are not just its fields. */
  readonly read?: (form: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** The flags and arguments of an act whose command is not just its fields. */
export interface Terminal {
  /** Arguments besides the subject. */
  readonly args?: Fields;
  readonly flags: Fields;
  /** The values of the command that flags and arguments say. */
  readonly read: (given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** The flags and arguments that say the values of a command. */
  readonly write: (values: never) => Readonly<Record<string, unknown>>;
}

/** An act at the marketplace, of a buyer, the seller, the operator or the clock: everything but its rules. */
export interface Act {
  readonly do: string;
  /** The field that its command takes as its argument. */
  readonly subject?: string;
  readonly summary: string;
  readonly description?: string;
  /** Arguments of examples. */
  readonly examples: readonly string[];
  readonly fields: Fields;
  readonly terminal?: Terminal;
  readonly isIdempotent?: true;
  readonly offers?: readonly Offer[];
  /** The sentence about it in a report of a scenario. */
  readonly step?: (values: never, product?: Localized) => Localized;
}

/** The command of an act: what to do, with its values. */
export type CommandOfAct<A extends Act> = { readonly do: A['do'] } & ValuesOf<A['fields']>;

/** Declares an act, whose type is that of its command. */
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

/** The fields that a form of an act asks for, in their order. */
export function inputsOf({ fields, terminal }: Act): readonly InputField[] {
  return Object.entries({ ...terminal?.flags, ...fields }).flatMap(([name, field]) =>
    field.input ? [{ name, field, input: field.input }] : [],
  );
}

/** Values that are given: neither absent nor a switch that is off. */
export function givenValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== false),
  );
}
