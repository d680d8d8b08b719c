import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { CenterCall } from '../../sso/center/model.ts';
import { mapLanguages } from '../../text/localized.ts';
import { verbatim } from '../../text/translate.ts';
import { loggedText } from '../api/log/content.ts';
import type { LogEntry } from '../api/log/log.ts';
import type { LoginFault } from '../state/running.ts';

interface LoginLogOptions {
  readonly now: () => Date;
  readonly log: (entry: LogEntry) => void;
  readonly fault: LoginFault | undefined;
}

type Noted = Partial<Pick<CenterCall, 'url' | 'error' | 'reason' | 'fault'>>;

/** Logs requests to the login centre: only the path of their address, and no contents. */
export function createLoginLog({ now, log, fault }: LoginLogOptions) {
  const underWay = new AsyncLocalStorage<{ noted: Noted }>();
  return {
    /** Receives the centre's record of the request that is being served. */
    record(call: CenterCall): void {
      const request = underWay.getStore();
      if (request) request.noted = call;
    },
    /** Serves a request and logs it. A defect becomes an internal error. */
    async serve(request: Request, work: () => Promise<Response>): Promise<Response> {
      const started = performance.now();
      const time = now();
      const current: { noted: Noted } = { noted: {} };
      const response = await underWay.run(current, work).catch((error: unknown) => {
        current.noted = { reason: verbatim(String(error)) };
        return new Response(null, { status: 500 });
      });
      const { url = request.url, error: code, reason, fault: injected } = current.noted;
      log({
        time,
        method: request.method,
        path: withoutTokens(new URL(url).pathname),
        status: response.status,
        ...(code !== undefined && { code }),
        requestId: randomUUID().replaceAll('-', ''),
        durationMs: Math.round((performance.now() - started) * 10) / 10,
        ...(injected && fault && { fault }),
        ...(reason && { reason: mapLanguages((language) => withoutTokens(reason[language])) }),
      });
      return response;
    },
  };
}

/**
 * Text as long as codes, tickets and tokens, for example in the path of an unknown address. Many of them contain a
 * slash; the start says where it was sent, and is too short to be one of them.
 */
const long = /([\w%+./=~-]{32})[\w%+./=~-]{69,}/g;

function withoutTokens(text: string): string {
  return loggedText(text).replaceAll(long, '$1***');
}
