import { listenError } from '../../../cli/listen-failure.ts';
import { KooError } from '../../../errors/koo-error.ts';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import { startListenConsole } from '../../console/console.tsx';
import type { ListenState } from '../../console/state.ts';
import { createSender } from '../history/send-again.ts';

interface ConsoleOptions extends Omit<ListenState, 'replay'> {
  /** 0 for any free port. */
  readonly port: number;
  readonly timeoutMs: number;
  readonly notice: (text: Localized) => void;
}

/** Serves the console and prints its address. Calls are received even if it cannot be opened. */
export async function openConsole(
  options: ConsoleOptions,
): Promise<{ readonly close: () => Promise<void> } | undefined> {
  const { port, notice, timeoutMs, ...state } = options;
  const end = new AbortController();
  const sender = createSender({ ...state, timeoutMs, signal: end.signal });
  const close = async () => {
    end.abort();
    await sender.close();
  };
  try {
    const served = await startListenConsole({
      ...state,
      async replay(id) {
        const { ok, meaning, replay } = await sender.sendAgain(id);
        return { isAccepted: ok, meaning, ...(replay !== null && { id: replay }) };
      },
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
