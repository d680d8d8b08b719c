import type { Activity, Protocol, Sealed, Values } from '../protocols/model.ts';
import type { HttpRequest, Outcome } from './delivery.ts';
import type { Reply } from './reply.ts';

/** One delivery and what came of it. */
export interface Exchange {
  readonly protocol: Protocol;
  readonly activity: Activity;
  readonly values: Values;
  readonly sealed: Sealed;
  readonly request: HttpRequest;
  readonly outcome: Outcome;
  /** What can be read of the answer, however wrong its form; absent when nobody answered. */
  readonly reply?: Reply;
}
