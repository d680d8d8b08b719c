import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { createDeliverer } from '../../../src/callback/delivery/deliver.ts';
import { randomId } from '../../../src/callback/delivery/random.ts';
import { createLogin, type LoginSteps, loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { type Fetch, type Login, loginAddresses } from '../../../src/callback/merchant/login/model.ts';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import type { Merchant } from '../../../src/callback/merchant/model.ts';
import { startServer } from '../../../src/callback/merchant/server/server.ts';
import { createState, type State } from '../../../src/callback/merchant/state.ts';
import type { Targets } from '../../../src/sso/probe/model.ts';
import { testLogin } from '../../../src/sso/suite/run.ts';
import type { Report } from '../../../src/suite/report.ts';
import { selectForList } from '../../../src/suite/selection.ts';
import { countSuite } from '../../support/budget/count.ts';
import { privateKey, publicKey } from '../../support/rsa-keys.ts';
import { allOrFirstOfEach } from '../../support/whole.ts';

/** A mistake of a merchant: what differs from the reference merchant. */
export interface Variant {
  /** What the merchant does wrong. */
  readonly mistake: string;
  /** The checks that find it; the first one is the one that names it. No other check fails or warns. */
  readonly caughtBy: readonly [string, ...string[]];
  /** Part of what the first one says in English, where it can say different things. */
  readonly says?: string;
  /** Steps of the login that are done in another way. */
  readonly steps?: Partial<LoginSteps>;
  /** Changes what the merchant asks the login centre. */
  readonly fetch?: (send: Fetch, print: (line: string) => void) => Fetch;
  /** Changes what browsers send and get. */
  readonly login?: (login: Login, origin: string, print: (line: string) => void) => Login;
  /** Changes how callbacks are answered. */
  readonly merchant?: (merchant: Merchant) => Merchant;
  /**
   * A server in front of the merchant.
   *
   * @param pass passes the request on, without its host and the page that sends it, and adds headers to its response
   */
  readonly front?: (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    pass: (headers?: Readonly<Record<string, string>>) => void,
  ) => void;
  /** Changes what the merchant stores, before it serves anyone. */
  readonly state?: (state: State) => void;
  /** Milliseconds that a login centre may keep the merchant waiting; default 20,000, which no machine takes. */
  readonly timeoutMs?: number;
}

export interface VariantOptions {
  /** Checks to run besides those that they need; default all. */
  readonly only?: readonly string[];
  readonly patienceMs?: number;
  /** Milliseconds for each response; default 20,000. */
  readonly timeoutMs?: number;
  /** Addresses that are not tested. */
  readonly without?: readonly ('cas' | 'loginPage' | 'accountPage' | 'logout')[];
  readonly protocol?: 'v1-kit' | 'v2-kit';
  /** Default: waits. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly targets?: Partial<Targets>;
  /** The host of the addresses of the login; default the address of loopback. */
  readonly host?: string;
}

/**
 * For the check that waits: a merchant that gives up, and a suite whose login centre stays silent for longer, with time
 * between them for a busy machine.
 */
export const brief = { merchant: { timeoutMs: 1_500 }, suite: { patienceMs: 6_000 } };

/** The reference merchant without a mistake. */
export const intact: Omit<Variant, 'mistake' | 'caughtBy'> = {};

/** A merchant that serves, bound to no one yet. */
export interface StartedMerchant {
  readonly targets: Required<Targets>;
  /** The access key of its kit interfaces. */
  readonly kitKey: string;
  /** What it has printed. */
  output(): string;
  close(): Promise<void>;
}

/** The addresses of the reference merchant's login at an origin. */
export function targetsAt(origin: string): Required<Targets> {
  return { production: `${origin}/saasproduce`, ...loginAddresses(origin) };
}

/** Starts a merchant on a free port. */
export async function startMerchant(
  variant: Omit<Variant, 'mistake' | 'caughtBy'>,
  loginPage?: string,
): Promise<StartedMerchant> {
  const now = () => new Date();
  const state = createState([]);
  variant.state?.(state);
  let output = '';
  const print = (line: string) => {
    output += `${line}\n`;
  };
  const kitKey = randomId();
  const merchant = createMerchant(
    {
      protocols: ['v1-kit', 'v2-kit'],
      keys: { kit: kitKey },
      rsaPrivateKey: privateKey,
      encryptBits: 256,
      sale: 'period',
      now,
      id: randomId,
    },
    state,
  );
  const front = variant.front && (await startFront(variant.front));
  const server = await startServer({
    merchant: variant.merchant?.(merchant) ?? merchant,
    login: (own) => {
      const origin = front?.lead(own) ?? own;
      const login = createLogin(
        {
          state,
          origin,
          ...(loginPage !== undefined && { loginPage }),
          fetch: variant.fetch?.(fetch, print) ?? fetch,
          timeoutMs: variant.timeoutMs ?? 20_000,
          now,
          random: randomId,
        },
        { ...loginSteps, ...variant.steps },
      );
      return variant.login?.(login, origin, print) ?? login;
    },
    port: 0,
    log: (entry) => print(JSON.stringify(entry)),
  });
  const url = front?.url ?? server.url;
  return {
    targets: targetsAt(url),
    kitKey,
    output: () => output,
    close: async () => {
      await front?.close();
      await server.close();
    },
  };
}

async function startFront(serve: NonNullable<Variant['front']>) {
  let to = '';
  const front = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    serve(incoming, outgoing, (added) => {
      const { host: _host, origin: _origin, 'sec-fetch-site': _site, ...passed } = headers;
      const request = send(new URL(url, to), { method, headers: passed }, (response) => {
        outgoing.writeHead(response.statusCode ?? 0, { ...response.headers, ...added });
        response.pipe(outgoing);
      });
      incoming.pipe(request);
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  return {
    url,
    /** Leads to a server from now on. */
    lead(server: string) {
      to = server;
      return url;
    },
    close: () =>
      new Promise((resolve) => {
        front.close(resolve);
        front.closeAllConnections();
      }),
  };
}

/** Runs the suite against a merchant, at other addresses than its own if they are given. */
export async function runVariant(
  variant: Omit<Variant, 'mistake' | 'caughtBy'>,
  options: VariantOptions = {},
): Promise<Report> {
  const { targets: all, kitKey, output, close } = await startMerchant(variant);
  const { production, ...addresses } = all;
  const { host = '127.0.0.1' } = options;
  const named = Object.entries(addresses).map(([name, url]) => [name, url.replace('127.0.0.1', host)]);
  const targets: Targets = { production, ...Object.fromEntries(named), ...options.targets };
  for (const name of options.without ?? []) Reflect.deleteProperty(targets, name);
  const { timeoutMs = 20_000 } = options;
  const deliverer = createDeliverer({ timeoutMs, env: {} });
  countSuite(options.only ?? []);
  try {
    return await testLogin({
      options: { targets, instanceId: '', patienceMs: options.patienceMs ?? 20_000 },
      kit: { protocol: options.protocol ?? 'v2-kit', key: kitKey, rsaPublicKey: publicKey },
      secrets: [],
      selection: { only: options.only ?? [], skip: [] },
      bail: false,
      notices: [],
      deliver: deliverer.deliver,
      env: {},
      output,
      timeoutMs,
      random: randomBytes,
      now: () => new Date(),
      sleep: options.sleep ?? ((milliseconds) => wait(milliseconds)),
    });
  } finally {
    await deliverer.close();
    await close();
  }
}

/** The ids of the checks that found something, in the order of the report. */
export function found({ checks }: Report): string[] {
  return checks.filter(({ status }) => status === 'failed' || status === 'warned').map(({ id }) => id);
}

/** A mistake for each check: what is tested before a change lands. Where all is tested, all of them are. */
export function oneOfEach<V extends Pick<Variant, 'caughtBy'>>(variants: readonly V[]): readonly V[] {
  return allOrFirstOfEach(variants, ({ caughtBy: [id] }) => id);
}

/** The checks of a selection that found something. */
function foundAmong(report: Report, only: readonly string[]): string[] {
  const selected = selectForList('sso', report.checks, { only, skip: [] }).map(({ id }) => id);
  return found(report).filter((id) => selected.includes(id));
}

/**
 * Asserts that exactly the checks of a mistake find it, among those of a group. Checks that these need belong to another
 * group, and may find it, too.
 */
export async function assertFound(variant: Variant, group: readonly string[]): Promise<void> {
  const { caughtBy, says = '' } = variant;
  const report = await runVariant(variant, { only: group });
  expect(foundAmong(report, [...caughtBy, ...group]).sort()).toEqual(caughtBy.toSorted());
  const [first] = report.checks.filter(({ status }) => status === 'failed' || status === 'warned');
  expect(first?.actual?.en).toContain(says);
}
