import { isDeepStrictEqual } from 'node:util';
import type { ErrorFacts } from '../../../errors/koo-error.ts';
import { stateOf } from '../../../lifecycle/life.ts';
import { given, type JsonObject } from '../../../text/json.ts';
import type { Act } from '../../market/acts/acts.ts';
import type { CommandOf } from '../../market/commands.ts';
import type { Entry } from '../../market/journal.ts';
import type { Binding } from '../../market/kit/model.ts';
import type { Instance, Payment, Price } from '../../market/model.ts';
import { formatAmount } from '../../market/money/amounts.ts';
import { chargingOf } from '../../market/money/prices.ts';
import type { Rehearse } from '../../market/rehearsal.ts';
import type { FormCommand } from '../command-line.ts';

/** What decides which variants of an act are tried. */
export interface ActFacts {
  readonly instance: Instance;
  /** How commands name it. */
  readonly name: string;
  readonly prices: readonly Price[];
  readonly binding?: Binding | undefined;
  /** Name of its organisation. */
  readonly organization?: string | undefined;
  /** Ids of the licences that were asked for. */
  readonly events: readonly string[];
  /** Of its quantity attribute. */
  readonly step: number;
}

/** The acts on an instance, in the order of the page. */
export const actNames = [
  'accept',
  'renew',
  'change',
  'upgrade',
  'view',
  'license',
  'bind',
  'authorize',
  'organization',
  'unbind',
  'expire',
  'freeze',
  'unfreeze',
  'give-back',
  'unsubscribe',
  'close',
] as const;
export type ActName = (typeof actNames)[number];

/** A variant that is possible, with what it costs. */
export interface Variant {
  readonly command: InstanceCommand;
  /** Yuan; negative for a refund; absent without an order. */
  readonly amount?: string;
}

export type InstanceCommand = Extract<FormCommand & Act, { readonly instance: string }>;

/** What an instance allows: variants of an act, or why there is none. */
export interface ActOffer {
  readonly name: ActName;
  readonly variants: readonly Variant[];
  readonly refusal?: ErrorFacts;
}

/** What is allowed now, as the acts' own rules decide it. */
export function offersOf(facts: ActFacts, rehearse: Rehearse): readonly ActOffer[] {
  const offers = actNames.map((name) => offerOf(name, facts, rehearse));
  const unbindable = offers.find(({ name }) => name === 'bind')?.refusal;
  // What cannot be bound is not to be bound first.
  return offers.map((offer) =>
    unbindable && offer.refusal?.code === 'NOT_BOUND' ? { ...offer, refusal: unbindable } : offer,
  );
}

function offerOf(name: ActName, facts: ActFacts, rehearse: Rehearse): ActOffer {
  const variants: Variant[] = [];
  let refusal: ErrorFacts | undefined;
  for (const command of tried[name](facts)) {
    const rehearsal = rehearse(command);
    if (rehearsal.ok) variants.push({ command, ...amountOf(rehearsal.entries) });
    else refusal ??= rehearsal.refusal;
  }
  return { name, variants, ...(refusal && { refusal }) };
}

function amountOf(entries: readonly Entry[]): { readonly amount?: string } {
  const order = entries.find((entry) => entry.type === 'order');
  return order?.type === 'order' ? { amount: order.amount } : {};
}

/** What the variants of an act cost, as its form remembers it. */
export function pricesOf(variants: readonly Variant[]): readonly string[] {
  return variants.map(({ amount = 'free' }) => amount);
}

/** What an act costs now, if its form has not shown that, by the prices that were shown and the one that was confirmed. */
export function unseenPrice(
  name: ActName,
  command: InstanceCommand,
  seen: { readonly prices: readonly string[]; readonly confirmed: string | undefined },
  facts: ActFacts,
  rehearse: Rehearse,
): string | undefined {
  const rehearsal = rehearse(command);
  const { amount } = rehearsal.ok ? amountOf(rehearsal.entries) : {};
  const { variants } = offerOf(name, facts, rehearse);
  const index = variants.findIndex((one) => isDeepStrictEqual(one.command, command));
  return amount === (seen.confirmed ?? seen.prices[index]) ? undefined : amount;
}

const payments: readonly Payment[] = ['balance', 'credit-line', 'coupon'];

/** The variants of an act that are tried, those first that a form begins with. */
const tried: Readonly<Record<ActName, (facts: ActFacts) => readonly InstanceCommand[]>> = {
  accept: ({ name }) => [{ do: 'accept', instance: name }],
  renew: renewals,
  change: (facts) =>
    periodsOf(facts.instance, facts.prices, true).map((plan) => ({
      do: 'change',
      instance: facts.name,
      ...plan,
    })),
  upgrade: (facts) => largerOf(facts).map((size) => ({ do: 'upgrade', instance: facts.name, ...size })),
  view: ({ name }) => [{ do: 'view', instance: name }],
  license: ({ name, instance, events }) =>
    instance.license === undefined
      ? [
          { do: 'license', instance: name },
          ...events.map((event) => ({ do: 'license' as const, instance: name, event })),
        ]
      : [{ do: 'license', instance: name, claim: true }],
  bind: ({ name }) => [{ do: 'bind', instance: name }],
  authorize: authorizations,
  organization: ({ name, organization = '' }) => [
    { do: 'organization', instance: name, ...(organization && { name: organization }) },
  ],
  unbind: ({ name }) => [{ do: 'unbind', instance: name }],
  expire: ({ name, instance }) => {
    const stages = ['active', 'grace', 'frozen', 'released'] as const;
    const now = stages.indexOf(stateOf(instance.life).name as (typeof stages)[number]);
    return (['grace', 'frozen', 'released'] as const)
      .filter((until) => stages.indexOf(until) > now || instance.life.overdue === undefined)
      .map((until) => ({ do: 'expire', instance: name, until }));
  },
  freeze: ({ name }) => [{ do: 'freeze', instance: name }],
  unfreeze: ({ name }) => [{ do: 'unfreeze', instance: name }],
  'give-back': ({ name }) => [{ do: 'unsubscribe', instance: name, renewal: true }],
  unsubscribe: ({ name, instance: { paid } }) => [
    { do: 'unsubscribe', instance: name },
    { do: 'unsubscribe', instance: name, amount: formatAmount(paid) },
  ],
  close: ({ name }) => [{ do: 'close', instance: name }],
};

/** Every period with the payment of before, and the first with every payment. */
function renewals({ instance, name, prices }: ActFacts): readonly CommandOf<'renew'>[] {
  const { life, payment } = instance;
  const plans = periodsOf(instance, prices, life.trial);
  return plans.flatMap(({ sku, period }, index) => {
    const others = index === 0 ? payments.filter((one) => one !== payment) : [];
    return [payment, ...others].map((pay) => ({
      do: 'renew' as const,
      instance: name,
      ...(life.trial && { sku }),
      period,
      pay,
    }));
  });
}

interface Plan {
  readonly sku: string;
  readonly period: string;
}

/** What is sold by period: of the specification of the instance, or of all; its own first. */
function periodsOf(instance: Instance, prices: readonly Price[], isAny: boolean): readonly Plan[] {
  const { sku, period } = instance;
  const own = `${period?.number}${period?.type}`;
  return prices
    .filter(
      (price) =>
        chargingOf(price) === 'PERIOD' && price.period?.type !== 'day' && (isAny || price.skuCode === sku),
    )
    .map((price) => ({ sku: price.skuCode, period: price.period ?? { type: 'year', number: 1 } }))
    .sort((a, b) => rank(a) - rank(b))
    .map((plan) => ({ sku: plan.sku, period: `${plan.period.number}${plan.period.type.charAt(0)}` }));

  function rank(plan: { readonly sku: string; readonly period: NonNullable<Price['period']> }): number {
    const isOwnPeriod = `${plan.period.number}${plan.period.type}` === own;
    return (plan.sku === sku ? 0 : 2) + (isOwnPeriod ? 0 : 1);
  }
}

/** A step more of the same, or another specification. */
function largerOf({ instance, prices, step }: ActFacts): readonly { sku?: string; quantity?: number }[] {
  const { sku, quantity } = instance;
  const others = new Set(prices.map(({ skuCode }) => skuCode).filter((code) => code !== sku));
  const same = quantity === undefined ? [] : [{ quantity: quantity + step }];
  return [...same, ...[...others].map((code) => ({ sku: code }))];
}

function authorizations({ name, binding }: ActFacts): readonly CommandOf<'authorize'>[] {
  const last = binding?.authorized.at(-1);
  const add = { do: 'authorize', instance: name, action: 'add', count: 1 } as const;
  if (last === undefined) return [add];
  const users = [{ userName: last }];
  return [
    add,
    ...(['update', 'remove', 'delete'] as const).map((action) => ({
      do: 'authorize' as const,
      instance: name,
      action,
      users,
    })),
  ];
}

/** A command from the fields of a form, to be checked like any other. */
export function commandOf(
  act: ActName,
  name: string,
  fields: ReadonlyMap<string, string>,
): JsonObject & { readonly do: InstanceCommand['do'] } {
  const text = (field: string) => fields.get(field) || undefined;
  const [period, ...sku] = (text('plan') ?? '').split(' ');
  const plan = text('plan') === undefined ? {} : given({ period, sku: sku.join(' ') || undefined });
  const count = (field: string) => numberOf(text(field));
  const facts = { do: act === 'give-back' ? ('unsubscribe' as const) : act, instance: name };
  switch (act) {
    case 'renew':
      return { ...facts, ...plan, ...given({ pay: text('pay') }) };
    case 'change':
      return { ...facts, ...plan, ...given({ quantity: count('quantity') }) };
    case 'upgrade':
      return { ...facts, ...given({ sku: text('sku'), quantity: count('quantity') }) };
    case 'license':
      return { ...facts, ...given({ event: text('event'), claim: text('claim') === '1' || undefined }) };
    case 'bind':
      return {
        ...facts,
        ...given({
          organization: text('organization'),
          users: count('users'),
          departments: count('departments'),
        }),
      };
    case 'authorize': {
      const names = (text('users') ?? '').split(/[\s,]+/).filter((one) => one !== '');
      const role = given({ role: text('role') });
      const users = names.map((userName) => ({ userName, ...role }));
      const action = text('action') ?? 'add';
      const isCounted = users.length === 0;
      return { ...facts, action, ...(isCounted ? given({ count: count('count') }) : { users }) };
    }
    case 'organization': {
      const [, code, title] = /^([^=]+)=(.+)$/.exec(text('department') ?? '') ?? [];
      const add = code === undefined || title === undefined ? undefined : [{ code, name: title }];
      return { ...facts, ...given({ name: text('name'), domain: text('domain'), add }) };
    }
    case 'expire':
      return { ...facts, ...given({ until: text('until') }) };
    case 'give-back':
      return { ...facts, renewal: true };
    case 'unsubscribe':
      return { ...facts, ...given({ amount: text('amount') }) };
    default:
      return facts;
  }
}

/** A whole number; any other text stays, to be refused. */
export function numberOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

export { given };
