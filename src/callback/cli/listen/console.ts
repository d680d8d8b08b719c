import { listenError } from '../../../cli/listen-failure.ts';
import { knownSecrets } from '../../../cli/output/edge.ts';
import { KooError } from '../../../errors/koo-error.ts';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import { startListenConsole } from '../../console/console.tsx';
import type { ListenState, Replayed } from '../../console/state.ts';
import { createDeliverer } from '../../delivery/deliver.ts';
import type { RecordedCall } from '../../history/model.ts';
import { replay } from '../../history/replay.ts';
import { unknownCall } from '../history/run.ts';

interface ConsoleOptions extends Omit<ListenState, 'replay'> {
  /** 0 for any free port. */
  readonly port: number;
  readonly timeoutMs: number;
  readonly notice: (text: Localized) => void;
}

/** Serves the console, and tells its address. Calls are received without it as well. */
export async function openConsole(
  options: ConsoleOptions,
): Promise<{ readonly close: () => Promise<void> } | undefined> {
  const { port, notice, timeoutMs, ...state } = options;
  const end = new AbortController();
  const deliverer = createDeliverer({ timeoutMs, env: process.env, signal: end.signal });
  const close = async () => {
    end.abort();
    await deliverer.close();
  };
  try {
    const served = await startListenConsole({
      ...state,
      replay: (id) => sendAgain(id, options, deliverer.deliver),
      port,
      language: 'en',
      command: 'koo callback listen',
    });
    notice(both('Console: {url}', { url: served.url }));
    return {
      close: async () => {
        await Promise.all([served.close(), close()]);
      },
    };
  } catch (error) {
    await close();
    const { message } = (error instanceof KooError ? error : listenError(error, '127.0.0.1', port)).facts;
    notice(both('The console cannot be opened: {message}', { message }));
    return undefined;
  }
}

async function sendAgain(
  id: number,
  { history, keys, target, url, timeoutMs }: ConsoleOptions,
  deliver: Parameters<typeof replay>[1]['deliver'],
): Promise<Replayed> {
  const call = history.read(id);
  if (!call) throw unknownCall(id);
  const sent = await replay(call, {
    keys,
    now: () => new Date(),
    deliver,
    timeoutMs,
    secrets: knownSecrets(),
    // What koo answers itself, it receives and records as any call.
    ...(target === undefined ? { to: url } : { history, ...destinationOf(call, target) }),
  });
  return {
    isAccepted: sent.ok,
    meaning: sent.meaning,
    ...(typeof sent.replay === 'number' && { id: sent.replay }),
  };
}

/** Where it went to, or where calls go to now if that is another server: no other gets a new signature. */
function destinationOf({ target: before }: RecordedCall, target: string): { readonly to?: string } {
  const isSame = before !== undefined && new URL(before).origin === new URL(target).origin;
  return isSame ? {} : { to: target };
}
