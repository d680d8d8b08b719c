import { isDeepStrictEqual } from 'node:util';
import type { ErrorFacts } from '../../../errors/koo-error.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { Rehearse } from '../../market/engine/rehearsal.ts';
import type { Entry } from '../../market/model/journal.ts';
import { readInputs } from '../shared/form-command.ts';
import {
  type ActFacts,
  type InstanceCommand,
  listVariants,
  type OfferedAct,
  offeredActs,
} from './variants.ts';

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

/** Lists all acts, with the variants that their own rules allow now. */
export function listActOffers(facts: ActFacts, rehearse: Rehearse): readonly ActOffer[] {
  const offers = offeredActs.map((offered) => offerOf(offered, facts, rehearse));
  const unbindable = offers.find(({ offered }) => offered.name === 'bind')?.refusal;
  // Where an instance cannot be bound, no act may say to bind it first.
  return offers.map((offer) =>
    unbindable && offer.refusal?.code === 'NOT_BOUND' ? { ...offer, refusal: unbindable } : offer,
  );
}

function offerOf(offered: OfferedAct, facts: ActFacts, rehearse: Rehearse): ActOffer {
  const variants: Variant[] = [];
  let refusal: ErrorFacts | undefined;
  for (const command of listVariants(offered, facts)) {
    const rehearsal = rehearse(command);
    if (rehearsal.ok) variants.push({ command, ...amountOf(rehearsal.entries) });
    else refusal ??= rehearsal.refusal;
  }
  return { offered, variants, ...(refusal && { refusal }) };
}

function amountOf(entries: readonly Entry[]): { readonly amount?: string } {
  const order = entries.find((entry) => entry.type === 'order');
  return order ? { amount: order.amount } : {};
}

/** Returns the price of an act now, if its form has neither shown it nor had it confirmed. */
export function findUnseenPrice(
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

/** Returns the command of a form, to be checked like any other. */
export function readActForm(
  { act, fixed, read }: OfferedAct,
  name: string,
  text: (name: string) => string | undefined,
): JsonObject & { readonly do: InstanceCommand['do'] } {
  const values = fixed ? {} : readInputs(act, text);
  return { do: act.do, instance: name, ...fixed, ...(read ? read(values) : values) } as JsonObject & {
    readonly do: InstanceCommand['do'];
  };
}
