import { randomBytes, randomUUID } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { consolePath } from '../../console/paths.ts';
import { type LocalServer, startLocalServer } from '../../http/local-server.ts';
import type { UserListReader } from '../../seller/user-list.ts';
import { unifiedPaths } from '../../sso/center/address.ts';
import type { Localized } from '../../text/localized.ts';
import { createApp } from '../api/app.ts';
import type { FaultOptions, InjectedFault } from '../api/gateway/fault.ts';
import { createRequestLog, type LogEntry } from '../api/log/log.ts';
import { createMarketEndpoint } from '../api/market-endpoint.ts';
import { createLoginHost } from '../login/host.ts';
import type { Market } from '../market/engine/market.ts';
import type { Database } from '../state/database.ts';
import type { LoginFault } from '../state/running.ts';
import { openStore } from '../store.ts';
import { createConsoleEndpoint } from './console-endpoint.ts';
import { createMarketHost } from './market-host.ts';

export interface Sandbox {
  /** `http://127.0.0.1:8788` */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /**
   * Stops listening, lets pending responses go out for a second, closes every connection, waits a moment for the
   * callback under way, which is made again later, and closes the state.
   */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** koo's state folder; the sandbox has a folder of its own in it. Several sandboxes may share a state. */
  readonly stateFolder: string;
  /** 0 or nothing: any free port. */
  readonly port?: number;
  /** Names of the sandbox besides those of this machine, each with or without a port. */
  readonly names?: readonly string[];
  readonly fault?: FaultOptions;
  /** The fault of a request, besides those at random. */
  readonly faultOf?: (url: URL) => InjectedFault;
  readonly loginFault?: LoginFault;
  readonly now?: () => Date;
  /** Opens the marketplace of the state; default the real one. */
  readonly openMarket?: (database: Database) => Promise<Market>;
  /** Longest wait of an act for another process that acts in the state, in milliseconds. */
  readonly busyMs?: number;
  /** Whether due callbacks are sent while no act is performed, and users can log in at any time. */
  readonly keepsTime?: boolean;
  /** Called with the URL of each request whose signature is valid. */
  readonly onRequest?: (url: URL) => void;
  readonly readUsers?: UserListReader;
  /** Called if other users could read the state. */
  readonly notice?: (text: Localized) => void;
  /** Called with each request; the log of the state has it as well. */
  readonly log?: (entry: LogEntry) => void;
}

/** The gateway accepts an address of 32 KB, and headers of 32 KB each up to 128 KB. */
const maxHeaderSize = 160 * 1024;
/** Longer than clients and proxies keep idle connections, so that they do not find one closed. */
const keepAliveTimeout = 65_000;
/** Longest logged part of a refused path, in characters. */
const maxRefusedPath = 100;

/**
 * Starts the sandbox on loopback.
 *
 * @throws the error of `listen` (`EADDRINUSE`, …); KooError (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { stateFolder, port = 0, fault, now = () => new Date() } = options;
  const database = openStore(stateFolder, options.notice);
  const requests = createRequestLog(database);
  const log = (entry: LogEntry) => {
    requests.add(entry);
    options.log?.(entry);
  };
  const closing = new AbortController();
  const token = randomBytes(32).toString('hex');
  const logins = createLoginHost({
    database,
    now,
    unifiedOrigin: () => server.url,
    hasUsualPorts: port !== 0,
    fault: options.loginFault,
    closing: closing.signal,
    log,
    notice: (text) => options.notice?.(text),
  });
  const openMarket =
    options.openMarket ??
    (async () => {
      await logins.prepare();
      return (await import('../market/engine/open.ts')).openRealMarket(database, now, {
        login: logins.login,
      });
    });
  const host = createMarketHost({
    stateFolder,
    open: () => openMarket(database),
    ...(options.busyMs !== undefined && { busyMs: options.busyMs }),
  });
  const { fetch } = createApp({
    database,
    stateFolder,
    token,
    fault,
    faultOf: options.faultOf,
    now,
    log,
    serveMarket: createMarketEndpoint({ token, market: host.market, closing: closing.signal }),
    closing: closing.signal,
    onRequest: options.onRequest,
    wake: host.wake,
  });
  const serve = getRequestListener(fetch, { autoCleanupIncoming: false, overrideGlobalObjects: false });
  const serveConsole = createConsoleEndpoint({
    token,
    state: { database, stateFolder, now, market: host.market, readUsers: options.readUsers },
    closing: closing.signal,
  });
  let server: LocalServer;
  try {
    server = await startLocalServer({
      port,
      names: options.names,
      openPaths: [unifiedPaths.page, `${consolePath}/enter?`],
      maxHeaderSize,
      keepAliveTimeout,
      listener: (request, response) => {
        // A client could send requests on an open connection for ever.
        if (closing.signal.aborted) request.socket.destroy();
        else if (!serveConsole(request, response) && !logins.handle(request, response))
          void serve(request, response);
      },
      onRefused: ({ method = '', url = '' }, { status, code, message }) => {
        const path = url.split('?', 1)[0]?.slice(0, maxRefusedPath) ?? '';
        const requestId = randomUUID().replaceAll('-', '');
        log({ time: now(), method, path, status, code, requestId, durationMs: 0, reason: message });
      },
    });
  } catch (error) {
    database.close();
    throw error;
  }
  if (options.keepsTime) {
    await logins.listen().catch(async (error: unknown) => {
      await end();
      throw error;
    });
    host.run();
  }
  let closed: Promise<void> | undefined;
  return {
    url: server.url,
    port: server.port,
    token,
    close() {
      closed ??= end();
      return closed;
    },
  };

  async function end(): Promise<void> {
    closing.abort();
    await Promise.all([server.close(), logins.close()]);
    await host.close();
    requests.close();
    database.close();
  }
}
