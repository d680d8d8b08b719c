import { knownSecrets } from '../../../cli/output/edge.ts';
import { usageError } from '../../../errors/koo-error.ts';
import { both } from '../../../text/translate.ts';
import type { ListenState } from '../../console/calls.tsx';
import { createDeliverer } from '../../delivery/deliver.ts';
import type { RecordedCall } from '../../history/model.ts';
import { type Replay, replay } from '../../listen/replay.ts';
import { unknownCall } from './run.ts';

export interface SenderOptions extends Omit<ListenState, 'sendAgain'> {
  readonly timeoutMs: number;
  /** Cancels what is under way. */
  readonly signal: AbortSignal;
}

/** Sends recorded calls again, signed afresh, to the server of the listener. */
export function createSender({ history, keys, url, target, timeoutMs, signal }: SenderOptions) {
  const { deliver, close } = createDeliverer({ timeoutMs, env: process.env, signal });
  return {
    /** @throws KooError (usage, `UNKNOWN_CALL`, `FORGED_CALL`), and like `replay` */
    async sendAgain(id: number): Promise<Replay> {
      const call = history.read(id);
      if (!call) throw unknownCall(id);
      // Anyone can have sent it, and one key or click must not turn it into a call of KooGallery.
      if (call.signature === 'invalid') {
        throw usageError(
          'FORGED_CALL',
          both('The signature of call {id} was wrong when it was received: anyone can have sent it', { id }),
          both(
            '`koo callback replay {id}` signs it afresh nevertheless, with the access key of your product; `--as-is` sends it as it was.',
            { id },
          ),
        );
      }
      // A call to koo itself is received and recorded like any other.
      const to = target === undefined ? { to: url } : { history, ...destinationOf(call, target) };
      const now = () => new Date();
      return replay(call, { keys, now, deliver, timeoutMs, secrets: knownSecrets(), ...to });
    },
    close,
  };
}

/** Chooses the URL that the call went to, or the current target if that is another server: no other gets a signature. */
function destinationOf({ target: before }: RecordedCall, target: string): { readonly to?: string } {
  const isSame = before !== undefined && new URL(before).origin === new URL(target).origin;
  return isSame ? {} : { to: target };
}
