import { EventEmitter } from 'node:events';
import type { Dispatcher } from 'undici';
import type { ExchangeRequest, RecordedAnswer } from '../../exchanges/model.ts';
import { headersToForward, withoutConnectionHeaders } from '../../http/connection-headers.ts';
import { classify, openConnections, type Route, toPairs } from '../delivery/deliver.ts';
import type { Outcome } from '../delivery/exchange.ts';
import type { Merchant } from '../merchant/model.ts';
import { describeFailure } from '../probe/response.ts';
import type { ReceivedRequest } from '../protocols/model.ts';
import { firstValues } from '../protocols/request.ts';

/** The outcome of a call, with what its sender gets. */
export type Answer =
  | (Extract<Outcome, { answered: true }> & {
      /** The text behind the status; absent for the usual one. */
      readonly statusText?: string;
      /** The part of the body that has been read; `response` may have less of it. */
      readonly sent: Uint8Array;
      /** The rest of a body that is longer than what is kept. */
      readonly rest?: AsyncIterable<Uint8Array>;
    })
  | Extract<Outcome, { answered: false }>;

export interface Answerer {
  /** The URL that a request goes to; absent if it is answered here. */
  targetOf?(url: string): string;
  /** Whatever the target does is an answer; `undefined` if it was given up. */
  answer(request: ExchangeRequest): Promise<Answer | undefined>;
  /** Cancels the exchanges that are under way. */
  close(): Promise<void>;
}

/** Converts an outcome for the history. */
export function recordedAnswer(outcome: Outcome): RecordedAnswer {
  if (outcome.answered) return outcome.response;
  const { kind, code, durationMs } = outcome.failure;
  return { failure: describeFailure(kind, code), code, durationMs };
}

export interface ForwardOptions {
  /** The merchant's production URL, without a query. */
  readonly target: string;
  /** Deadline for the whole answer. */
  readonly timeoutMs: number;
  /** For `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Longest part of a body that is kept, in bytes. */
const maxKept = 1024 * 1024;

/**
 * Creates an answerer that forwards requests to a server as they are: method, path below the target, query, headers in
 * their order and case, and the bytes of the body. Only the headers of one connection differ.
 *
 * @throws KooError (usage, `INVALID_PROXY`)
 */
export function createForwarder({ target, timeoutMs, env }: ForwardOptions): Answerer {
  const base = new URL(target);
  const connections = openConnections({ env, timeoutMs });
  const underWay = new Set<Cancellation>();
  return {
    targetOf: (url) => base.origin + targetPath(base, url),
    answer: (request) => forward(request, base, connections.to(base), timeoutMs, underWay),
    close: async () => {
      for (const cancellation of underWay) cancel(cancellation, 'end');
      await connections.destroy();
    },
  };
}

/** Creates an answerer that is the reference merchant. */
export function createOwnAnswerer(merchant: Merchant): Answerer {
  return {
    async answer(request) {
      const started = performance.now();
      const { headers, body } = await merchant.handle(asReceived(request));
      const durationMs = Math.round(performance.now() - started);
      const response = { status: 200, headers, body, truncated: false, durationMs };
      return { answered: true, response, sent: body };
    },
    close: () => Promise.resolve(),
  };
}

/** Converts a request to the form that the protocols read; the first of repeated headers counts. */
export function asReceived({ method, url, headers, body }: ExchangeRequest): ReceivedRequest {
  const single = firstValues(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { method, url, headers: Object.fromEntries(single), body };
}

/** Cancels an exchange at its deadline or when koo ends. An emitter costs less than an `AbortSignal`. */
interface Cancellation {
  readonly signal: EventEmitter;
  why?: 'deadline' | 'end';
}

function cancel(cancellation: Cancellation, why: 'deadline' | 'end'): void {
  cancellation.why ??= why;
  cancellation.signal.emit('abort');
}

/**
 * Returns the path and query of a forwarded request. A target without a path gets those of the request; otherwise the
 * sub-path of a kit interface, which KooGallery has added to the merchant's path, follows that of the target. The query
 * is signed, so it is never changed.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export function targetPath({ pathname }: Pick<URL, 'pathname'>, url: string): string {
  // `GET http://host/path`, as to a proxy.
  const own = url.replace(/^https?:\/\/[^/?#]*/i, '');
  const [path = ''] = own.split('?', 1);
  const query = own.slice(path.length);
  if (pathname === '/') return (path.startsWith('/') ? path : '/') + query;
  const kit = path.lastIndexOf('/produceAPI/');
  return kit < 0 ? pathname + query : pathname.replace(/\/+$/, '') + path.slice(kit) + query;
}

async function forward(
  { method, url, headers, body }: ExchangeRequest,
  base: URL,
  { dispatcher, established }: Route,
  timeoutMs: number,
  underWay: Set<Cancellation>,
): Promise<Answer | undefined> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  const cancellation: Cancellation = { signal: new EventEmitter() };
  underWay.add(cancellation);
  const timer = setTimeout(() => cancel(cancellation, 'deadline'), timeoutMs);
  const release = () => {
    clearTimeout(timer);
    underWay.delete(cancellation);
  };
  let inBody = false;
  let rest: AsyncIterable<Uint8Array> | undefined;
  try {
    const incoming = await dispatcher.request({
      origin: base.origin,
      path: targetPath(base, url),
      method: method as Dispatcher.HttpMethod,
      headers: headersToForward(headers).flat(),
      body: body.length > 0 ? body : null,
      responseHeaders: 'raw',
      signal: cancellation.signal,
    });
    inBody = true;
    const start = await readStart(incoming.body);
    rest = start.rest;
    const { sent } = start;
    return {
      answered: true,
      response: {
        status: incoming.statusCode,
        headers: withoutConnectionHeaders(toPairs(incoming.headers as unknown as readonly string[])),
        body: sent.subarray(0, maxKept),
        truncated: rest !== undefined,
        durationMs: elapsed(),
      },
      // Node writes one byte for each character.
      statusText: Buffer.from(incoming.statusText).toString('latin1'),
      sent,
      ...(rest && { rest: untilEnd(rest, release) }),
    };
  } catch (error) {
    const { why } = cancellation;
    if (why === 'end') return undefined;
    const isConnected = established() !== undefined;
    return {
      answered: false,
      failure: {
        ...classify(error, { inBody, timedOut: why === 'deadline', isConnected }),
        durationMs: elapsed(),
      },
    };
  } finally {
    if (!rest) release();
  }
}

/** Reads the body, or no more of a long one than shows that it is long; the rest is read as it comes. */
async function readStart(
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly sent: Uint8Array; readonly rest?: AsyncIterable<Uint8Array> }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const iterator = body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return { sent: Buffer.concat(chunks) };
    chunks.push(value);
    size += value.length;
    if (size > maxKept)
      return { sent: Buffer.concat(chunks), rest: { [Symbol.asyncIterator]: () => iterator } };
  }
}

async function* untilEnd(
  chunks: AsyncIterable<Uint8Array>,
  release: () => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* chunks;
  } finally {
    release();
  }
}
