import { listenError } from '../../../cli/listen-failure.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { type ListenConsole, type ListenConsoleOptions, startListenConsole } from '../../console/console.tsx';

/** Serves the console and prints its address. Calls are received even if it cannot be opened. */
export async function openConsole(
  options: ListenConsoleOptions,
  notice: (text: Localized) => void,
): Promise<ListenConsole | undefined> {
  try {
    const served = await startListenConsole(options);
    notice(both('Console: {url}', { url: served.url }));
    return served;
  } catch (error) {
    const failure = error instanceof KooError ? error : listenError(error, '127.0.0.1', options.port);
    notice(both('The console cannot be opened: {message}', { message: failure.facts.message }));
    return undefined;
  }
}
