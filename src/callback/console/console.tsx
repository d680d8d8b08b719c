import { type Console, createConsole } from '../../console/app.ts';
import { consolePath } from '../../console/paths.ts';
import { startLocalServer } from '../../http/local-server.ts';
import { both, t } from '../../text/translate.ts';
import { callPage, callsPage, type ListenState } from './calls.tsx';

export interface ListenConsoleOptions extends ListenState {
  /** 0 for any free port. */
  readonly port: number;
}

export interface ListenConsole {
  /** Lets in any browser that opens it, as long as the console runs. */
  readonly url: string;
  close(): Promise<void>;
}

/** Enough for the address and the headers of a browser. */
const maxHeaderSize = 32 * 1024;

/**
 * Serves the received calls to the browser of this machine's user. It has a port of its own, because that of the receiver
 * can be reached from elsewhere.
 *
 * @throws the error of `listen` (`EADDRINUSE`, `EACCES`, …)
 */
export async function startListenConsole(options: ListenConsoleOptions): Promise<ListenConsole> {
  const closing = new AbortController();
  const pages = consoleOf(options, closing.signal);
  const server = await startLocalServer({
    port: options.port,
    maxHeaderSize,
    listener: (request, response) => {
      const path = request.url?.split('?', 1)[0] ?? '';
      if (path === consolePath || path.startsWith(`${consolePath}/`)) pages.handle(request, response);
      else response.writeHead(302, { Location: `${consolePath}/` }).end();
    },
    onRefused: () => undefined,
  });
  return {
    url: `${server.url}${consolePath}/enter?code=${pages.sessions.issueCode(true)}`,
    close() {
      closing.abort();
      return server.close();
    },
  };
}

function consoleOf(options: ListenConsoleOptions, closing: AbortSignal): Console {
  const { history, url, target } = options;
  return createConsole({
    name: both('Received calls'),
    pages: [callsPage(options), callPage(options)],
    language: 'en',
    status: () => (
      <>
        <code>{url}</code> → {target === undefined ? t('reference merchant') : <code>{target}</code>}
      </>
    ),
    version: () => history.version(),
    openCommand: 'koo callback listen',
    closing,
  });
}
