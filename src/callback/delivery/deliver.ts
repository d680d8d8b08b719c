import { setTimeout as wait } from 'node:timers/promises';
import { buildConnector, type Dispatcher } from 'undici';
import { networkCode } from '../../errors/koo-error.ts';
import { createDispatchers, readProxies } from '../../http/dispatcher.ts';
import { kindOfCode, proxyFaultOf } from '../../http/network-error.ts';
import type { Parameter } from '../protocols/model.ts';
import type {
  Deliver,
  DeliveryFailure,
  FailureKind,
  HttpRequest,
  HttpResponse,
  Outcome,
  TlsFacts,
} from './exchange.ts';
import { maxResponseBytes } from './limits.ts';

export interface DelivererOptions {
  /** Deadline for the whole exchange, connection and body included. */
  readonly timeoutMs: number;
  /** Aborts all deliveries in progress. */
  readonly signal?: AbortSignal;
  /** Maximum length of a response body in bytes; default {@link maxResponseBytes}. */
  readonly maxBytes?: number;
  /** Maximum number of open connections; default unlimited. */
  readonly connections?: number;
  /** For `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Deliverer {
  readonly deliver: Deliver;
  close(): Promise<void>;
}

/**
 * Sends callbacks as KooGallery does: HTTP/1.1, with certificate verification and without following redirects. Errors
 * of the server are returned as an `Outcome`, never thrown.
 *
 * @throws KooError (usage, `INVALID_PROXY`)
 */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const connections = openConnections(options);
  const deliver: Deliver = (request) => {
    const url = new URL(request.url);
    return exchange(request, url, connections.to(url), options);
  };
  return { deliver, close: connections.destroy };
}

/** How long a crashed server may take to end, in milliseconds. */
const endMs = 250;

/** The failures of a delivery that a crash of the server causes. */
const crashes: ReadonlySet<FailureKind> = new Set(['reset', 'refused', 'cut-off']);

/** Waits after a lost connection, because koo sees the end of a crashed server later than that of its connections. */
export function awaitingCrash(deliver: Deliver, signal: AbortSignal): Deliver {
  return async (request) => {
    const outcome = await deliver(request);
    if (!outcome.answered && crashes.has(outcome.failure.kind))
      await wait(endMs, undefined, { signal }).catch(() => {});
    return outcome;
  };
}

/** A way to a server, and the facts about its connections. */
export interface Route {
  readonly dispatcher: Dispatcher;
  /** Facts of a connection that was established; `undefined` without one. */
  established(): { readonly tls?: TlsFacts } | undefined;
}

/** Keep-alive connections to servers of merchants. @throws KooError (usage, `INVALID_PROXY`) */
export function openConnections({
  env = {},
  timeoutMs,
  connections,
}: Pick<DelivererOptions, 'env' | 'timeoutMs' | 'connections'>) {
  readProxies(env);
  const connected: Connected = new Map();
  const dispatchers = createDispatchers(env, {
    timeoutMs,
    connector: (tls) => recordConnections(connected, tls),
    ...(connections && { connections }),
  });
  return {
    to: ({ hostname, host }: URL): Route => ({
      dispatcher: dispatchers.of(hostname),
      established: () => connected.get(host),
    }),
    destroy: () => dispatchers.destroy(),
  };
}

/** The hosts to which a connection was established. Not known behind a proxy. */
type Connected = Map<string, { readonly tls?: TlsFacts }>;

function recordConnections(
  connected: Connected,
  options: buildConnector.BuildOptions,
): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, callback) =>
    connect(target, (...result) => {
      const socket = result[1];
      if (socket) {
        const tls = 'getProtocol' in socket ? { protocol: socket.getProtocol() ?? 'unknown' } : undefined;
        connected.set(target.host ?? target.hostname, { ...(tls && { tls }) });
      }
      callback(...result);
    });
}

async function exchange(
  request: HttpRequest,
  url: URL,
  { dispatcher, established }: Route,
  options: DelivererOptions,
): Promise<Outcome> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  let inBody = false;
  try {
    const incoming = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: withAgent(request.headers).flat(),
      body: request.bytes ?? request.body ?? null,
      responseHeaders: 'raw',
      signal,
    });
    inBody = true;
    const { body, truncated } = await readLimited(incoming.body, options.maxBytes ?? maxResponseBytes);
    const tls = established()?.tls;
    const response: HttpResponse = {
      status: incoming.statusCode,
      headers: toPairs(incoming.headers as unknown as readonly string[]),
      body,
      truncated,
      durationMs: elapsed(),
      ...(tls && { tls }),
    };
    return { answered: true, response };
  } catch (error) {
    const failure = classify(error, {
      inBody,
      timedOut: deadline.aborted,
      isConnected: established() !== undefined,
    });
    return { answered: false, failure: { ...failure, durationMs: elapsed() } };
  }
}

/** Names koo as the client, unless a recorded request has its own User-Agent. */
function withAgent(headers: readonly Parameter[]): readonly Parameter[] {
  const isNamed = headers.some(([name]) => name.toLowerCase() === 'user-agent');
  return isNamed ? headers : [['user-agent', 'koo'], ...headers];
}

async function readLimited(stream: AsyncIterable<Buffer>, limit: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop destroys the stream, so an endless body is not read further.
    if (size > limit) return { body: Buffer.concat(chunks).subarray(0, limit), truncated: true };
  }
  return { body: Buffer.concat(chunks), truncated: false };
}

/** Converts undici's raw headers, a flat list of names and values. */
export function toPairs(flat: readonly string[]): Parameter[] {
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, index) => [
    String(flat[2 * index]),
    String(flat[2 * index + 1]),
  ]);
}

/** Classifies the error with which an exchange failed. */
export function classify(
  error: unknown,
  { inBody, timedOut, isConnected }: Readonly<Record<'inBody' | 'timedOut' | 'isConnected', boolean>>,
): Omit<DeliveryFailure, 'durationMs'> {
  if (timedOut) return { kind: isConnected ? 'no-response' : 'timeout', code: 'TIMEOUT' };
  const code = networkCode(error);
  if (proxyFaultOf(error)) return { kind: 'proxy', code };
  if (inBody) return { kind: 'cut-off', code };
  if (/^(HPE_|HTTPParserError$|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$)/.test(code))
    return { kind: 'protocol', code };
  return { kind: kindOfCode(code) ?? 'unreachable', code };
}
