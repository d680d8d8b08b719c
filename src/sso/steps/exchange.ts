import type { Deliver, FailureKind, HttpRequest, HttpResponse } from '../../callback/delivery/exchange.ts';
import { describeFailure } from '../../callback/probe/response.ts';
import { KooError } from '../../errors/koo-error.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { ServerStep } from './model.ts';

export interface StepContext {
  readonly deliver: Deliver;
  /** Secrets that a server may repeat, besides those of the request. */
  readonly secrets: readonly string[];
}

export interface Answer {
  readonly response: HttpResponse;
  readonly text: string;
}

const codes: Readonly<Record<FailureKind, string>> = {
  dns: 'HOST_NOT_FOUND',
  refused: 'CONNECTION_REFUSED',
  reset: 'CONNECTION_RESET',
  timeout: 'TIMEOUT',
  'no-response': 'TIMEOUT',
  tls: 'TLS_FAILED',
  'cut-off': 'ANSWER_CUT_OFF',
  protocol: 'NOT_HTTP',
  proxy: 'PROXY_FAILED',
  unreachable: 'UNREACHABLE',
};

/** Failures before the server received the request. */
const notSent: ReadonlySet<FailureKind> = new Set([
  'dns',
  'refused',
  'timeout',
  'tls',
  'proxy',
  'unreachable',
]);

/** Sends the request of a step, once. @throws KooError (network) without a complete response */
export async function exchange(
  step: ServerStep,
  request: HttpRequest,
  { deliver }: Pick<StepContext, 'deliver'>,
): Promise<Answer> {
  const outcome = await deliver(request);
  if (outcome.answered) {
    const { response } = outcome;
    return { response, text: new TextDecoder().decode(response.body) };
  }
  const { kind, code } = outcome.failure;
  const { host } = new URL(request.url);
  throw new KooError({
    category: 'network',
    code: codes[kind],
    message: both('{host}: {failure}', { host, failure: describeFailure(kind, code) }),
    hint: hintOf(step, kind),
    details: { maybeSent: !notSent.has(kind) },
  });
}

/** Advice before repeating a step whose outcome is unknown. */
export const beforeRetry: Readonly<Record<ServerStep, Localized>> = {
  token: both('The code may be used up: sign in again for a new one before you retry.'),
  refresh: both('The refresh token may be replaced: if a retry fails, sign in again.'),
  userinfo: both('Try again later.'),
  'cas-validate': both('The ticket may be used up: sign in again for a new one before you retry.'),
};

function hintOf(step: ServerStep, kind: FailureKind): Localized {
  if (!notSent.has(kind)) return beforeRetry[step];
  if (kind === 'tls') {
    return both(
      'A proxy may replace certificates: set NODE_EXTRA_CA_CERTS to its CA. koo never skips this check.',
    );
  }
  return both(
    'Nothing was sent. Check the domain, which is domainName of tenantSync, the network and HTTPS_PROXY.',
  );
}
