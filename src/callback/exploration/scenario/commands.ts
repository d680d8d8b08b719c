import type { JsonObject } from '../../../text/json.ts';
import type { Protocol, Sale } from '../../protocols/model.ts';

/** The facts about the server under test that decide which lives it gets. */
export interface World {
  readonly protocol: Protocol;
  readonly sale: Sale;
  /** The steps of the ordinary life that succeed, by the id of their check: `LIFE-RENEW`. */
  readonly supported: ReadonlySet<string>;
  /** Values with which an activity succeeded. */
  readonly samples: Readonly<Record<string, JsonObject>>;
  /** The instances of kit calls; one for each organisation. */
  readonly kitInstances: readonly string[];
  /**
   * Only the mock orders are known to the merchant, or only its own licence codes: there is one instance for each, and
   * it stays with the merchant.
   */
  readonly isReused: boolean;
  /** An order can have several lines; those of `--order-api` have one. */
  readonly hasLines: boolean;
  /** `queryInstance` lists an instance, with or without its `appInfo`. */
  readonly queries?: 'instances' | 'appInfo';
  /** The members of `appInfo` that are the same whenever they are returned. */
  readonly access: readonly string[];
  /** Repeated calls succeed in the ordinary life. */
  readonly isRepeatable: boolean;
}

const isPeriod = ({ sale }: World) => sale === 'period';
const isOnDemand = ({ sale }: World) => sale === 'on-demand';
const canBeFrozen = ({ supported }: World) => supported.has('LIFE-FREEZE');

/** The events in the life of an instance, and whether the product and the server know them. */
const events = {
  renew: isPeriod,
  'give-back': isPeriod,
  change: (world) => isPeriod(world) && world.supported.has('LIFE-RENEW-CHANGE'),
  upgrade: (world) => isPeriod(world) && world.supported.has('LIFE-UPGRADE'),
  formalise: (world) => isPeriod(world) && !world.isReused && world.supported.has('LIFE-TRIAL-TO-FORMAL'),
  expire: isPeriod,
  owe: isOnDemand,
  pay: isOnDemand,
  violate: canBeFrozen,
  lift: canBeFrozen,
  license: ({ supported }) => supported.has('LIFE-LICENSE'),
  retain: ({ sale, isReused }) => sale !== 'one-time' && !isReused,
  unsubscribe: ({ sale, isReused }) => sale !== 'on-demand' && !isReused,
  close: (world) => isOnDemand(world) && !world.isReused,
  /** The purchase is called again. */
  again: ({ protocol, isRepeatable }) => protocol.id !== 'license-code' && isRepeatable,
  /** The buyer accepts a delivery: the purchase is called again, with the start of the billing. */
  accept: ({ protocol, isRepeatable, isReused }) => protocol.id === 'v1' && isRepeatable && !isReused,
  /** The last change is called again, twice. */
  repeat: ({ isRepeatable }) => isRepeatable,
  /** An earlier change is called again. */
  recall: ({ isRepeatable }) => isRepeatable,
  /** A renewal arrives for a released instance. */
  late: ({ supported }) => supported.has('LIFE-RENEW'),
} as const satisfies Readonly<Record<string, (world: World) => boolean>>;

export type EventName = keyof typeof events;

/** How an instance comes to be. */
export type Beginning = 'buy' | 'try';

/** The events that the product and the server know. */
export function possibleEvents(world: World): readonly EventName[] {
  return (Object.keys(events) as EventName[]).filter((event) => events[event](world));
}

export function beginnings(world: World): readonly Beginning[] {
  // V2 does not inform the merchant of a trial before it becomes formal.
  const hasTrials =
    isPeriod(world) &&
    !world.isReused &&
    (world.protocol.id !== 'v1' || world.supported.has('LIFE-NEW-TRIAL'));
  return hasTrials ? ['buy', 'try'] : ['buy'];
}

/** Something that happens to one of the instances of a life. */
export interface Command {
  /** The number of the instance: 1, 2, 3. */
  readonly instance: number;
  readonly event: Beginning | EventName;
}
