import type { LifeProtocol } from '../../../lifecycle/activities.ts';
import { begin, expiryOf, next } from '../../../lifecycle/life.ts';
import type { Callback, Kind, Life, LifeEvent, Order } from '../../../lifecycle/model.ts';
import { day } from '../../../text/duration.ts';
import type { Beginning, Command, World } from '../scenario/commands.ts';
import type { ScenarioStep } from '../scenario/scenario.ts';

/** Days of a period, and of a trial. */
const periodDays = 365;
export const trialDays = 15;

export interface Instance {
  readonly number: number;
  readonly life: Life;
  /** The time of its last event, in milliseconds since the purchase. */
  readonly now: number;
  /** The call that created it. */
  readonly creation?: ScenarioStep;
  /** The last call that changed it. */
  readonly last?: ScenarioStep;
  /** The last change with an order of its own, unless that was given back. */
  readonly ordered?: ScenarioStep | undefined;
  /** Whether its address may be another one since its specification was changed. */
  readonly isChanged?: boolean;
  /** Whether a query has shown it alone. */
  readonly isShown?: true;
}

/** A life that is being written. Orders, instances and times are symbols, so that it can be run any number of times. */
export interface Draft {
  readonly world: World;
  readonly kind: Kind;
  readonly protocol: LifeProtocol;
  readonly instances: Map<number, Instance>;
  readonly steps: ScenarioStep[];
  orders: number;
}

export function createDraft(world: World): Draft {
  const { id } = world.protocol;
  const product = id === 'license-code' || id === 'online-license' ? id : 'saas';
  // Licences are sold for a period or once.
  const charging = product !== 'saas' && world.sale === 'on-demand' ? 'period' : world.sale;
  return {
    world,
    kind: { product, charging },
    protocol: id as LifeProtocol,
    instances: new Map(),
    steps: [],
    orders: 0,
  };
}

/** A new instance, and the callbacks of its purchase; `undefined` if this kind of product has no such purchase. */
export function purchased(
  draft: Draft,
  number: number,
  beginning: Beginning,
): { readonly instance: Instance; readonly due: readonly Callback[] } | undefined {
  const { kind } = draft;
  const trial = beginning === 'try';
  const expiresAt = kind.charging === 'period' ? { expiresAt: (trial ? trialDays : periodDays) * day } : {};
  const bought = begin(kind, { order: purchaseOrder(draft, number), trial, ...expiresAt }, 0);
  if (!bought.ok) return undefined;
  const made = bought.life.stage === 'creating' ? next(bought.life, { type: 'created' }, 0) : bought;
  return made.ok ? { instance: { number, life: made.life, now: 0 }, due: bought.due } : undefined;
}

/** Whether the buyer can accept the delivery: nothing but the purchase has happened yet. */
export function canBeAccepted({ life }: Instance): boolean {
  return life.stage === 'live' && !life.trial && life.terms.length < 2 && life.frozenFor.length === 0;
}

/** A pay-per-use order with two items has two lines, each with its own instance: the first two. Each line is notified. */
function purchaseOrder(draft: Draft, number: number): Order {
  const hasSeveral = draft.kind.charging === 'on-demand' || draft.protocol === 'order-notify';
  const hasItems = hasSeveral && draft.world.hasLines && number < 3;
  const other = hasItems ? draft.instances.get(3 - number)?.life.purchase : undefined;
  return other ? { id: other.id, line: `${other.id}:2` } : newOrder(draft);
}

/** The events of the state machine that an event of a life consists of, each with its time. */
export function lifeEvents(
  draft: Draft,
  event: Command['event'],
  { life, now }: Instance,
): readonly (readonly [LifeEvent, number])[] {
  const expiry = expiryOf(life) ?? now;
  const then = Math.max(now, expiry);
  const shortly = Math.max(now, then - 10 * day);
  const paid = () => ({ order: newOrder(draft), expiresAt: expiry + periodDays * day });
  switch (event) {
    case 'renew':
      // The documents mention renewals after an expiry, not during a violation.
      return life.frozenFor.includes('violation') ? [] : [[{ type: 'renew', ...paid() }, now]];
    case 'change':
      if (life.frozenFor.length > 0) return [];
      return [
        [{ type: 'check-change' }, shortly],
        [{ type: 'renew', change: true, ...paid() }, shortly],
      ];
    case 'formalise':
      return [[{ type: 'formalise', ...paid() }, now]];
    case 'give-back':
    case 'upgrade':
      return [[{ type: event, order: newOrder(draft) }, now]];
    case 'expire':
      return [
        [{ type: 'expire' }, then],
        [{ type: 'end-grace' }, then + 7 * day],
      ];
    case 'owe':
      return [
        [{ type: 'fall-into-arrears' }, now],
        [{ type: 'end-grace' }, now + day],
      ];
    case 'retain':
      return [[{ type: 'end-retention' }, now + 15 * day]];
    case 'pay':
      return [[{ type: 'pay-arrears' }, now]];
    case 'violate':
      return [[{ type: 'find-violation' }, now]];
    case 'lift':
      return [[{ type: 'lift-violation' }, now]];
    case 'unsubscribe':
      return [[{ type: 'unsubscribe', order: newOrder(draft), negotiated: isNegotiated(draft.kind) }, now]];
    case 'close':
      return [[{ type: 'close' }, now]];
    case 'license':
      return [[{ type: 'request-license', eventId: `\${id:${newOrder(draft).id}}` }, now]];
    default:
      return [];
  }
}

function isNegotiated({ product, charging }: Kind): boolean {
  return product !== 'saas' || charging === 'one-time';
}

export function newOrder(draft: Draft): Order {
  draft.orders += 1;
  const id = `o${draft.orders}`;
  return { id, line: id };
}
