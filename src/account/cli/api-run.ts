import { setTimeout as sleep } from 'node:timers/promises';
import { interruption } from '../../cli/interrupt.ts';
import { createOpenApi, type OpenApi } from '../../openapi/client.ts';
import { type Operation, requireOffer } from '../../openapi/sites.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { ApiOptions } from './api-flags.ts';
import { type ApiHost, openSession, type Session } from './session.ts';

/**
 * Does a piece of work with a client of the session's site, and ends both.
 *
 * @param operation what the work needs; `undefined` when any site will do
 * @param notice tells the user something beside the result
 */
export async function withApi<T>(
  options: ApiOptions,
  operation: Operation | undefined,
  host: ApiHost,
  work: (api: OpenApi, session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(options, host, process.env, (site) => {
    if (operation !== undefined) requireOffer(site, operation);
  });
  try {
    return await withClient(session, options, work);
  } finally {
    await session.close();
  }
}

async function withClient<T>(
  session: Session,
  { timeout, debug, endCalls }: ApiOptions,
  work: (api: OpenApi, session: Session) => Promise<T>,
): Promise<T> {
  const api = createOpenApi({
    site: session.site,
    credential: session.credential,
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, { ...(signal && { signal }) }),
    random: Math.random,
    timeoutMs: timeout * 1000,
    ...(!endCalls && { signal: interruption() }),
    env: process.env,
    ...(debug && { debug: (line: string) => process.stderr.write(`${terminalSafe(line)}\n`) }),
  });
  try {
    return await work(api, session);
  } finally {
    await api.close();
  }
}
