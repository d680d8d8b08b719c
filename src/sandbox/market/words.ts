import type { State } from '../../lifecycle/model.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { DeliveryState } from './model.ts';

/** Display names of the states of instances and of deliveries. */

export const stateWords: Readonly<Record<State['name'], Localized>> = {
  creating: both('creating'),
  active: both('active'),
  grace: both('grace period'),
  frozen: both('frozen'),
  released: both('released'),
  failed: both('failed'),
};

export const deliveryWords: Readonly<Record<DeliveryState, Localized>> = {
  queued: both('waiting'),
  active: both('under way'),
  succeeded: both('succeeded'),
  'given-up': both('given up'),
  refused: both('refused'),
  dropped: both('dropped'),
};
