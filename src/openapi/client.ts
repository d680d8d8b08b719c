import { interruptedError, type KooError } from '../errors/koo-error.ts';
import { createDispatchers, type Dispatchers } from '../http/dispatcher.ts';
import { type NetworkFailure, networkFailure } from '../http/network-error.ts';
import { type Credential, secretsOf } from '../signing/sdk-hmac.ts';
import { parseExactJson, repeatsNames } from '../text/json.ts';
import { redact } from '../text/redact.ts';
import { both } from '../text/translate.ts';
import { isSignatureMismatch, isThrottled, networkError, responseError } from './errors.ts';
import { readGatewayMessage } from './gateway-message.ts';
import { type ApiCall, type ApiResponse, type OpenApi, readEnvelope } from './model.ts';
import { type SignedRequest, signCall } from './request.ts';
import { backoffMs, isRetryableFailure, isRetryableResponse, maxAttempts, retryAfterMs } from './retry.ts';
import type { Site } from './sites.ts';

/** Everything a client depends on; clock, randomness and environment are passed in. */
export interface OpenApiOptions {
  readonly site: Site;
  readonly credential: Credential;
  now(): Date;
  /** Waits; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
  /** From 0 to 1, for the jitter of waits. */
  random(): number;
  /** Deadline of a call, including all its attempts and the waits between them. */
  readonly timeoutMs: number;
  /** Aborts every call in flight. */
  readonly signal?: AbortSignal;
  /** For `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Masks what a server may repeat besides the keys of the credential, before a message is cut. */
  hide?(text: string): string;
  /** Receives a line for each request and response; never a secret. */
  debug?(line: string): void;
}

/**
 * Creates a client of the open API. It signs requests, keeps connections alive, retries what is safe to retry, and
 * reads the envelopes of all families. It does not follow redirects, and always verifies certificates.
 */
export function createOpenApi(options: OpenApiOptions): OpenApi {
  const { timeoutMs } = options;
  const client: Client = {
    options,
    dispatchers: createDispatchers(options.env, { timeoutMs: Math.min(10_000, Math.ceil(timeoutMs / 3)) }),
    usesFallback: false,
    billingCalls: new Map(),
    mask: (text) => {
      const masked = redact(text, secretsOf(options.credential));
      return options.hide?.(masked) ?? masked;
    },
    debug: (line) => options.debug?.(redact(line, secretsOf(options.credential))),
  };
  return { call: (call) => callWithRetries(client, call), close: () => client.dispatchers.destroy() };
}

interface Client {
  readonly options: OpenApiOptions;
  readonly dispatchers: Dispatchers;
  /** Whether calls go to the site's documented second host. */
  usesFallback: boolean;
  /** When the last calls of each interface of the billing service ended, in ms. */
  readonly billingCalls: Map<string, readonly number[]>;
  mask(text: string): string;
  debug(line: string): void;
}

async function callWithRetries(client: Client, call: ApiCall): Promise<ApiResponse> {
  const { now, random, timeoutMs, signal } = client.options;
  if (call.host === 'bss') await keepBillingRate(client, call.path);
  const started = performance.now();
  const deadline = AbortSignal.timeout(timeoutMs);
  const ended = signal ? AbortSignal.any([deadline, signal]) : deadline;
  // In any attempt so far; a throttled call was not carried out.
  let maybeSent = false;
  for (let attempts = 1; ; attempts += 1) {
    const base = baseOf(client, call);
    const sent = await sendAttempt(client, call, base, ended, attempts);
    // A response counts even when Ctrl-C arrived at the same time.
    if ('failure' in sent && signal?.aborted) {
      throw interruptedError(
        'INTERRUPTED',
        both('Interrupted'),
        both('A call in progress may have been carried out.'),
      );
    }
    maybeSent ||= 'response' in sent ? !isThrottled(sent.response) : sent.failure.maybeSent;
    let error: KooError | undefined;
    if ('response' in sent) {
      error = responseError(call, sent.response, now());
      if (!error) return sent.response;
    } else {
      const late = deadline.aborted ? { kind: 'timeout' as const, code: 'TIMEOUT' } : {};
      const failure = { ...sent.failure, ...late, maybeSent };
      const facts = { attempts, unsafe: !call.idempotent, cause: sent.cause };
      error = networkError(failure, new URL(base).host, facts);
    }
    const wait = retryDelayMs(client, call, base, sent, attempts, random());
    const remaining = timeoutMs - (performance.now() - started);
    if (wait === undefined || wait >= remaining || attempts >= maxAttempts) throw error;
    client.debug(`waiting ${wait} ms`);
    // Once aborted, the next attempt sends nothing.
    await client.options.sleep(wait, ended).catch(() => undefined);
  }
}

/** Most calls of an interface of the billing service within a second. */
const billingCallsPerSecond = 10;

/**
 * Waits until one more call of an interface of the billing service is within its limit.
 *
 * @see https://support.huaweicloud.com/api-bpconsole/fci_00001.html
 */
async function keepBillingRate({ options, billingCalls }: Client, path: string): Promise<void> {
  const first = billingCalls.get(path)?.at(-billingCallsPerSecond);
  const wait = first === undefined ? 0 : Math.min(1000, first + 1000 - options.now().getTime());
  if (wait > 0) await options.sleep(wait, options.signal).catch(() => undefined);
}

/** How long to wait before the next attempt; `undefined` when the call must not be retried. */
function retryDelayMs(
  client: Client,
  call: ApiCall,
  base: string,
  sent: AttemptResult,
  attempts: number,
  random: number,
): number | undefined {
  if ('response' in sent) {
    if (!isRetryableResponse(sent.response, call.idempotent)) return undefined;
    const retryAfter = retryAfterMs(sent.response.headers['retry-after'], client.options.now());
    return backoffMs(attempts, random, retryAfter);
  }
  const hasSwitched = switchHost(client, call, base, sent.failure);
  if (hasSwitched && client.usesFallback) return 0;
  return hasSwitched || isRetryableFailure(sent.failure, call.idempotent)
    ? backoffMs(attempts, random)
    : undefined;
}

/**
 * Switches to the site's documented second host when the first is unreachable, and back when the second is. An invalid
 * certificate is not a reason to switch.
 */
function switchHost(
  client: Client,
  { host }: ApiCall,
  base: string,
  { kind, maybeSent }: NetworkFailure,
): boolean {
  const { fallback } = client.options.site;
  if (fallback === undefined || host === 'iam' || host === 'bss' || maybeSent || kind === 'tls') return false;
  // Decided by the host that failed, since several calls may fail at once.
  client.usesFallback = base !== fallback;
  return true;
}

function baseOf({ options: { site }, usesFallback }: Client, { host }: ApiCall): string {
  if (host === 'iam') return site.iam;
  if (host === 'bss') return site.bss;
  return usesFallback && site.fallback !== undefined ? site.fallback : site.endpoint;
}

async function sendAttempt(
  client: Client,
  call: ApiCall,
  base: string,
  signal: AbortSignal,
  attempts: number,
): Promise<AttemptResult> {
  const { credential, now } = client.options;
  const request = signCall(call, base, credential, now());
  const started = performance.now();
  const log = (what: string) =>
    client.debug(`${call.method} ${request.url} -> ${what} (${Math.round(performance.now() - started)} ms)`);
  const sent = await sendRequest(client.dispatchers, call, request, signal, attempts, client.mask);
  if (call.host === 'bss') {
    const ends = client.billingCalls.get(call.path) ?? [];
    client.billingCalls.set(call.path, [...ends.slice(1 - billingCallsPerSecond), now().getTime()]);
  }
  if ('failure' in sent) {
    log(`${sent.failure.kind} ${sent.failure.code}`);
    return sent;
  }
  const { status, code, message } = sent.response;
  log(`HTTP ${status}${code && ` ${code}`}`);
  // Computing it hashes the whole body, so only for --debug.
  if (client.options.debug && isSignatureMismatch(sent.response))
    logCanonicalRequests(client, request.canonical(), message);
  return sent;
}

/** Logs the canonical request koo signed and the one the gateway reports. */
function logCanonicalRequests({ debug, options }: Client, signed: string, message: string): void {
  const shown = (text: string) => redact(text, secretsOf(options.credential)).trim();
  const ours = shown(signed);
  debug(`canonical request that koo signed:\n${ours}`);
  const { canonicalRequest } = readGatewayMessage(message);
  if (canonicalRequest === undefined) {
    debug('the server does not show its canonical request');
    return;
  }
  const theirs = shown(canonicalRequest);
  debug(`canonical request of the server:\n${theirs}`);
  debug(
    theirs === ours
      ? 'they are equal: the SK does not belong to the AK'
      : 'they differ: something between koo and the server modifies requests',
  );
}

/** Longest code of an envelope, in characters; a longer one may be anything. */
const longestCode = 16;
/** Longest response that is read, in bytes. */
export const maxBytes = 32 * 1024 * 1024;

/** The result of sending a request once. */
type AttemptResult =
  | { readonly response: ApiResponse }
  | { readonly failure: NetworkFailure; readonly cause: unknown };

/** Sends a request once and reads the response; a network failure is returned, not thrown. */
async function sendRequest(
  dispatchers: Dispatchers,
  { method, host, exact }: ApiCall,
  { url, headers, body }: SignedRequest,
  signal: AbortSignal,
  attempts: number,
  mask: (text: string) => string,
): Promise<AttemptResult> {
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
    const received = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name.toLowerCase(),
        [value ?? ''].flat().join(', '),
      ]),
    );
    const raw = await readText(response.body);
    const parse = host === 'bss' || exact ? parseExactJson : JSON.parse;
    const envelope = readEnvelope(raw, received, parse);
    return {
      response: {
        status: response.statusCode,
        headers: received,
        ...envelope,
        ...(exact && envelope.json && repeatsNames(raw) && { repeatsNames: true }),
        // A gateway may echo what was signed, including the security token. Read unmasked: a short SK may occur by chance.
        text: mask(raw),
        message: mask(envelope.message),
        code: envelope.code.length > longestCode ? mask(envelope.code) : envelope.code,
        attempts,
      },
    };
  } catch (cause) {
    return { failure: networkFailure(cause, inBody), cause };
  }
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop destroys the stream; a truncated body is not JSON and is reported as such.
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}
