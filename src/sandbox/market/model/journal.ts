import type { ProtocolId } from '../../../callback/protocols/model.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import type { AttemptResult, EventType, Order, OrderType, Problem } from './model.ts';

export type Notice =
  | 'delivery-failed'
  | 'order-failed'
  | 'order-completed'
  | 'delisted'
  | 'trading-frozen'
  | 'probe-failed'
  | 'kit-failed'
  | 'unsubscription-to-approve'
  | 'renewal-failed'
  | 'expiring'
  | 'frozen'
  | 'released'
  | 'arrears';

/** The journal: entries in the order in which they happened. */
export type Entry = { readonly id: number; readonly at: number; readonly instance?: number } & EntryFacts;

export type EntryFacts =
  | { readonly type: 'connected' | 'disconnected'; readonly product: string; readonly text: Localized }
  | {
      readonly type: 'order';
      readonly order: string;
      readonly orderType: OrderType;
      readonly status: Order['status'];
      readonly amount: string;
      readonly text: Localized;
    }
  | {
      readonly type: 'attempt';
      readonly delivery: number;
      readonly attempt: number;
      readonly protocol: ProtocolId;
      readonly activity: string;
      readonly values: JsonObject;
      readonly result: AttemptResult;
      readonly resultCode: string | null;
      readonly meaning: Localized;
      readonly problems: readonly Problem[];
      readonly injected?: true;
      /** When the next attempt is due, ISO 8601; absent if there is none. */
      readonly nextAt?: string;
    }
  /** The merchant refuses what the buyer wanted; nothing is ordered. */
  | { readonly type: 'refused'; readonly code: string; readonly text: Localized }
  | {
      readonly type: 'gave-up' | 'dropped';
      readonly delivery: number;
      readonly activity: string;
      readonly text: Localized;
    }
  | { readonly type: 'state'; readonly state: string; readonly text: Localized }
  | {
      readonly type: 'notice';
      readonly to: 'seller' | 'buyer';
      readonly kind: Notice;
      readonly text: Localized;
    }
  | {
      readonly type: 'bill' | 'payment' | 'kit' | 'license' | 'probe';
      readonly text: Localized;
      readonly data?: JsonObject;
    };

/** A scheduled event, for people. */
export interface Due {
  /** ISO 8601. */
  readonly at: string;
  readonly type: EventType;
  readonly instance?: string;
  readonly text: Localized;
}

export interface ActResult {
  /** The business clock then, ISO 8601. */
  readonly now: string;
  readonly mode: ClockMode;
  /** What is due next, the earliest first. */
  readonly due: readonly Due[];
  /** Number of deliveries that were given up meanwhile. */
  readonly gaveUp: number;
}

export type ClockMode = 'real' | 'virtual';
