import { randomUUID } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import type { Localized } from '../text/localized.ts';
import { createApp } from './app.ts';
import type { FaultOptions } from './fault.ts';
import { createRequestLog, type LogEntry } from './log.ts';
import { openStore } from './store.ts';

/** KooGallery's open API on this machine. */
export interface Sandbox {
  /** `http://127.0.0.1:8788` */
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets answers under way go out for a second, then closes every connection and the state. */
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
  readonly now?: () => Date;
  /** Told of the URL of each request whose signature is valid. */
  readonly onRequest?: (url: URL) => void;
  /** Told when other users could read the state. */
  readonly notice?: (text: Localized) => void;
  /** Told of each request, which is in the log of the state as well. */
  readonly log?: (entry: LogEntry) => void;
}

/** An address of 32 KB, and headers of 32 KB each up to 128 KB, are what the gateway lets through. */
const maxHeaderSize = 160 * 1024;
/** Longer than clients and proxies keep idle connections, so that they do not find one closed. */
const keepAliveTimeout = 65_000;
/** Most of a refused path that is logged, in characters. */
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
  const { fetch } = createApp({
    database,
    fault,
    now,
    log,
    closing: closing.signal,
    onRequest: options.onRequest,
  });
  const serve = getRequestListener(fetch, { autoCleanupIncoming: false });
  let server: LocalServer;
  try {
    server = await startLocalServer({
      port,
      names: options.names,
      maxHeaderSize,
      keepAliveTimeout,
      listener: (request, response) => {
        // On a connection that a client keeps open, requests would be served for as long as it sends any.
        if (closing.signal.aborted) request.socket.destroy();
        else void serve(request, response);
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
  let closed: Promise<void> | undefined;
  return {
    url: server.url,
    port: server.port,
    close() {
      closed ??= end();
      return closed;
    },
  };

  async function end(): Promise<void> {
    closing.abort();
    await server.close();
    requests.close();
    database.close();
  }
}
