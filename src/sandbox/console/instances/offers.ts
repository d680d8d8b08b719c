import { isDeepStrictEqual } from 'node:util';
import type { ErrorFacts } from '../../../errors/koo-error.ts';
import type { JsonObject } from '../../../text/json.ts';
import { givenValues, type InputField, inputsOf } from '../../acts/act.ts';
import type { Rehearse } from '../../market/engine/rehearsal.ts';
import type { Entry } from '../../market/model/journal.ts';
import { numberOf } from '../shared/form-command.ts';
import { type ActFacts, type InstanceCommand, type OfferedAct, offeredActs, variantsOf } from './variants.ts';

/** A variant that is possible, with what it costs. */
export interface Variant {
  readonly command: InstanceCommand;
  /** Yuan; negative for a refund; absent without an order. */
  readonly amount?: string;
}

/** An act with its possible variants, or the reason why there is none. */
export interface ActOffer {
  readonly offered: OfferedAct;
  readonly variants: readonly Variant[];
  readonly refusal?: ErrorFacts;
}

/** All acts, as their own rules allow them now. */
export function offersOf(facts: ActFacts, rehearse: Rehearse): readonly ActOffer[] {
  const offers = offeredActs.map((offered) => offerOf(offered, facts, rehearse));
  const unbindable = offers.find(({ offered }) => offered.name === 'bind')?.refusal;
  // An instance that cannot be bound should not be told to be bound first.
  return offers.map((offer) =>
    unbindable && offer.refusal?.code === 'NOT_BOUND' ? { ...offer, refusal: unbindable } : offer,
  );
}

function offerOf(offered: OfferedAct, facts: ActFacts, rehearse: Rehearse): ActOffer {
  const variants: Variant[] = [];
  let refusal: ErrorFacts | undefined;
  for (const command of variantsOf(offered, facts)) {
    const rehearsal = rehearse(command);
    if (rehearsal.ok) variants.push({ command, ...amountOf(rehearsal.entries) });
    else refusal ??= rehearsal.refusal;
  }
  return { offered, variants, ...(refusal && { refusal }) };
}

function amountOf(entries: readonly Entry[]): { readonly amount?: string } {
  const order = entries.find((entry) => entry.type === 'order');
  return order?.type === 'order' ? { amount: order.amount } : {};
}

/** The prices of the variants of an act, which its form remembers. */
export function pricesOf(variants: readonly Variant[]): readonly string[] {
  return variants.map(({ amount = 'free' }) => amount);
}

/** The price of an act now, if its form has neither shown it nor had it confirmed. */
export function unseenPrice(
  offered: OfferedAct,
  command: InstanceCommand,
  seen: { readonly prices: readonly string[]; readonly confirmed: string | undefined },
  facts: ActFacts,
  rehearse: Rehearse,
): string | undefined {
  const rehearsal = rehearse(command);
  const { amount } = rehearsal.ok ? amountOf(rehearsal.entries) : {};
  const { variants } = offerOf(offered, facts, rehearse);
  const index = variants.findIndex((one) => isDeepStrictEqual(one.command, command));
  return amount === (seen.confirmed ?? seen.prices[index]) ? undefined : amount;
}

/** A command from the fields of a form, to be checked like any other. */
export function commandOf(
  { act, fixed, read }: OfferedAct,
  name: string,
  form: ReadonlyMap<string, string>,
): JsonObject & { readonly do: InstanceCommand['do'] } {
  const values = givenValues(
    Object.assign({}, ...(fixed ? [] : inputsOf(act)).map((field) => readInput(field, form))),
  );
  const facts = { do: act.do, instance: name, ...fixed };
  return { ...facts, ...(read ? read(values) : values) } as JsonObject & {
    readonly do: InstanceCommand['do'];
  };
}

/** The value that a form has for a field, and for the one that is chosen together with it. */
function readInput({ name, field, input }: InputField, form: ReadonlyMap<string, string>): object {
  const text = form.get(input.name ?? name) || undefined;
  if (input.joined !== undefined) {
    const [first, ...rest] = (text ?? '').split(' ');
    return { [name]: first || undefined, [input.joined]: rest.join(' ') || undefined };
  }
  switch (field.type) {
    case 'number':
      return { [name]: numberOf(text) };
    case 'switch':
      return { [name]: text === '1' };
    case 'departments': {
      const [, code, title] = /^([^=]+)=(.+)$/.exec(text ?? '') ?? [];
      return { [name]: code === undefined || title === undefined ? undefined : [{ code, name: title }] };
    }
    default:
      return { [name]: text };
  }
}
