import { stateOf } from '../../../lifecycle/life.ts';
import type { Act, Offer } from '../../acts/act.ts';
import { acts, type Command, type CommandOf } from '../../acts/acts.ts';
import { pay } from '../../acts/common-fields.ts';
import { expire } from '../../acts/instance.ts';
import type { Binding } from '../../market/kit/model.ts';
import type { Instance, Period, Price } from '../../market/model/model.ts';
import { formatAmount } from '../../market/money/amounts.ts';
import { chargingOf } from '../../market/money/prices.ts';

/** The facts that decide which variants of an act are tried. */
export interface ActFacts {
  readonly instance: Instance;
  readonly name: string;
  readonly prices: readonly Price[];
  readonly binding?: Binding | undefined;
  readonly organization?: string | undefined;
  /** Ids of the licences that were asked for. */
  readonly events: readonly string[];
  /** Step of its quantity attribute. */
  readonly step: number;
}

export type InstanceCommand = Extract<Command, { readonly instance: string }>;

/** An act that the page of an instance offers, under its name in forms. */
export interface OfferedAct extends Offer {
  readonly name: string;
  readonly act: Act;
}

/** All acts that the page offers, in its order. */
export const offeredActs: readonly OfferedAct[] = Object.values(acts).flatMap((act: Act) =>
  (act.offers ?? []).map((offer) => ({ name: act.do, ...offer, act })),
);

/** Returns the variants of an act to try, in the order of its form. */
export function listVariants({ name, act, fixed }: OfferedAct, facts: ActFacts): readonly InstanceCommand[] {
  const choices = variants[name]?.(facts) ?? [{}];
  return choices.map(
    (choice) => ({ do: act.do, instance: facts.name, ...fixed, ...choice }) as unknown as InstanceCommand,
  );
}

type Choices<Name extends InstanceCommand['do']> = readonly Omit<CommandOf<Name>, 'do' | 'instance'>[];

const variants: Readonly<Record<string, (facts: ActFacts) => readonly object[]>> = {
  renew: renewals,
  change: ({ instance, prices }) => listPeriods(instance, prices, true),
  upgrade: listLarger,
  license: ({ instance, events }): Choices<'license'> =>
    instance.license === undefined ? [{}, ...events.map((event) => ({ event }))] : [{ claim: true }],
  authorize: authorizations,
  organization: ({ organization = '' }): Choices<'organization'> => [
    organization === '' ? {} : { name: organization },
  ],
  expire: ({ instance: { life } }): Choices<'expire'> => {
    const stages = ['active', 'grace', 'frozen', 'released'] as const;
    const now = stages.indexOf(stateOf(life).name as (typeof stages)[number]);
    return expire.fields.until.options
      .filter((until) => stages.indexOf(until) > now || life.overdue === undefined)
      .map((until) => ({ until }));
  },
  unsubscribe: ({ instance: { paid } }): Choices<'unsubscribe'> => [{}, { amount: formatAmount(paid) }],
};

/** Every period with the payment of the purchase, and the first one with every payment. */
function renewals({ instance, prices }: ActFacts): Choices<'renew'> {
  const { life, payment } = instance;
  const plans = listPeriods(instance, prices, life.trial);
  return plans.flatMap(({ sku, period }, index) => {
    const others = index === 0 ? pay.options.filter((one) => one !== payment) : [];
    return [payment, ...others].map((one) => ({ ...(life.trial && { sku }), period, pay: one }));
  });
}

/** Returns all prices by period, of the instance's specification or of all; its own first. */
function listPeriods(instance: Instance, prices: readonly Price[], isAny: boolean) {
  const { sku } = instance;
  const written = ({ number, type }: Period) => `${number}${type.charAt(0)}`;
  const own = instance.period && written(instance.period);
  const rank = (plan: { readonly sku: string; readonly period: string }) =>
    (plan.sku === sku ? 0 : 2) + (plan.period === own ? 0 : 1);
  return prices
    .filter(
      (price) =>
        chargingOf(price) === 'PERIOD' && price.period?.type !== 'day' && (isAny || price.skuCode === sku),
    )
    .map(({ skuCode, period }) => ({ sku: skuCode, period: written(period ?? { type: 'year', number: 1 }) }))
    .sort((a, b) => rank(a) - rank(b));
}

/** Returns a step more of the same specification, and every other one. */
function listLarger({ instance, prices, step }: ActFacts): Choices<'upgrade'> {
  const { sku, quantity } = instance;
  const others = new Set(prices.map(({ skuCode }) => skuCode).filter((code) => code !== sku));
  const same = quantity === undefined ? [] : [{ quantity: quantity + step }];
  return [...same, ...[...others].map((code) => ({ sku: code }))];
}

function authorizations({ binding }: ActFacts): Choices<'authorize'> {
  const last = binding?.authorized.at(-1);
  const add = { action: 'add', count: 1 } as const;
  if (last === undefined) return [add];
  const users = [{ userName: last }];
  return [add, ...(['update', 'remove', 'delete'] as const).map((action) => ({ action, users }))];
}
