import { createOpenApi } from '../../openapi/client.ts';
import { type Account, accountOf, isSeller } from '../../openapi/identity.ts';
import type { Site } from '../../openapi/sites.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Environment } from '../folders.ts';

/** Whom keys belong to. */
export interface Identity {
  readonly account: Account;
  /** Whether the account is a seller on the site. */
  readonly seller: boolean;
}

/**
 * Asks IAM whose keys these are, and the open API whether that is a seller.
 *
 * @param debug show what is sent and answered on stderr; never a secret
 * @throws KooError (permission) when the keys are refused, (network) when nobody answers
 */
export async function identify(
  site: Site,
  credential: Credential,
  env: Environment,
  debug = false,
): Promise<Identity> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  const api = createOpenApi({
    site,
    credential,
    env,
    now: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
    random: Math.random,
    timeoutMs: 20_000,
    ...(debug && { debug: (line: string) => process.stderr.write(`${terminalSafe(line)}\n`) }),
  });
  try {
    return { account: await accountOf(api), seller: await isSeller(api) };
  } finally {
    await api.close();
  }
}

/** An AK as it is shown: enough to recognise it. */
export function shortAk(ak: string): string {
  return ak.length < 12 ? `${ak.slice(0, 2)}…` : `${ak.slice(0, 4)}…${ak.slice(-4)}`;
}
