import type { KeyObject } from 'node:crypto';
import type * as suite from '../../suite/check.ts';
import type { Group } from '../../suite/report.ts';
import type { JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { MockOrderId } from '../protocols/mock-orders.ts';
import type { Activity, Protocol, Sale, Sealed, Values } from '../protocols/model.ts';

export type Verdict = suite.Verdict<Exchange>;

export type Check = suite.Check<Probe, Exchange>;

/** The definition of a check without its protocol. The ids in `needs` omit the protocol's code. */
export type CheckParts = Pick<Check, 'title' | 'hint' | 'run'> &
  Partial<
    Pick<
      Check,
      'activity' | 'severity' | 'source' | 'debuggerMessage' | 'needs' | 'passNeeds' | 'after' | 'required'
    >
  >;

/**
 * A check of a protocol; by default its failure is an error, by the page of the protocol.
 *
 * @param id without the protocol's code
 */
export function checkOf(protocol: Protocol, group: Group, id: string, parts: CheckParts): Check {
  const { activity, title, severity = 'error', source = protocol.source, hint, debuggerMessage } = parts;
  const { needs = [], passNeeds, after, required, run } = parts;
  const withCode = (needed: string) => (needed.startsWith('NET-') ? needed : `${protocol.code}-${needed}`);
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
    needs: needs.map(withCode),
    ...(passNeeds && { passNeeds: passNeeds.map(withCode) }),
    ...(after && { after }),
    ...(required && { required }),
    run,
  };
}

/**
 * How the query of an order fails: with a status, a code (`MKT.0150`: of another seller) or without an answer. `denied`
 * is an error with HTTP 200.
 */
export type OrderFault = '500' | '429' | '406' | 'denied' | 'reset' | 'half' | 'silent' | 'MKT.0150';

/** The IDs of an order and of one of its lines. */
export type OrderIds = Readonly<Record<'orderId' | 'orderLineId', string>>;

/** An order API with orders that nothing else knows. */
export interface OrderSource {
  /** Whether the user has not asked for it, so that the server may query orders elsewhere. */
  readonly isDefault?: boolean;
  /** Creates an order like a mock order, with these IDs. Its queries have the fault until it is restored. */
  issue(
    like: MockOrderId,
    facts?: { readonly fault?: OrderFault; readonly buyer?: string; readonly ids?: OrderIds | undefined },
  ): OrderIds;
  /** Absent: it has no faults. */
  restore?(orderId: string): void;
  isQueried(orderId: string): boolean;
  /** The last refusal of a query for an order, or of one that names no order. */
  lastRefusal(
    orderId: string,
  ): { readonly reason: Localized; readonly isUnauthenticated: boolean } | undefined;
}

export interface SuiteOptions {
  readonly target: string;
  readonly sale: Sale;
  /** Key length the merchant chose for sensitive fields when publishing the product. */
  readonly encrypt: 128 | 256;
  /** Optional activities that the user requires. */
  readonly require: readonly string[];
  /** Values only the merchant knows: `name` or `activity.name` → value. */
  readonly set: Readonly<Record<string, string>>;
  /** The merchant's public key for `clientSecret`. */
  readonly rsaPublicKey?: KeyObject;
  /** Whether koo has passed the server its keys in its environment. */
  readonly keysInEnvironment?: true;
  /** The order API that the server queries, if koo runs it. */
  readonly orders?: OrderSource;
  /** Whether to repeat the lifecycle without `testFlag`. */
  readonly asReal?: boolean;
  /** Whether to wait for what takes long, such as the time limit of the server's own requests. */
  readonly deep?: boolean;
  /** Milliseconds between two queries for an instance in creation. */
  readonly pollIntervalMs: number;
  /** Milliseconds that KooGallery waits for a response. */
  readonly timeoutMs: number;
  /** Whether koo can kill the server and start it again. */
  readonly restarts?: boolean;
  /** Without it, no lives are generated. */
  readonly explore?: Exploration;
}

/** How lives are generated. */
export interface Exploration {
  /** The order of the fixed lives, and the random ones, depend on it alone. */
  readonly seed: number;
  /** Number of random lives for each check besides the fixed ones; default none. */
  readonly runs?: number;
  /** Number of lives at the same time; default 8. */
  readonly concurrency?: number;
}

/** How a request differs from a correct one. */
export interface RequestOverrides {
  /** Sign with this key instead. */
  readonly key?: string;
  /** Timestamp in wire format. */
  readonly timestamp?: string;
  /** Milliseconds from now to the timestamp; counted anew if a rate limit delays the request. */
  readonly offsetMs?: number;
  readonly nonce?: string;
  /** Exact body text to sign and send instead of the serialised values. */
  readonly text?: string;
  /** Send this activity name instead. */
  readonly activityName?: string;
  /** Change the signed request before it is sent, which breaks the signature. */
  readonly alter?: (sealed: Sealed) => Sealed;
}

/** Values that replace the samples of an activity. `undefined` removes the field. */
export type Overrides = Readonly<Record<string, JsonValue | undefined>>;

/** The facts that the lifecycle checks record for later checks. */
export interface Memory {
  /** A correctly signed request whose response shows that the server accepts the signature. */
  plain?: Exchange;
  /** The request with an unknown activity that received no response. It is not repeated. */
  ignoredUnknown?: Exchange;
  /** How far a timestamp may be from now, in milliseconds: late and early. */
  window?: readonly number[];
  /** A request that was accepted from a clock 30 s ahead. */
  ahead?: Exchange;
  /** Whether the same request was accepted twice, so that the server remembers no nonces. */
  acceptsReplays?: boolean;
  /** The exchange that created the instance, and the ID of the instance. */
  created?: { readonly exchange: Exchange; readonly instanceId: string };
  /** How a creation must differ from the samples to succeed. A check reports this. */
  creation?: { readonly overrides: Overrides; readonly encrypt?: SuiteOptions['encrypt'] };
  /** The instance that was converted from a trial. */
  trial?: Memory['created'];
  /** A second instance, of another order. */
  another?: string;
  /** The exchanges that created instances of other orders. */
  readonly otherCreations: Exchange[];
  /** The response that is JSON only if the request has an Accept header, which all later requests then have. */
  withoutAccept?: Exchange;
  /** The refusal of an order that the server may not know, so that no further ones are tried. */
  refusedOrder?: Exchange;
  /** The server has stopped, so that not every request can get a response. */
  stopped?: true;
  /** Whether the server has queried an order of koo's order API. */
  queriesOrders?: true;
  /** The server has refused a request for its rate limit (HTTP 429) each time. */
  alwaysLimits?: true;
  /** The instance of the kit calls. It need not exist, because the kit interfaces create no instances. */
  kitInstance?: string;
  /** Optional activities that succeed only because any activity does. */
  readonly unhandled: Set<string>;
  /** Activities that failed when repeated. Later checks do not repeat them. */
  readonly unrepeatable: Set<string>;
  /** Requests that should succeed, by the check that made them, in order. The response checks examine them. */
  readonly steps: Map<string, Exchange>;
  /** Steps that were repeated. The response checks examine them as well. */
  readonly repeats: Exchange[];
  /** Requests that should be rejected, with the check that made them. */
  readonly refusals: { readonly check: string; readonly exchange: Exchange }[];
  /** When the last of them arrived. */
  refusedAt?: Date;
  readonly notices: Localized[];
  /** By what is covered: `move`, `pair` and `triple` of events, and an activity for the classes of its values. */
  readonly coverage: Map<string, { readonly covered: number; readonly total: number }>;
  /** The verdict on values that may be refused, though the documents give no reason to. */
  unusual?: Verdict;
  /** What is judged after the restart of the server. */
  rests?: { [what in 'kept' | 'dates' | 'nonce']?: (() => Promise<Verdict>) | undefined };
  /** The instances of generated lives that are not released. */
  readonly instances: Set<string>;
  /** Number of calls by activity. */
  readonly calls: Map<string, number>;
}

export function createMemory(): Memory {
  return {
    otherCreations: [],
    steps: new Map(),
    refusals: [],
    repeats: [],
    unhandled: new Set(),
    unrepeatable: new Set(),
    notices: [],
    coverage: new Map(),
    instances: new Set(),
    calls: new Map(),
  };
}

/** The means with which a check tests one protocol of one server. */
export interface Probe {
  /**
   * For the kit calls, the base protocol, if it is tested in the same run: they use its instance. For real calls, the
   * debugging calls.
   */
  readonly base?: Probe;
  readonly protocol: Protocol;
  readonly options: SuiteOptions;
  /** The protocol's access key, used to compute expected values. It is never shown. */
  readonly key: string;
  readonly memory: Memory;
  activity(name: string): Activity;
  /** Sample values of an activity, replaced by `defaults` and then by `--set`. */
  values(activity: string, defaults?: Overrides): Values;
  send(activity: string, values: Values, requestOverrides?: RequestOverrides): Promise<Exchange>;
  /** A new identifier in lower-case hex. */
  id(length?: number): string;
  /** Waits between two queries. Tests replace it. */
  sleep(milliseconds: number): Promise<void>;
  now(): Date;
  /** Aborted when the run is interrupted. */
  readonly signal?: AbortSignal;
}
