import { apiCode, billingCode, successCodes } from '../codes/openapi.ts';
import { type ErrorFacts, KooError } from '../errors/koo-error.ts';
import type { NetworkFailure, NetworkKind, ProxyFault } from '../http/network-error.ts';
import { isObject, type JsonValue } from '../text/json.ts';
import { isNestedDeeper, maxJsonDepth } from '../text/json-layout.ts';
import { both, type Localized } from '../text/translate.ts';
import { isSuccess } from './families.ts';
import { readGatewayMessage } from './gateway-message.ts';
import { type ApiCall, type ApiResponse, parseObject } from './model.ts';

/** The `details` of an error about a call. */
export interface CallDetails {
  /** HTTP status of the response. */
  readonly status?: number;
  /** How many times it was sent. */
  readonly attempts?: number;
  /** Without a response: whether the server may have received it, in any attempt. */
  readonly maybeSent?: boolean;
  /** Present where Huawei names the rejected items of a batch. */
  readonly data?: JsonValue;
}

/** The error of an unsuccessful call; the response is its cause. */
function callError(facts: Omit<ErrorFacts, 'details'>, response: ApiResponse): KooError {
  const { status, attempts, text } = response;
  // Parsed from the masked text, because it is printed.
  const data = parseObject(text)?.data ?? undefined;
  return new KooError(
    { ...facts, details: { status, attempts, ...(data !== undefined && { data }) } },
    { cause: response },
  );
}

/** A success without a required member. */
export function incompleteResponseError(response: ApiResponse, what: string): KooError {
  return callError(
    {
      category: 'business',
      code: 'INCOMPLETE_ANSWER',
      message: both('The response has no {what}', { what }),
      hint: both('Run it with --debug, or inspect the response with `koo api`.'),
    },
    response,
  );
}

/** Details of the call an error is about; empty for any other error. */
export function callDetails(error: unknown): CallDetails {
  return error instanceof KooError && isObject(error.facts.details) ? error.facts.details : {};
}

/** The response an error is about, if any. */
export function responseOf(error: unknown): ApiResponse | undefined {
  const cause = error instanceof KooError ? error.cause : undefined;
  return isObject(cause) && 'headers' in cause ? (cause as unknown as ApiResponse) : undefined;
}

const callCategories: readonly string[] = ['permission', 'business', 'network', 'interrupted'];

/** Whether an error is the outcome of a call, and not a problem of input or configuration. */
export function isCallError(error: unknown): error is KooError {
  return error instanceof KooError && callCategories.includes(error.facts.category);
}

/** Beyond this skew, the clock is the likeliest cause of a rejected signature; the gateway allows 15 minutes. */
export const suspiciousSkewMs = 10 * 60 * 1000;

/**
 * The error for the response to a call; `undefined` for a success.
 *
 * @param now for comparing the clock with the server's
 */
export function responseError(call: ApiCall, response: ApiResponse, now: Date): KooError | undefined {
  if (isSuccess(call, response)) return undefined;
  const { code: resultCode, requestId } = response;
  return callError(
    {
      ...summarizeError(call, response, now),
      ...(resultCode !== '' && { resultCode }),
      ...(requestId !== undefined && { requestId }),
    },
    response,
  );
}

/** Longest message of a server that is shown, in characters; it may have the sandbox's explanation of a signature. */
export const maxSaid = 600;

type ErrorSummary = Pick<ErrorFacts, 'category' | 'code' | 'message' | 'hint'>;

function summarizeError(call: ApiCall, response: ApiResponse, now: Date): ErrorSummary {
  const { status, code } = response;
  if (status >= 200 && status < 300 && response.json && (code === '' || successCodes.has(code)))
    return summarizeUnreadable(response, call);
  if (code === '') return summarizeErrorWithoutCode(response);
  const entry = (call.host === 'bss' ? billingCode(code) : undefined) ?? apiCode(code, status);
  const meaning = entry?.meaning ?? both('not documented');
  // The server's canonical request is shown with --debug only.
  const said = onOneLine(readGatewayMessage(response.message).words.slice(0, maxSaid));
  const message =
    said && !isSameMessage(said, meaning)
      ? both('{code}: {meaning} ({said})', { code, meaning, said })
      : both('{code}: {meaning}', { code, meaning });
  const hint = entry?.next ?? both('Report it to Huawei with the request ID and the time.');
  if (isThrottled(response)) return { category: 'business', code: 'THROTTLED', message, hint };
  if (code === 'MKT.0409') return { category: 'business', code: 'VERSION_CONFLICT', message, hint };
  if (entry?.permission ?? (status === 401 || status === 403))
    return { category: 'permission', ...summarizeCredentialError(response, now, message, hint) };
  // Its code means success, its status does not.
  if (successCodes.has(code)) return summarizeUnreadable(response, call);
  const later = entry?.repeat === 'later' && status >= 500;
  return { category: 'business', code: later ? 'SERVER_ERROR' : 'REQUEST_REFUSED', message, hint };
}

/** A text of the server, which must not look like a line of koo. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Whether the server's message says the same as the meaning in either language, apart from case and punctuation. */
export function isSameMessage(said: string, meaning: Localized): boolean {
  return [meaning.en, meaning.zh].some((text) => plainWords(text) === plainWords(said));
}

function plainWords(text: string): string {
  return text.toLowerCase().replace(/[\p{P}\s]+/gu, '');
}

/** Classifies a rejected credential; the gateway distinguishes the cases only in its message. */
function summarizeCredentialError(response: ApiResponse, now: Date, message: Localized, hint: Localized) {
  const skew = clockSkewMs(response, now);
  if (/signature expired/i.test(response.message) || Math.abs(skew) > suspiciousSkewMs)
    return { code: 'CLOCK_SKEW', message, hint: Math.abs(skew) < 30_000 ? hint : skewHint(skew) };
  if (/reach the limit/i.test(response.message)) {
    return {
      code: 'ACCESS_KEY_LOCKED',
      message,
      hint: both('The AK is locked after repeated failures. Wait five minutes, then check AK and SK.'),
    };
  }
  if (/decrypt token fail/i.test(response.message)) {
    return {
      code: 'SECURITY_TOKEN_REFUSED',
      message,
      hint: both(
        'Get new temporary credentials: AK, SK and KOO_SECURITY_TOKEN belong together and expire together.',
      ),
    };
  }
  if (isSignatureMismatch(response)) return { code: 'SIGNATURE_REFUSED', message, hint };
  return { code: response.status === 401 ? 'CREDENTIAL_REFUSED' : 'PERMISSION_DENIED', message, hint };
}

/** The advice about a clock that is this far ahead of the server's, in ms. */
export function skewHint(skew: number): Localized {
  const minutes = Math.round(Math.abs(skew) / 60_000);
  return skew > 0
    ? both(
        "Set this machine's clock: it is {minutes} minutes ahead of the server's. At most 15 are allowed.",
        { minutes },
      )
    : both("Set this machine's clock: it is {minutes} minutes behind the server's. At most 15 are allowed.", {
        minutes,
      });
}

/** How far this clock is ahead of the server's, in ms; 0 when the response has no date. */
export function clockSkewMs({ headers }: ApiResponse, now: Date): number {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isNaN(theirs) ? 0 : now.getTime() - theirs;
}

/** Whether the gateway computed a different signature. */
export function isSignatureMismatch({ code, message }: ApiResponse): boolean {
  return /^APIGW?\.0301$/i.test(code) && /verify aksk signature fail/i.test(message);
}

export function isThrottled({ status, code }: ApiResponse): boolean {
  return status === 429 || code === 'MKT.0250' || /^APIGW?\.0308$/i.test(code);
}

/** Code of the error for a response that cannot be taken for a success. */
export const unreadableCode = 'UNREADABLE_ANSWER';

/** An object that is not the documented success of the call, and names no error: the call is not taken for done. */
function summarizeUnreadable({ status, text }: ApiResponse, { idempotent }: ApiCall): ErrorSummary {
  const shown = onOneLine(text.slice(0, 200));
  return {
    category: 'business',
    code: unreadableCode,
    message: both('HTTP {status}, but not the documented response of this call: {shown}', { status, shown }),
    hint: idempotent
      ? both('The response may come from a proxy or from a service under maintenance. Try again later.')
      : both(
          'The response may come from a proxy or from a service under maintenance. The request may have been carried out: check before you send it again.',
        ),
  };
}

/** Classifies a response without an envelope: from a proxy, a load balancer, or another server. */
function summarizeErrorWithoutCode({ status, text }: ApiResponse): ErrorSummary {
  if (status === 401 || status === 403) {
    return {
      category: 'permission',
      code: 'PERMISSION_DENIED',
      message: both('Rejected with HTTP {status}', { status }),
      hint: both('Check the endpoint and the credentials.'),
    };
  }
  if (status === 429) {
    return {
      category: 'business',
      code: 'THROTTLED',
      message: both('Too many requests (HTTP 429)'),
      hint: both('Wait a while, then send fewer requests at a time.'),
    };
  }
  if (isNestedDeeper(text, maxJsonDepth)) {
    return {
      category: 'business',
      code: unreadableCode,
      message: both('HTTP {status}, but JSON that is nested more than {depth} levels deep', {
        status,
        depth: maxJsonDepth,
      }),
      hint: both('koo does not read such a response. Check the endpoint.'),
    };
  }
  return {
    category: 'network',
    code: status >= 500 ? 'BAD_GATEWAY' : 'NOT_THE_OPEN_API',
    message: both('HTTP {status}, but not a response of the open API', { status }),
    hint: both(
      'The response may come from a proxy or gateway: check the endpoint, the proxy, and whether this network requires a login.',
    ),
  };
}

const networkFailures: Readonly<Record<NetworkKind, { code: string; what: Localized }>> = {
  dns: { code: 'HOST_NOT_FOUND', what: both('the host name cannot be resolved') },
  refused: { code: 'CONNECTION_REFUSED', what: both('connection refused') },
  unreachable: { code: 'UNREACHABLE', what: both('network unreachable') },
  timeout: { code: 'TIMEOUT', what: both('timed out waiting for a response') },
  tls: { code: 'TLS_FAILED', what: both('the TLS certificate is not trusted') },
  reset: { code: 'CONNECTION_RESET', what: both('the connection was reset') },
  'cut-off': { code: 'ANSWER_CUT_OFF', what: both('the response was cut off') },
  'not-http': { code: 'NOT_HTTP', what: both('the response is not HTTP') },
  unknown: { code: 'NO_ANSWER', what: both('no response') },
};

/** The error for a call without a response. */
export function networkError(
  failure: NetworkFailure,
  host: string,
  { attempts, unsafe, cause }: { attempts: number; unsafe: boolean; cause?: unknown },
): KooError {
  const { kind, proxy, maybeSent } = failure;
  const { code, what } = networkFailures[kind];
  const summary = proxy
    ? summarizeProxyFault(proxy, host, what, failure.code)
    : {
        code,
        message: both('{host}: {what} ({code})', { host, what, code: failure.code }),
        // A call that is not retried may still have been carried out.
        hint:
          unsafe && maybeSent
            ? both('The request may have been carried out. Check before you send it again.')
            : networkHint(kind),
      };
  return new KooError({ category: 'network', ...summary, details: { attempts, maybeSent } }, { cause });
}

function summarizeProxyFault(
  { host: proxy, status }: ProxyFault,
  host: string,
  what: Localized,
  code: string,
) {
  return {
    code: status === undefined ? 'PROXY_UNREACHABLE' : 'PROXY_REJECTED',
    message:
      status === undefined
        ? both('The proxy {proxy} of HTTPS_PROXY cannot be reached: {what} ({code})', { proxy, what, code })
        : both('The proxy of HTTPS_PROXY does not connect to {host} (HTTP {status})', { host, status }),
    hint: both(
      'Nothing was sent to {host}. Correct HTTPS_PROXY or unset it; NO_PROXY lists hosts that need no proxy.',
      { host },
    ),
  };
}

function networkHint(kind: NetworkKind): Localized {
  if (kind === 'tls') {
    return both(
      'A proxy may replace certificates: set NODE_EXTRA_CA_CERTS to its CA. koo never skips this check.',
    );
  }
  return both('Check the network, HTTPS_PROXY and the endpoint. `koo doctor` checks each of them.');
}
