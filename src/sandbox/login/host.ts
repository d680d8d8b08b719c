import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { systemCode } from '../../errors/koo-error.ts';
import type { LocalServer } from '../../http/local-server.ts';
import { unifiedPageOf, unifiedPaths } from '../../sso/center/address.ts';
import type { Center } from '../../sso/center/model.ts';
import { expiredCertificate, startLoginServer } from '../../sso/center/server.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { LogEntry } from '../api/log/log.ts';
import { isMadeUpDomain } from '../market/kit/made-up.ts';
import { tenants } from '../market/kit/model.ts';
import { businessTime, type ServedLogin } from '../market/model/context.ts';
import type { Database } from '../state/database.ts';
import type { LoginFault } from '../state/running.ts';
import { createLoginLog } from './calls.ts';
import { createDirectory } from './directory.ts';
import { createLoginFault } from './fault.ts';

/** The login centre of a sandbox: unified login at the sandbox's origin, and an origin for each organisation. */
export interface LoginHost {
  readonly login: ServedLogin;
  /** Listens at the login domains of all organisations, and at a spare one for the next organisation. */
  listen(): Promise<void>;
  /** Listens at a spare login domain for the next organisation. */
  prepare(): Promise<void>;
  /** Serves unified login. @returns whether the request is one of it */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  close(): Promise<void>;
}

export interface LoginHostOptions {
  readonly database: Database;
  readonly now: () => Date;
  /** Origin of the sandbox without a trailing slash; known once it listens. */
  readonly unifiedOrigin: () => string;
  /** Whether login domains use the usual ports, or any free ones. */
  readonly hasUsualPorts: boolean;
  readonly fault: LoginFault | undefined;
  /** Aborts when the sandbox closes: delays end at once. */
  readonly closing: AbortSignal;
  readonly log: (entry: LogEntry) => void;
  readonly notice: (text: Localized) => void;
}

/** Ports of login domains, below those that the system assigns to connections, which could be taken after a restart. */
const usualPorts = Array.from({ length: 99 }, (_, index) => 8801 + index);
/** Attempts with any free port: it may be that of an organisation. */
const anyPorts = [0, 0, 0];

const ownDomain = /^https?:\/\/127\.0\.0\.1:(\d{1,5})$/;

export function createLoginHost(options: LoginHostOptions): LoginHost {
  const { database, now, unifiedOrigin, fault, closing, log, notice } = options;
  const isExpired = fault === 'expired-certificate';
  const directory = createDirectory(database);
  const replaced = new Set(
    (fault === 'rotated-secret' ? tenants(database) : []).flatMap(({ credentials }) =>
      Object.values(credentials).map(({ clientSecret }) => clientSecret),
    ),
  );
  const isReplaced = (clientSecret: string) => replaced.has(clientSecret);
  const servers = new Map<string, LocalServer>();
  /** Domains whose ports other programs use. */
  const lost = new Set<string>();
  const loginLog = createLoginLog({ now, log, fault });
  let loaded: Promise<Center> | undefined;
  let preparing: Promise<void> | undefined;

  const center = () => {
    loaded ??= import('../../sso/center/center.ts').then(({ createCenter }) =>
      createCenter({
        directory,
        now: () => businessTime(database, now()),
        random: (bytes) => randomBytes(bytes),
        unifiedOrigin: unifiedOrigin(),
        fault: createLoginFault(fault, directory, isReplaced),
        record: loginLog.record,
        sleep: (ms) => sleep(ms, undefined, { signal: closing }).catch(() => undefined),
      }),
    );
    return loaded;
  };
  const serveUnified = getRequestListener(
    (request) => loginLog.serve(request, async () => (await center()).unified(request)),
    { overrideGlobalObjects: false },
  );

  async function listenAt(port: number, isSecure: boolean): Promise<LocalServer> {
    const server = await startLoginServer({
      port,
      ...(isSecure && { tls: expiredCertificate }),
      handle: (request) =>
        loginLog.serve(request, async () => {
          const owner = directory.tenants().find(({ domain }) => domain === server.url);
          return (await center()).domain(owner?.id ?? server.url)(request);
        }),
    });
    servers.set(server.url, server);
    return server;
  }

  /** Returns a domain that no organisation has yet. */
  function spare(): string | undefined {
    const taken = new Set(tenants(database).map(({ domain }) => domain));
    return [...servers.keys()].find((url) => !taken.has(url) && url.startsWith('https:') === isExpired);
  }

  async function openSpare(): Promise<void> {
    const recorded = new Set(tenants(database).map(({ domain }) => Number(portOf(domain))));
    for (const port of options.hasUsualPorts ? [...usualPorts, ...anyPorts] : anyPorts) {
      if (recorded.has(port)) continue;
      try {
        await listenAt(port, isExpired);
      } catch (error) {
        if (!isPortProblem(error)) throw error;
      }
      if (spare() !== undefined) return;
    }
  }

  async function prepare(): Promise<void> {
    if (closing.aborted || spare() !== undefined) return;
    preparing ??= openSpare().finally(() => {
      preparing = undefined;
    });
    await preparing;
  }

  return {
    login: {
      domainFor(current) {
        if (current !== undefined && !isMadeUpDomain(current) && isServed(current)) return current;
        // Runs after this domain is assigned.
        setImmediate(() => prepare().catch(() => undefined));
        return spare();
      },
      isReplaced,
      pageOf: (appId) => `${unifiedOrigin()}${unifiedPageOf(appId)}`,
    },
    async listen() {
      for (const { name, domain } of tenants(database)) {
        const port = portOf(domain);
        if (port === undefined || servers.has(domain)) continue;
        try {
          await listenAt(Number(port), domain.startsWith('https:'));
        } catch (error) {
          if (!isPortProblem(error)) throw error;
          lost.add(domain);
          notice(portTaken(name, domain, port));
        }
      }
      await prepare();
    },
    prepare,
    handle(request, response) {
      if (!request.url?.startsWith(unifiedPaths.page)) return false;
      void serveUnified(request, response);
      return true;
    },
    async close() {
      await preparing?.catch(() => undefined);
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };

  /** Domains that a user has chosen are left alone. */
  function isServed(domain: string): boolean {
    if (portOf(domain) === undefined) return true;
    return !lost.has(domain) && domain.startsWith('https:') === isExpired;
  }
}

function portOf(domain: string): string | undefined {
  return ownDomain.exec(domain)?.[1];
}

function isPortProblem(error: unknown): boolean {
  return ['EADDRINUSE', 'EACCES'].includes(systemCode(error) ?? '');
}

function portTaken(name: string, domain: string, port: string): Localized {
  return both(
    'No one can log in at {domain}, the login domain of the organisation {name}: another program uses the port {port}. End that program and restart the sandbox, or unbind the instances of the organisation and bind them again: it then gets another domain.',
    { name, domain, port },
  );
}
