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

/** What is known of the server under test before lives are drawn for it. */
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

/** What can happen to an instance. Events shrink towards the first ones. */
const events = [
  'buy',
  'renew',
  'again',
  'repeat',
  'upgrade',
  'expire',
  'violate',
  'lift',
  'retain',
  'unsubscribe',
  'close',
  'owe',
  'pay',
  'view',
  'license',
  'try',
  'formalise',
  'give-back',
  'change',
  'unknown',
] as const;

export type EventName = (typeof events)[number];

/** Something that happens to one of the instances of a life. */
export interface Command {
  /** The number of the instance: 1, 2, 3. */
  readonly instance: number;
  readonly event: EventName;
  /** Whether all instances are queried after the event; they always are at the end of a life. */
  readonly isQueried?: boolean;
}

/** Draws what happens, in any order. What cannot happen in a state is left out when the steps are written. */
export function drawCommands(world: World): Arbitrary<readonly Command[]> {
  const possible = events.filter((event) => isPossible(event, world));
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

/** What must have happened before an event. */
const needed: Readonly<Partial<Record<EventName, EventName>>> = {
  'give-back': 'renew',
  lift: 'violate',
  pay: 'owe',
  retain: 'expire',
  formalise: 'try',
};

function withNeeded(some: readonly EventName[]): readonly EventName[] {
  return some.flatMap((event) => [event, needed[event] ?? event]);
}

/** Whether the product and the server know the event. */
function isPossible(
  event: EventName,
  { sale, isReused, protocol, refusesUnknown, supported, isRepeatable }: World,
): boolean {
  const isPeriod = sale === 'period';
  switch (event) {
    case 'again':
      return protocol.id !== 'license-code' && isRepeatable;
    case 'repeat':
      return isRepeatable;
    case 'buy':
    case 'view':
      return true;
    case 'upgrade':
      return isPeriod && supported.has('LIFE-UPGRADE');
    case 'change':
      return isPeriod && supported.has('LIFE-RENEW-CHANGE');
    case 'try':
      // V2 does not tell the merchant of a trial before it becomes formal.
      return isPeriod && !isReused && (protocol.id !== 'v1' || supported.has('LIFE-NEW-TRIAL'));
    case 'formalise':
      return isPeriod && !isReused && supported.has('LIFE-TRIAL-TO-FORMAL');
    case 'renew':
    case 'give-back':
    case 'expire':
      return isPeriod;
    case 'violate':
    case 'lift':
      return supported.has('LIFE-FREEZE');
    case 'owe':
    case 'pay':
      return sale === 'on-demand';
    case 'close':
      return sale === 'on-demand' && !isReused;
    case 'retain':
      return sale !== 'one-time' && !isReused;
    case 'unsubscribe':
      return sale !== 'on-demand' && !isReused;
    case 'license':
      return supported.has('LIFE-LICENSE');
    case 'unknown':
      return refusesUnknown;
  }
}
