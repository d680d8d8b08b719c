import type { Localized } from '../../text/localized.ts';
import { redact } from '../../text/redact.ts';
import type { Parameter, ProtocolId } from '../protocols/model.ts';
import { type JudgeOptions, judgeReply, type ReplyProblem } from '../suite/judge-reply.ts';
import { toCurl } from './curl.ts';
import type { HttpRequest } from './delivery.ts';
import type { Exchange } from './exchange.ts';
import type { Prepared } from './send.ts';
import type { Tampering } from './tamper.ts';

/** What was sent, in words that a script can read. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** A command that sends it again; the access key is not in it. */
  readonly curl: string;
}

/** What came back. A key that the server echoes is struck out. */
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
  /** What was forged. */
  readonly tampered?: Tampering;
  /** Nothing was sent. */
  readonly dryRun?: true;
  readonly request: SentRequest;
  /** `null` when nobody answered. */
  readonly reply: SentReply | null;
  readonly problems: readonly ReplyProblem[];
  /** A success that KooGallery can read; of a forged delivery: a refusal. */
  readonly ok: boolean;
}

/** Describes and judges an exchange. */
export async function reportOf(
  exchange: Exchange,
  { tampering, ...options }: Omit<JudgeOptions, 'forged'> & { readonly tampering: Tampering | undefined },
): Promise<SendReport> {
  const problems = await judgeReply(exchange, { ...options, forged: tampering !== undefined });
  return {
    protocol: exchange.protocol.id,
    activity: exchange.activity.name,
    ...(tampering && { tampered: tampering }),
    request: sentRequest(exchange.request),
    reply: sentReply(exchange, options.key),
    problems: problems.map((problem) => ({ ...problem, actual: clean(problem.actual, options.key) })),
    ok: exchange.outcome.answered && problems.every(({ severity }) => severity === 'warning'),
  };
}

/** Describes a delivery that is not made. */
export function dryReport({ protocol, activity, request }: Prepared, tampering?: Tampering): SendReport {
  return {
    protocol: protocol.id,
    activity: activity.name,
    ...(tampering && { tampered: tampering }),
    dryRun: true,
    request: sentRequest(request),
    reply: null,
    problems: [],
    ok: true,
  };
}

function sentRequest(request: HttpRequest): SentRequest {
  const { method, url, headers, body = null } = request;
  return { method, url, headers: record(headers), body, curl: toCurl(request) };
}

function sentReply({ outcome, reply }: Exchange, key: string): SentReply | null {
  if (!outcome.answered) return null;
  const { status, headers, durationMs } = outcome.answer;
  const struck = (text: string) => redact(text, [key]);
  return {
    status,
    headers: record(headers.map(([name, value]) => [name, struck(value)])),
    body: struck(reply?.text ?? ''),
    resultCode: reply?.resultCode === undefined ? null : struck(reply.resultCode),
    resultMsg: reply?.resultMsg === undefined ? null : struck(reply.resultMsg),
    durationMs,
  };
}

function clean({ en, zh }: Localized, key: string): Localized {
  return { en: redact(en, [key]), zh: redact(zh, [key]) };
}

function record(headers: readonly Parameter[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of headers) {
    const known = result[name];
    result[name] = known === undefined ? value : `${known}, ${value}`;
  }
  return result;
}
