import { setTimeout as sleep } from 'node:timers/promises';
import { interruption } from '../../cli/interrupt.ts';
import { concealed, printText } from '../../cli/output/edge.ts';
import { createOpenApi } from '../../openapi/client.ts';
import { type Account, fetchAccount, isSeller } from '../../openapi/identity.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { type Operation, requireOperation, type Site } from '../../openapi/sites.ts';
import type { Environment } from '../folders.ts';
import type { ApiOptions } from './api-flags.ts';
import { type ApiHost, openSession, type Session } from './session.ts';
import type { Target } from './target.ts';

/**
 * Opens a session and an API client, runs `work` with them, and closes both.
 *
 * @param operation that the site must offer; `undefined` if any site is acceptable
 * @param target the target of `options`, if it is already resolved
 */
export async function withApi<T>(
  options: ApiOptions,
  operation: Operation | undefined,
  host: ApiHost,
  work: (api: OpenApi, session: Session) => Promise<T>,
  target?: Target,
): Promise<T> {
  const accept = (site: Site) => {
    if (operation !== undefined) requireOperation(site, operation);
  };
  const session = await openSession(options, host, process.env, accept, target);
  try {
    return await withClient(session, options, process.env, (api) => work(api, session));
  } finally {
    await session.close();
  }
}

/** The account that a pair of keys belongs to. */
export interface Identity {
  readonly account: Account;
  /** Whether the account is a seller on the site. */
  readonly seller: boolean;
}

/**
 * Looks up the account of the keys in IAM, and asks the open API whether it is a seller.
 *
 * @param debug print requests and responses on stderr, without secrets
 * @throws KooError (permission) when the credentials are rejected, (network) when there is no response
 */
export function identify(keys: SiteKeys, env: Environment, debug: boolean): Promise<Identity> {
  return withClient(keys, { timeout: 20, debug, endCalls: true }, env, async (api) => ({
    account: await fetchAccount(api),
    seller: await isSeller(api),
  }));
}

type SiteKeys = Pick<Session, 'site' | 'credential'>;

async function withClient<T>(
  { site, credential }: SiteKeys,
  { timeout, debug, endCalls }: ApiOptions,
  env: Environment,
  work: (api: OpenApi) => Promise<T>,
): Promise<T> {
  const api = createOpenApi({
    site,
    credential,
    env,
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, { ...(signal && { signal }) }),
    random: Math.random,
    timeoutMs: timeout * 1000,
    hide: concealed,
    ...(!endCalls && { signal: interruption() }),
    ...(debug && { debug: (line: string) => printText(`${line}\n`, process.stderr) }),
  });
  try {
    return await work(api);
  } finally {
    await api.close();
  }
}
