import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Console } from '../../console/app.ts';
import { consolePath } from '../../console/paths.ts';
import { answerEarly } from '../../http/local-server.ts';
import { isAuthorized } from '../api/market-endpoint.ts';
import type { SandboxState } from '../console/shared/state.ts';

/** Path that issues a code for the console. It needs the token of the sandbox. */
export const consoleCodePath = '/koo-sandbox/console';

interface ConsoleEndpointOptions {
  readonly token: string;
  readonly state: SandboxState;
  readonly closing: AbortSignal;
}

/**
 * Serves the console, which is loaded with its first request.
 *
 * @returns whether the request is one of the console's
 */
export function createConsoleEndpoint({ token, state, closing }: ConsoleEndpointOptions) {
  let loaded: Promise<Console> | undefined;
  const load = () => {
    loaded ??= import('../console/console.tsx').then(({ createSandboxConsole }) =>
      createSandboxConsole(state, closing),
    );
    loaded.catch(() => {
      loaded = undefined;
    });
    return loaded;
  };
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (path === consoleCodePath) {
      void issueCode(request, response);
      return true;
    }
    if (path !== consolePath && !path.startsWith(`${consolePath}/`)) return false;
    load().then(
      (loadedConsole) => loadedConsole.handle(request, response),
      () => response.destroy(),
    );
    return true;
  };

  async function issueCode(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isAllowed = request.method === 'POST' && isAuthorized(request.headers.authorization, token);
    // The files may be gone after an update of koo.
    const code = isAllowed
      ? await load().then(
          ({ sessions }) => sessions.issueCode(),
          () => undefined,
        )
      : undefined;
    const status = code ? 200 : isAllowed ? 500 : 401;
    const body = code ? { code } : { error_code: isAllowed ? 'INTERNAL_ERROR' : 'TOKEN_REQUIRED' };
    const headers = ['Content-Type', 'application/json;charset=UTF-8', 'Cache-Control', 'no-store'];
    answerEarly(request, response, status, headers, Buffer.from(JSON.stringify(body)));
  }
}
