import { expect } from 'vitest';
import type { ProtocolId, Sale } from '../../src/callback/protocols/model.ts';
import { runScenario } from '../../src/sandbox/scenario/run.ts';
import { parseScenario } from '../../src/sandbox/scenario/scenario-file.ts';
import { sandboxCredential } from '../../src/sandbox/state/accounts.ts';
import { readData } from '../../src/text/data.ts';
import { kooHere } from '../support/koo-here.ts';
import { freePort } from '../support/port.ts';
import {
  everyProtocol,
  keys,
  licenseCode,
  type Project,
  rsaPublicKey,
  rsaPublicKeyFile,
  type Server,
  settings,
  start,
} from './project.ts';

/** Random lives for each exploration check, besides those that cover everything. */
const explored = process.env.KOO_EXPLORE;
const seed = process.env.FC_SEED ?? '20251125';

/** What the suite says of a server, and what it must say of a correct one. */
interface Verdict {
  readonly code: number | null;
  readonly summary: Readonly<Record<string, number>>;
  readonly findings: readonly string[];
  readonly skipped: readonly string[];
}

interface ReportedCheck {
  readonly id: string;
  readonly status: string;
  readonly actual?: { readonly en: string };
  readonly reason?: { readonly en: string };
}

/** Runs the conformance suite. */
export async function conformance(
  server: Pick<Server, 'url'>,
  sale: Sale,
  protocols: readonly ProtocolId[] = everyProtocol,
  more: readonly string[] = [],
): Promise<Verdict> {
  const { stdout, stderr, code } = await kooHere(
    [
      ...[
        'callback',
        'test',
        server.url,
        '--protocol',
        protocols.join(','),
        '--sale',
        sale,
        '--strict',
        '--json',
      ],
      ...(protocols.includes('license-code') ? ['--set', `license=${licenseCode}`] : []),
      ...['--rsa-public-key', rsaPublicKeyFile()],
      ...(explored === undefined ? [] : ['--explore', explored, '--seed', seed]),
      ...more,
    ],
    { env: settings },
  );
  const report = JSON.parse(stdout || '{}') as {
    readonly summary?: Readonly<Record<string, number>>;
    readonly checks?: readonly ReportedCheck[];
  };
  if (!report.summary) throw new Error(stdout + stderr);
  const of = (status: string) => (report.checks ?? []).filter((check) => check.status === status);
  return {
    code,
    summary: report.summary,
    findings: [...of('failed'), ...of('warned')].map(({ id, actual }) => `${id}: ${actual?.en}`),
    skipped: of('skipped').map(({ id }) => id),
  };
}

/** Those whose calls only name an order, and licence codes, which need none. */
export const ordering: readonly ProtocolId[] = ['v2', 'license-code', 'online-license', 'order-notify'];

/** What does not apply on loopback. */
const withoutTls = ['NET-HTTPS', 'NET-TLS'];

export function expectClean({ code, summary, findings, skipped }: Verdict): void {
  expect(findings).toEqual([]);
  // In some kinds of sale, no parameter has a choice, or none that only warns.
  expect(skipped.filter((id) => !/-EXPLORE-(VALUES|UNUSUAL)$/.test(id))).toEqual(withoutTls);
  expect(summary).toMatchObject({ failed: 0, warned: 0 });
  expect(code).toBe(0);
}

/** A server that queries its orders at a port of this machine, on which the tests run the order API. */
export async function startWithOrders(
  project: Project,
  database?: string,
): Promise<Server & { readonly orderPort: number }> {
  const orderPort = await freePort();
  const { ak, sk } = sandboxCredential;
  const env = {
    KOO_ORDER_API_URL: `http://127.0.0.1:${orderPort}`,
    KOO_ORDER_API_AK: ak,
    KOO_ORDER_API_SK: sk,
  };
  return { ...(await start(project, { env, ...(database !== undefined && { database }) })), orderPort };
}

/** The product of the lives that is pay-per-use; that of the others is paid for a period. */
const payPerUse = 'OFFI758576253042421762';

/** The lives of one product, and its sale mode. */
export function lives(): readonly { readonly name: string; readonly text: string; readonly sale: Sale }[] {
  return Object.entries(readData('lives') as Readonly<Record<string, string>>)
    .filter(([name]) => name.startsWith('life-'))
    .map(([name, text]) => ({ name, text, sale: text.includes(payPerUse) ? 'on-demand' : 'period' }));
}

/**
 * Runs a life at the marketplace against a server.
 *
 * @param learnLicense makes a licence code known that was sold
 * @returns what is not as expected
 */
export async function live(
  name: string,
  text: string,
  { url, orderPort }: { readonly url: string; readonly orderPort: number },
  learnLicense: (code: string) => void,
): Promise<readonly string[]> {
  const merchant = { url, keys, rsaPublicKey, learnLicense };
  const { signal } = new AbortController();
  const { differences } = await runScenario(parseScenario(text, name), { merchant, port: orderPort, signal });
  return differences.map(({ at, text: { en } }) => `${at} ${en}`);
}
