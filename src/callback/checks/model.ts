import type { KeyObject } from 'node:crypto';
import type { JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Activity, Protocol, Sale, Sealed, Values } from '../protocols/model.ts';
import type { CheckInfo, Group } from '../suite/report.ts';

/**
 * Groups whose checks run one by one, since they build on each other or work on the same order: a merchant may lock
 * it. Those of the other groups run at the same time; nearly all of their requests are refused at the door.
 */
export const sequentialGroups: ReadonlySet<Group> = new Set([
  'transport',
  'life',
  'verification',
  'idempotency',
  'replay',
  'end',
]);

export type Verdict =
  | { readonly status: 'passed' }
  | {
      readonly status: 'failed';
      readonly expected: Localized;
      readonly actual: Localized;
      /** The exchange that shows it. */
      readonly exchange?: Exchange;
      /** More to the point than the check's own hint: the likely cause was found. */
      readonly hint?: Localized;
      /** Values for the places in the debugger's message. */
      readonly fill?: Readonly<Record<string, string>>;
    }
  | { readonly status: 'skipped'; readonly reason: Localized; readonly defect?: true };

export interface Check extends CheckInfo {
  /** Checks that must have passed (or warned) first; otherwise this one is skipped. */
  readonly needs?: readonly string[];
  /** Groups whose checks must have run first, however they ended: this one looks at their exchanges. */
  readonly after?: readonly Group[];
  run(probe: Probe): Promise<Verdict>;
}

/** What a check is made of, beside the protocol it belongs to. The ids in `needs` are without the protocol's code. */
export type CheckParts = Pick<Check, 'title' | 'hint' | 'run'> &
  Partial<Pick<Check, 'activity' | 'severity' | 'source' | 'debuggerMessage' | 'needs' | 'after'>>;

/**
 * A check of a protocol; by default its failure is an error, by the page of the protocol.
 *
 * @param id without the protocol's code
 */
export function checkOf(protocol: Protocol, group: Group, id: string, parts: CheckParts): Check {
  const { activity, title, severity = 'error', source = protocol.source, hint, debuggerMessage } = parts;
  const { needs = [], after, run } = parts;
  return {
    id: `${protocol.code}-${id}`,
    protocol: protocol.id,
    group,
    ...(activity !== undefined && { activity }),
    title,
    severity,
    source,
    hint,
    ...(debuggerMessage && { debuggerMessage }),
    needs: needs.map((needed) => (needed.startsWith('NET-') ? needed : `${protocol.code}-${needed}`)),
    ...(after && { after }),
    run,
  };
}

export const passed: Verdict = { status: 'passed' };

export function failed(
  expected: Localized,
  actual: Localized,
  exchange?: Exchange,
  hint?: Localized,
): Verdict {
  return { status: 'failed', expected, actual, ...(exchange && { exchange }), ...(hint && { hint }) };
}

export function skipped(reason: Localized): Verdict {
  return { status: 'skipped', reason };
}

/** What the user asked for; the same for every protocol of a run. */
export interface SuiteOptions {
  readonly target: string;
  readonly sale: Sale;
  /** Key length the merchant chose for sensitive fields when publishing the product. */
  readonly encrypt: 128 | 256;
  /** Activities that must be offered though they are optional. */
  readonly require: readonly string[];
  /** Values only the merchant knows: `name` or `activity.name` → value. */
  readonly set: Readonly<Record<string, string>>;
  /** The merchant's public key for `clientSecret`. */
  readonly rsaPublicKey?: KeyObject;
  /** Milliseconds between two queries for an instance that is still being created. */
  readonly pollIntervalMs: number;
  /** Milliseconds KooGallery waits for an answer. */
  readonly timeoutMs: number;
}

/** Departures from the right delivery, for checks that forge. */
export interface RequestOverrides {
  /** Sign with this key instead. */
  readonly key?: string;
  /** Timestamp as it goes over the wire. */
  readonly timestamp?: string;
  readonly nonce?: string;
  /** Exact body text to sign and send instead of the serialised values. */
  readonly text?: string;
  /** Name an activity that the protocol does not know. */
  readonly activityName?: string;
  /** Change the sealed delivery before it is sent: whatever is done here breaks the signature. */
  readonly alter?: (sealed: Sealed) => Sealed;
}

/** Values laid over an activity's samples; `undefined` leaves the field out. */
export type Overrides = Readonly<Record<string, JsonValue | undefined>>;

/** What the life of the instance leaves behind for later checks. */
export interface Memory {
  /** The exchange that created the instance, and the id it got. */
  created?: { readonly exchange: Exchange; readonly instanceId: string };
  /** A second instance, of another order. */
  another?: string;
  /** The instance that a kit's calls are about; it is no one's, since the kit does not create any. */
  kitInstance?: string;
  /** Steps that failed when they came again: whatever repeats them later leaves them out. */
  readonly unrepeatable: Set<string>;
  /** Deliveries that were meant to succeed, by the check that made them, in order: what the reply checks look at. */
  readonly steps: Map<string, Exchange>;
  /** Answers to deliveries that were to be refused, by the check that sent them. */
  readonly refusals: { readonly check: string; readonly exchange: Exchange }[];
}

/** What a check works with: one protocol of one run against one server. */
export interface Probe {
  /** The base protocol of the same product, where it is tested in the same run: its instance is the kit's, too. */
  readonly base?: Probe;
  readonly protocol: Protocol;
  readonly options: SuiteOptions;
  /** The protocol's access key; for computing what must come back, never for showing. */
  readonly key: string;
  readonly memory: Memory;
  activity(name: string): Activity;
  /** Sample values of an activity, `defaults` laid over them, the user's `--set` on top. */
  values(activity: string, defaults?: Overrides): Values;
  /** Signs and sends. */
  send(activity: string, values: Values, forgery?: RequestOverrides): Promise<Exchange>;
  /** A fresh identifier of lower-case hex characters. */
  id(length?: number): string;
  /** Waits between two queries; passed in so that tests need not. */
  sleep(milliseconds: number): Promise<void>;
  now(): Date;
}

/** One call in the life of an instance. */
export interface Step {
  /** Second half of the check's id: `LIFE-RENEW`. */
  readonly id: string;
  readonly activity: string;
  readonly title: Localized;
  /** What differs from the sample values. */
  readonly values?: (probe: Probe) => Overrides;
  /** The same values in the other form that Huawei's pages show; one of the two has to be accepted. */
  readonly alternativeValues?: (values: Values) => Values;
  /** Creates the instance that the other steps work on. */
  readonly creates?: true;
  /** Creates one more instance, which no other step uses. */
  readonly createsSecond?: true;
  readonly group?: Extract<Group, 'life' | 'end'>;
  /** The same call once more must succeed as well. */
  readonly again?: true;
  /** The step without which this one makes no sense. */
  readonly needs?: string;
  /** `warning` where Huawei's pages do not say that every merchant must know the call. */
  readonly severity?: 'warning';
  /** Names what the user has to give before koo can make this call. */
  readonly missingInput?: (probe: Probe) => Localized | undefined;
}
