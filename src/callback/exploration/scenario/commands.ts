import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  nat,
  noBias,
  oneof,
  record,
  subarray,
} from 'fast-check';
import type { JsonObject } from '../../../text/json.ts';
import type { Protocol, Sale } from '../../protocols/model.ts';

/** The facts about the server under test that decide which lives are drawn for it. */
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
  /** Changes to unknown instances are refused. */
  readonly refusesUnknown: boolean;
  /** Repeated calls succeed in the ordinary life. */
  readonly isRepeatable: boolean;
}

const isPeriod = ({ sale }: World) => sale === 'period';
const isOnDemand = ({ sale }: World) => sale === 'on-demand';
const canBeFrozen = ({ supported }: World) => supported.has('LIFE-FREEZE');

/**
 * The events in the life of an instance, and whether the product and the server know them. Lives shrink towards the
 * first events.
 */
const events = {
  buy: () => true,
  renew: isPeriod,
  again: ({ protocol, isRepeatable }) => protocol.id !== 'license-code' && isRepeatable,
  repeat: ({ isRepeatable }) => isRepeatable,
  upgrade: (world) => isPeriod(world) && world.supported.has('LIFE-UPGRADE'),
  expire: isPeriod,
  violate: canBeFrozen,
  lift: canBeFrozen,
  retain: ({ sale, isReused }) => sale !== 'one-time' && !isReused,
  unsubscribe: ({ sale, isReused }) => sale !== 'on-demand' && !isReused,
  close: (world) => isOnDemand(world) && !world.isReused,
  owe: isOnDemand,
  pay: isOnDemand,
  view: () => true,
  license: ({ supported }) => supported.has('LIFE-LICENSE'),
  try: (world) =>
    // V2 does not inform the merchant of a trial before it becomes formal.
    isPeriod(world) &&
    !world.isReused &&
    (world.protocol.id !== 'v1' || world.supported.has('LIFE-NEW-TRIAL')),
  formalise: (world) => isPeriod(world) && !world.isReused && world.supported.has('LIFE-TRIAL-TO-FORMAL'),
  'give-back': isPeriod,
  change: (world) => isPeriod(world) && world.supported.has('LIFE-RENEW-CHANGE'),
  unknown: ({ refusesUnknown }) => refusesUnknown,
} as const satisfies Readonly<Record<string, (world: World) => boolean>>;

export type EventName = keyof typeof events;

/** The event that must have happened before another one. */
const needed: Readonly<Partial<Record<EventName, EventName>>> = {
  'give-back': 'renew',
  lift: 'violate',
  pay: 'owe',
  retain: 'expire',
  formalise: 'try',
};

/** Something that happens to one of the instances of a life. */
export interface Command {
  /** The number of the instance: 1, 2, 3. */
  readonly instance: number;
  readonly event: EventName;
  /** Whether all instances are queried after the event; they always are at the end of a life. */
  readonly isQueried?: boolean;
}

/** Draws events in any order. Those that cannot happen in a state are left out when the steps are written. */
export function drawCommands(world: World): Arbitrary<readonly Command[]> {
  const possible = (Object.keys(events) as EventName[]).filter((event) => events[event](world));
  const isCode = world.protocol.id === 'license-code';
  const instances = isCode ? [1] : world.isReused ? [1, 2] : [1, 2, 3];
  const command = record({
    instance: constantFrom(...instances),
    choice: nat(possible.length - 1),
    isQueried: boolean(),
  });
  // A life with few kinds of events has each of them several times. Without noBias, most lives would be short.
  return record({
    commands: noBias(array(command, { minLength: 1, maxLength: 12, size: 'max' })),
    only: oneof(subarray(possible, { minLength: 1, maxLength: 3 }).map(withNeeded), constant(possible)),
    hasOneInstance: boolean(),
  }).map(({ commands, only, hasOneInstance }) =>
    numbered(
      commands.flatMap(({ instance, choice, isQueried }): Command[] => {
        const event = only[choice % only.length];
        return event === undefined ? [] : [{ instance: hasOneInstance ? 1 : instance, event, isQueried }];
      }),
    ),
  );
}

/** The same with the instances numbered in the order in which they appear. */
function numbered(commands: readonly Command[]): readonly Command[] {
  const order = [...new Set(commands.map(({ instance }) => instance))];
  return commands.map((command) => ({ ...command, instance: order.indexOf(command.instance) + 1 }));
}

function withNeeded(some: readonly EventName[]): readonly EventName[] {
  return some.flatMap((event) => [event, needed[event] ?? event]);
}
