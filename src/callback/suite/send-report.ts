import { callbackCodes, callbackMeaning, success } from '../../codes/callback.ts';
import { toCurl } from '../../http/curl.ts';
import type { CheckResult, Severity } from '../../suite/report.ts';
import { runChecks } from '../../suite/run-checks.ts';
import { oncePerInput } from '../../text/once.ts';
import { maskable } from '../../text/redact.ts';
import { both, type Localized } from '../../text/translate.ts';
import { checksOf } from '../checks/catalogue.ts';
import { transportChecks } from '../checks/transport.ts';
import type { Exchange, FailureKind, HttpRequest } from '../delivery/exchange.ts';
import { randomId } from '../delivery/random.ts';
import type { Prepared } from '../delivery/send.ts';
import type { Tampering } from '../delivery/tamper.ts';
import { explainOtherProtocol } from '../probe/diagnose-reply.ts';
import { type Check, createMemory, type Memory, type Probe, type SuiteOptions } from '../probe/model.ts';
import { describeResult } from '../probe/response.ts';
import { expectedSuccess, judgeSuccess } from '../probe/verdicts.ts';
import type { Parameter, Protocol, ProtocolId } from '../protocols/model.ts';
import { evidenceOf } from './evidence.ts';

/** A problem of a response. */
export interface ReplyProblem {
  /** The id of the check that found it, or `RESULT` or `FORGERY`. */
  readonly id: string;
  readonly severity: Severity;
  readonly expected: Localized;
  readonly actual: Localized;
  readonly hint: Localized;
}

export interface JudgeOptions {
  /** Without it, signatures and encrypted fields are not judged. */
  readonly key: string | undefined;
  /** Timeout of the response in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the request was forged and should be rejected. */
  readonly forged: boolean;
  /** Whether the instance of the request cannot exist. */
  readonly isInvented?: boolean;
}

const noResponseChecks: Readonly<Partial<Record<FailureKind, string>>> = {
  dns: 'NET-REACHABLE',
  refused: 'NET-REACHABLE',
  proxy: 'NET-REACHABLE',
  unreachable: 'NET-REACHABLE',
  tls: 'NET-TLS',
};

/** Judges a response with the response checks of the suite and by its result code. */
export async function judgeReply(
  exchange: Exchange,
  options: JudgeOptions,
): Promise<readonly ReplyProblem[]> {
  const { answered } = exchange.outcome;
  const memory = createMemory();
  const keys = maskable(options.key === undefined ? [] : [options.key]);
  if (options.forged && answered) memory.refusals.push({ check: 'send', exchange });
  else memory.steps.set('send', exchange);
  const probe = responseProbe(exchange, options, memory);
  const applicable = responseChecks(exchange.protocol, options.forged && answered).filter(
    ({ id }) => options.key !== undefined || !needsKey.test(id),
  );
  const checks = answered ? applicable : [noResponseCheck(exchange, applicable)];
  const results = await runChecks([{ checks, probe }], {
    concurrency: 1,
    bail: false,
    skipVerdict: () => undefined,
    keys,
    evidenceOf: (shown) => evidenceOf(shown, keys),
  });
  const problems = [...resultProblems(exchange, options), ...results.flatMap(toProblem)];
  const cause = options.forged ? undefined : explainOtherProtocol(exchange);
  return problems.map((problem) =>
    cause && problem.severity === 'error' ? { ...problem, hint: cause } : problem,
  );
}

/** Checks that read what the access key has signed or encrypted. */
const needsKey = /-REPLY-(?:SIGN-RIGHT|SIGN-REFUSALS|PLAIN-SECRET|DECRYPT|CONSTANT-IV)$/;

function responseChecks(protocol: Protocol, forged: boolean): readonly Check[] {
  const refusalPrefix = `${protocol.code}-REFUSAL-`;
  return listReplyChecks(protocol).filter(({ id }) => id.startsWith(refusalPrefix) === forged);
}

/** The same for all options, and kept, because the sandbox judges many thousand responses. */
const listReplyChecks = oncePerInput((protocol: Protocol) =>
  checksOf(protocol, suiteOptions('http://127.0.0.1/', 0)).filter(({ group }) => group === 'reply'),
);

function suiteOptions(target: string, timeoutMs: number): SuiteOptions {
  return { target, sale: 'period', encrypt: 256, require: [], set: {}, pollIntervalMs: 0, timeoutMs };
}

function noResponseCheck(exchange: Exchange, checks: readonly Check[]): Check {
  const { protocol, outcome, request } = exchange;
  const wanted = outcome.answered ? undefined : noResponseChecks[outcome.failure.kind];
  const transport = transportChecks(new URL(request.url), () => Promise.resolve(exchange));
  const found = [...transport, ...checks].find(
    ({ id }) => id === (wanted ?? `${protocol.code}-REPLY-ANSWER`),
  );
  if (!found) throw new Error('no check for a missing answer');
  return found;
}

/** A probe for checks of a response that has already arrived. */
function responseProbe(exchange: Exchange, { key = '', timeoutMs }: JudgeOptions, memory: Memory): Probe {
  return {
    protocol: exchange.protocol,
    options: suiteOptions(exchange.request.url, timeoutMs),
    key,
    memory,
    activity: () => exchange.activity,
    values: () => exchange.values,
    send: () => Promise.resolve(exchange),
    id: randomId,
    sleep: () => Promise.resolve(),
    now: () => new Date(),
  };
}

function resultProblems(exchange: Exchange, { forged, isInvented }: JudgeOptions): ReplyProblem[] {
  const code = exchange.reply?.resultCode;
  if (code === undefined) return [];
  const isAccepted = judgeSuccess(exchange).status === 'passed';
  if (isAccepted !== forged) return [];
  const severity = 'error';
  const actual = describeResult(exchange);
  if (forged) {
    const expected = both('a rejection, because the request was forged');
    const hint = both('Verify the signature before doing anything else. Anyone can call this server.');
    return [{ id: 'FORGERY', severity, expected, actual, hint }];
  }
  const hint = isInvented && code !== '000001' ? inventedInstanceHint : resultHint(code);
  return [{ id: 'RESULT', severity, expected: expectedSuccess, actual, hint }];
}

/** The hint for a call with an invented instance ID, for want of a real one. */
export const inventedInstanceHint: Localized = both(
  'The server does not know this instance, so it must reject the call. Create an instance with `koo callback send newInstance`, or give its ID with --set instanceId=ID.',
);

function resultHint(code: string): Localized {
  if (code === '000001') {
    return both(
      'Compare the access keys on both sides. `koo callback test` finds out how the server verifies signatures.',
    );
  }
  if (callbackMeaning(code)) return both('Look for the cause in the log of your server.');
  const failures = callbackCodes().filter((previous) => previous !== success);
  return both('Return 000000 for success, or one of these codes for a failure: {failures}.', { failures });
}

function toProblem({ id, severity, status, expected, actual, hint }: CheckResult): ReplyProblem[] {
  if ((status !== 'failed' && status !== 'warned') || !expected || !actual) return [];
  return [{ id, severity, expected, actual, hint }];
}

/** The request, in a form for scripts. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** A command that sends it again, without the access key. */
  readonly curl: string;
}

/** The response, in which the secrets that the server echoes are redacted. */
export interface SentReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly resultCode: string | null;
  readonly resultMsg: string | null;
  readonly durationMs: number;
}

/** The result of `koo callback send`; its JSON form is a contract. */
export interface SendReport {
  readonly protocol: ProtocolId;
  readonly activity: string;
  /** The forged part. */
  readonly tampered?: Tampering;
  /** Nothing was sent. */
  readonly dryRun?: true;
  readonly request: SentRequest;
  /** `null` without a response. */
  readonly reply: SentReply | null;
  readonly problems: readonly ReplyProblem[];
  /** A success that KooGallery can read or, for a forged request, a rejection. */
  readonly ok: boolean;
}

export async function reportOf(
  exchange: Exchange,
  { tampering, ...options }: Omit<JudgeOptions, 'forged'> & { readonly tampering: Tampering | undefined },
): Promise<SendReport> {
  const problems = await judgeReply(exchange, { ...options, forged: tampering !== undefined });
  const ok = exchange.outcome.answered && problems.every(({ severity }) => severity === 'warning');
  const request = sentRequest(exchange.request);
  return { ...subject(exchange, tampering), request, reply: sentReply(exchange), problems, ok };
}

export function dryRunReport(prepared: Prepared, tampering?: Tampering): SendReport {
  const request = sentRequest(prepared.request);
  return { ...subject(prepared, tampering), dryRun: true, request, reply: null, problems: [], ok: true };
}

function subject({ protocol, activity }: Prepared, tampering: Tampering | undefined) {
  return { protocol: protocol.id, activity: activity.name, ...(tampering && { tampered: tampering }) };
}

export function sentRequest(request: HttpRequest): SentRequest {
  const { method, url, headers, body = null } = request;
  return { method, url, headers: headerRecord(headers), body, curl: toCurl(request) };
}

export function sentReply({ outcome, reply }: Pick<Exchange, 'outcome' | 'reply'>): SentReply | null {
  if (!outcome.answered) return null;
  const { status, headers, durationMs } = outcome.response;
  return {
    status,
    headers: headerRecord(headers),
    body: reply?.text ?? '',
    resultCode: reply?.resultCode ?? null,
    resultMsg: reply?.resultMsg ?? null,
    durationMs,
  };
}

function headerRecord(headers: readonly Parameter[]): Record<string, string> {
  const grouped = Map.groupBy(headers, ([name]) => name);
  return Object.fromEntries(
    [...grouped].map(([name, all]) => [name, all.map(([, value]) => value).join(', ')]),
  );
}
