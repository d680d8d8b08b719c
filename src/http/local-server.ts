import type { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Place, type Refusal, refusalOf } from './expected-request.ts';
import { isLoopback } from './loopback.ts';

export interface LocalServerOptions {
  readonly listener: RequestListener;
  /** Address to listen on; default loopback. */
  readonly host?: string | undefined;
  /** 0 for any free port. */
  readonly port: number;
  /** Names of the server besides its address, each with or without a port. */
  readonly names?: readonly string[] | undefined;
  /** Starts of the paths to which pages of other websites may lead the browser; default none. */
  readonly openPaths?: readonly string[] | undefined;
  /** Serves HTTPS with this certificate and its private key, both PEM. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Told of each TLS handshake, also of one that the client ends because it does not trust the certificate. */
  readonly onHandshake?: (() => void) | undefined;
  /** Maximum length of the headers and the URL together, in bytes. */
  readonly maxHeaderSize: number;
  /** Keep-alive time of an idle connection, in milliseconds. */
  readonly keepAliveTimeout?: number;
  /** Told of refused requests, of at most one a second: a page may send thousands. */
  readonly onRefused: (request: IncomingMessage, refusal: Refusal) => void;
}

export interface LocalServer {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  readonly port: number;
  /** Whether only this machine can reach it. */
  readonly loopback: boolean;
  /** Stops listening, waits up to a second for pending responses, then closes all connections. */
  close(): Promise<void>;
}

/** Limits of slow senders, in milliseconds. */
const headersTimeout = 10_000;
const requestTimeout = 30_000;
const checkInterval = 5_000;
const maxConnections = 1_000;
/** Longest wait for the rest of a refused body, in milliseconds, and most of it that is received, in bytes. */
const discardMs = 2_000;
const maxDiscarded = 16 * 1024 * 1024;
/** Most that is kept of all bodies that are being received, in bytes. */
const maxUnderWay = 256 * 1024 * 1024;
const graceMs = 1_000;
const refusedLogMs = 1_000;

/**
 * Serves HTTP/1.1, or HTTPS, to programs on this machine, or to those that reach `host`. Requests of web pages are refused
 * ({@link refusalOf}), and slow ones cut.
 *
 * @throws the error of `listen` (`EADDRINUSE`, `EACCES`, …)
 */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const {
    listener,
    host = '127.0.0.1',
    port,
    names = [],
    openPaths,
    tls,
    maxHeaderSize,
    keepAliveTimeout,
  } = options;
  let place: Place = { loopback: true, names: isLoopback(host) ? names : [host, ...names], openPaths };
  let lastRefused = Number.NEGATIVE_INFINITY;
  const answer: RequestListener = (request, response) => {
    const refusal = refusalOf(request, place);
    if (!refusal) {
      listener(request, response);
      return;
    }
    if (performance.now() - lastRefused >= refusedLogMs) {
      lastRefused = performance.now();
      options.onRefused(request, refusal);
    }
    const body = JSON.stringify({ error_code: refusal.code, error_msg: refusal.message.en });
    const headers = ['Content-Type', 'application/json;charset=UTF-8', 'Cache-Control', 'no-store'];
    answerEarly(request, response, refusal.status, headers, Buffer.from(body));
  };
  const limits = {
    maxHeaderSize,
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: checkInterval,
    // Answered in JSON.
    requireHostHeader: false,
    ...(keepAliveTimeout !== undefined && { keepAliveTimeout }),
  };
  const server = tls ? createSecureServer({ ...limits, ...tls }, answer) : createServer(limits, answer);
  server.maxConnections = maxConnections;
  if (options.onHandshake) onHandshake(server, options.onHandshake);
  // Node would ask for the body first.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!refusalOf(request, place)) response.writeContinue();
    answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const loopback = /^(127\.|::1$|::ffff:127\.)/.test(address.address);
  place = { ...place, loopback };
  return {
    url: `${tls ? 'https' : 'http'}://${name}:${address.port}`,
    port: address.port,
    loopback,
    close: () =>
      new Promise<void>((resolve) => {
        const grace = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(grace);
          resolve();
        });
      }),
  };
}

function onHandshake(server: EventEmitter, report: () => void): void {
  server.on('secureConnection', report);
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    // A request without TLS is no handshake.
    if (error.code !== 'ERR_SSL_HTTP_REQUEST') report();
  });
}

let underWay = 0;

/**
 * The whole body; `undefined` as soon as it turns out to be longer than `limit`, of which no more is kept. Then
 * {@link answerEarly}.
 *
 * @throws Error if the client disconnects
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer<ArrayBuffer> | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined);
  // It has said so already, and says it once.
  if (request.destroyed) return Promise.reject(disconnected());
  return new Promise((resolve, reject) => {
    let kept = Buffer.alloc(0);
    let size = 0;
    const keep = (length: number) => {
      underWay += length - kept.length;
      const larger = Buffer.allocUnsafe(length);
      kept.copy(larger, 0, 0, size);
      kept = larger;
    };
    const release = () => {
      underWay -= kept.length;
      kept = Buffer.alloc(0);
    };
    const onData = (chunk: Buffer) => {
      const end = size + chunk.length;
      if (end > limit) {
        request.off('data', onData);
        request.pause();
        release();
        resolve(undefined);
        return;
      }
      // Chunks may be of one byte each, which take a hundred of memory.
      if (end > kept.length) keep(Math.min(limit, Math.max(end, 2 * kept.length)));
      size += chunk.copy(kept, size);
      if (underWay > maxUnderWay) request.destroy();
    };
    request.on('data', onData);
    request.once('end', () => {
      resolve(kept.subarray(0, size));
      release();
    });
    request.once('error', reject);
    request.once('close', () => {
      release();
      reject(disconnected());
    });
  });
}

function disconnected(): Error {
  return new Error('the client disconnected');
}

/**
 * Answers a request whose body is not read to its end. The rest of it is discarded for a while, because most senders
 * read no answer before they have sent everything, and a connection that is cut takes the answer with it.
 */
export function answerEarly(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: Uint8Array,
): void {
  response.writeHead(status, [...headers, 'Content-Length', String(body.length), 'Connection', 'close']);
  // Complete for the client by its length.
  response.write(body);
  let discarded = 0;
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, discardMs);
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > maxDiscarded) request.destroy();
  });
  request.once('end', end);
  request.once('error', end);
  request.once('close', end);
  request.resume();
}
