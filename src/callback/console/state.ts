import type { Keys } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import type { History } from '../history/model.ts';

/** How a call that was sent again ended. */
export interface Replayed {
  readonly isAccepted: boolean;
  readonly meaning: Localized;
  /** Its number in the history. */
  readonly id?: number;
}

/** The data and functions of the pages. */
export interface ListenState {
  readonly history: History;
  readonly keys: Keys;
  /** URL of the receiver. */
  readonly url: string;
  /** Where calls are forwarded to; absent if koo answers itself. */
  readonly target?: string;
  /** Sends a recorded call again, signed afresh. */
  readonly replay: (id: number) => Promise<Replayed>;
}
