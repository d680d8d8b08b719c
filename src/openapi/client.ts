import { KooError } from '../errors/koo-error.ts';
import { createDispatchers, type Dispatchers } from '../http/dispatcher.ts';
import { type NetworkFailure, networkFailure } from '../http/network-error.ts';
import type { Credential } from '../signing/sdk-hmac.ts';
import { redact } from '../text/redact.ts';
import { both } from '../text/translate.ts';
import { answerError, isSignatureMismatch, noAnswerError } from './errors.ts';
import type { ApiAnswer, ApiCall, OpenApi } from './model.ts';
import { readEnvelope } from './read.ts';
import { type SignedRequest, signCall } from './request.ts';
import { maxAttempts, mayRepeatAnswer, mayRepeatFailure, retryAfterMs, waitMs } from './retry.ts';
import type { Site } from './sites.ts';

export type { ApiCall, OpenApi } from './model.ts';

/** What a client is made of; everything that makes a run differ from another is passed in. */
export interface OpenApiOptions {
  readonly site: Site;
  readonly credential: Credential;
  now(): Date;
  /** Waits; ends early with an exception when the signal says so. */
  sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
  /** From 0 to 1, for the jitter of waits. */
  random(): number;
  /** Deadline of a call, all its attempts and the waits between them included. */
  readonly timeoutMs: number;
  /** Ends every call under way. */
  readonly signal?: AbortSignal;
  /** For `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hears what is sent and answered, a line a call; never a secret. */
  debug?(line: string): void;
}

/**
 * A client of the open API: signs, keeps connections, repeats what may be repeated, reads every family's
 * envelope. Redirects are not followed. Certificates are verified; there is no switch.
 */
export function createOpenApi(options: OpenApiOptions): OpenApi {
  const { timeoutMs } = options;
  const client: Client = {
    options,
    dispatchers: createDispatchers(options.env, { timeoutMs: Math.min(10_000, Math.ceil(timeoutMs / 3)) }),
    onFallback: false,
    debug: (line) => options.debug?.(redact(line, secretsOf(options.credential))),
  };
  return {
    call: (call) => repeat(client, call),
    close: () => client.dispatchers.destroy(),
  };
}

interface Client {
  readonly options: OpenApiOptions;
  readonly dispatchers: Dispatchers;
  /** The documented second host of a site has taken over. */
  onFallback: boolean;
  debug(line: string): void;
}

function secretsOf({ sk, securityToken }: Credential): string[] {
  return securityToken === undefined ? [sk] : [sk, securityToken];
}

async function repeat(client: Client, call: ApiCall): Promise<ApiAnswer> {
  const { now, random, timeoutMs, signal } = client.options;
  const started = performance.now();
  const deadline = AbortSignal.timeout(timeoutMs);
  const ended = signal ? AbortSignal.any([deadline, signal]) : deadline;
  for (let attempts = 1; ; attempts += 1) {
    const base = baseOf(client, call);
    const sent = await attempt(client, call, base, ended, attempts);
    // What was answered counts, even when Ctrl-C came at the same time.
    if ('failure' in sent && signal?.aborted) throw interrupted();
    const error =
      'answer' in sent ? answerError(sent.answer, now()) : failureError(sent, call, base, deadline, attempts);
    if (!error) return (sent as { answer: ApiAnswer }).answer;
    const wait = nextWait(client, call, base, sent, attempts, random());
    const left = timeoutMs - (performance.now() - started);
    if (wait === undefined || wait >= left || attempts >= maxAttempts) throw error;
    client.debug(`waiting ${wait} ms`);
    await client.options.sleep(wait, ended).catch(() => undefined);
    if (signal?.aborted) throw interrupted();
  }
}

/** How long to wait before the call is sent again; `undefined` when it must not be. */
function nextWait(
  client: Client,
  call: ApiCall,
  base: string,
  sent: Sent,
  attempts: number,
  random: number,
): number | undefined {
  if ('answer' in sent) {
    if (!mayRepeatAnswer(sent.answer, call.idempotent)) return undefined;
    const asked = retryAfterMs(sent.answer.headers['retry-after'], client.options.now());
    return waitMs(attempts, random, asked);
  }
  const switched = takeOtherHost(client, call, base, sent.failure);
  if (switched && client.onFallback) return 0;
  return switched || mayRepeatFailure(sent.failure, call.idempotent) ? waitMs(attempts, random) : undefined;
}

/**
 * The documented second host of a site takes over when the first cannot be reached ("域名不可用时重试"), and the first
 * again when the second cannot. A wrong certificate is no reason.
 */
function takeOtherHost(
  client: Client,
  { host }: ApiCall,
  base: string,
  { kind, maybeSent }: NetworkFailure,
): boolean {
  const { fallback } = client.options.site;
  if (fallback === undefined || host === 'iam' || maybeSent || kind === 'tls') return false;
  // By the host that failed: several calls may fail at once.
  client.onFallback = base !== fallback;
  return true;
}

function baseOf({ options: { site }, onFallback }: Client, { host }: ApiCall): string {
  if (host === 'iam') return site.iam;
  return onFallback && site.fallback !== undefined ? site.fallback : site.endpoint;
}

async function attempt(
  client: Client,
  call: ApiCall,
  base: string,
  signal: AbortSignal,
  attempts: number,
): Promise<Sent> {
  const { credential, now } = client.options;
  const request = signCall(call, base, credential, now());
  const started = performance.now();
  const told = (what: string) =>
    client.debug(`${call.method} ${request.url} -> ${what} (${Math.round(performance.now() - started)} ms)`);
  const sent = await exchange(client.dispatchers, call.method, request, signal, attempts, (text) =>
    redact(text, secretsOf(client.options.credential)),
  );
  if ('failure' in sent) {
    told(`${sent.failure.kind} ${sent.failure.code}`);
    return sent;
  }
  const { status, code, message } = sent.answer;
  told(`HTTP ${status}${code && ` ${code}`}`);
  // The whole body is hashed for it: only when somebody looks.
  if (client.options.debug && isSignatureMismatch(sent.answer)) {
    compareCanonical(client, request.canonical(), message);
  }
  return sent;
}

/** Shows what koo signed and what the gateway says it signed, which writes `|` for line feeds. */
function compareCanonical({ debug, options }: Client, signed: string, message: string): void {
  const shown = (text: string) => redact(text, secretsOf(options.credential)).trim();
  const ours = shown(signed);
  debug(`canonical request that koo signed:\n${ours}`);
  const [, told, remark] = /canonicalRequest[:=]?\s*(.*?)(?:\s+\((.*)\))?$/is.exec(message) ?? [];
  if (told === undefined) {
    debug('the server does not show its canonical request');
    return;
  }
  const theirs = shown(told.replaceAll('|', '\n'));
  debug(`canonical request of the server:\n${theirs}`);
  if (remark !== undefined) debug(`the server remarks: ${remark}`);
  debug(
    theirs === ours
      ? 'they are equal: the SK is not that of the AK'
      : 'they differ: something between koo and the server changes requests',
  );
}

function failureError(
  { failure, cause }: Extract<Sent, { failure: NetworkFailure }>,
  { idempotent }: ApiCall,
  base: string,
  deadline: AbortSignal,
  attempts: number,
): KooError {
  const told = deadline.aborted ? { ...failure, kind: 'timeout' as const, code: 'TIMEOUT' } : failure;
  return noAnswerError(told, new URL(base).host, { attempts, unsafe: !idempotent, cause });
}

function interrupted(): KooError {
  return new KooError({
    category: 'interrupted',
    code: 'INTERRUPTED',
    message: both('Interrupted'),
    hint: both('A call under way may have been carried out.'),
  });
}

/** Longest answer that is read, in bytes. */
const maxBytes = 32 * 1024 * 1024;

/** What came of sending a request once. */
export type Sent =
  | { readonly answer: ApiAnswer }
  | { readonly failure: NetworkFailure; readonly cause: unknown };

/** Sends a request once and reads the answer; what goes wrong on the way comes back, too. */
async function exchange(
  dispatchers: Dispatchers,
  method: ApiCall['method'],
  { url, headers, body }: SignedRequest,
  signal: AbortSignal,
  attempts: number,
  mask: (text: string) => string,
): Promise<Sent> {
  const dispatcher = dispatchers.of(url.hostname);
  let inBody = false;
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: headers.flat(),
      body,
      signal,
    });
    inBody = true;
    const received = plainHeaders(response.headers);
    // A gateway may tell what was signed, and with it the security token.
    const text = mask(await readText(response.body));
    return {
      answer: {
        status: response.statusCode,
        headers: received,
        text,
        ...readEnvelope(text, received),
        attempts,
      },
    };
  } catch (cause) {
    return { failure: networkFailure(cause, inBody), cause };
  }
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]),
  );
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop ends the stream; what is cut off is no JSON and is told as such.
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
