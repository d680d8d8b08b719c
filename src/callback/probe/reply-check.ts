import { failed, passed, skipped } from '../../suite/check.ts';
import { isObject } from '../../text/json.ts';
import { isNestedDeeper, maxJsonDepth } from '../../text/json-layout.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Exchange, HttpRequest, HttpResponse } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { type Check, type CheckParts, checkOf, type Memory, type Probe, type Verdict } from './model.ts';
import { headerValue, isAccepted, isReadable } from './response.ts';

/** The page that lists the debugger's checks of responses and their messages. */
export const debuggerPage = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html';

export type ReplyCheckParts = Omit<CheckParts, 'run'> & {
  /** Whether the check applies to an exchange. Other checks report the other exchanges. */
  readonly appliesTo?: (exchange: Exchange) => boolean;
  /** Whether rejections are examined as well. */
  readonly withRefusals?: true;
  readonly findFault: (response: HttpResponse, exchange: Exchange, probe: Probe) => Fault | undefined;
};

/** A check of the responses to requests that should succeed. */
export function replyCheck(
  protocol: Protocol,
  id: string,
  { appliesTo = () => true, findFault, needs = [], withRefusals, ...rest }: ReplyCheckParts,
): Check {
  return checkOf(protocol, 'reply', `REPLY-${id}`, {
    source: debuggerPage,
    after: ['life', 'idempotency', 'end'],
    ...rest,
    needs: ['NET-HTTP', ...needs],
    run: async (probe) => {
      const { steps, repeats } = probe.memory;
      const refused = withRefusals ? refusals(probe).map(({ exchange }) => exchange) : [];
      return firstFault([...steps.values(), ...repeats, ...refused].filter(appliesTo), (response, exchange) =>
        findFault(response, exchange, probe),
      );
    },
  });
}

export function isOk({ outcome }: Exchange): boolean {
  return outcome.answered && outcome.response.status === 200;
}

/** Whether the response has HTTP status 200 and is one JSON object. */
export function isJsonObject(exchange: Exchange): boolean {
  const { outcome, reply } = exchange;
  return isOk(exchange) && outcome.answered && !jsonFault(reply?.text ?? '', outcome.response.truncated);
}

/**
 * Rejections of forged requests, sorted by check id, because those checks run concurrently. Activities whose
 * normal responses are malformed are excluded, because other checks report them.
 */
export function refusals({ memory }: Probe): Memory['refusals'] {
  const faulty = new Set(
    [...memory.steps.values()].filter((step) => !isJsonObject(step)).map(({ activity }) => activity.name),
  );
  return memory.refusals
    .filter(({ exchange }) => !isAccepted(exchange) && !faulty.has(exchange.activity.name))
    .sort((a, b) => (a.check === b.check ? 0 : a.check < b.check ? -1 : 1));
}

/** Reports the first response with a fault and names the other affected activities. */
export function firstFault(
  exchanges: readonly Exchange[],
  findFault: (response: HttpResponse, exchange: Exchange) => Fault | undefined,
): Verdict {
  const answered = exchanges.filter(({ outcome }) => outcome.answered);
  if (answered.length === 0) return skipped(both('no response contains what this check examines'));
  const faults = answered.flatMap((exchange) => {
    const fault = exchange.outcome.answered && findFault(exchange.outcome.response, exchange);
    return fault ? [{ fault, exchange }] : [];
  });
  const first = faults[0];
  if (!first) return passed;
  const { fault, exchange } = first;
  const others = new Set(faults.slice(1).map((one) => one.exchange.activity.name));
  others.delete(exchange.activity.name);
  const facts = { activity: exchange.activity.name, actual: fault.actual, others: [...others] };
  const actual =
    others.size === 0
      ? both('{activity}: {actual}', facts)
      : both('{activity}: {actual}; also in {others, and}', facts);
  const verdict = failed(fault.expected, actual, exchange, fault.hint);
  return verdict.status === 'failed' && fault.fill ? { ...verdict, fill: fault.fill } : verdict;
}

export interface Fault {
  readonly expected: Localized;
  readonly actual: Localized;
  readonly hint?: Localized;
  /** Values for the placeholders in the debugger's message, such as `{httpCode}`. */
  readonly fill?: Readonly<Record<string, string>>;
}

export function isJsonType(response: HttpResponse): boolean {
  const type = headerValue(response, 'content-type')?.split(';')[0];
  return type?.trim().toLowerCase() === 'application/json';
}

export const acceptHint = both(
  'Return JSON regardless of the Accept header of the request. koo added Accept: application/json to all other requests.',
);

/** The fault of a response that is JSON only if the request has an Accept header; V1 is documented without it. */
export function acceptFault({ outcome }: Pick<Exchange, 'outcome'>): Fault {
  const type = outcome.answered ? headerValue(outcome.response, 'content-type') : undefined;
  const actual =
    type === undefined
      ? both('no Content-Type')
      : verbatim(`Content-Type: ${terminalSafe(type).slice(0, 100)}`);
  return { expected: both('one JSON object'), actual };
}

export function acceptingJson<T extends Pick<HttpRequest, 'headers'>>(request: T): T {
  return { ...request, headers: [...request.headers, ['Accept', 'application/json']] };
}

/** Whether a response is a JSON object with a result code, and says so. */
export function isJson(exchange: Exchange): boolean {
  const { outcome } = exchange;
  return isReadable(exchange) && outcome.answered && isJsonType(outcome.response);
}

/** Returns why a text is not one JSON object; `undefined` if it is. */
export function jsonFault(text: string, truncated: boolean): Fault | undefined {
  const expected = both('one JSON object');
  if (truncated) return { expected, actual: both('a body of more than 1 MiB') };
  if (text.trim() === '') return { expected, actual: both('an empty body') };
  if (isNestedDeeper(text, maxJsonDepth)) {
    const actual = both('JSON that is nested more than {depth} levels deep', { depth: maxJsonDepth });
    return { expected, actual };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return undefined;
    if (typeof value === 'string') {
      return { expected, actual: both('a JSON string that contains JSON (serialised twice)') };
    }
    const kind = Array.isArray(value) ? 'array' : String(value);
    return { expected, actual: both('JSON of type {kind}', { kind }) };
  } catch {
    const start = terminalSafe(text.trim()).slice(0, 60);
    return { expected, actual: both('text that is not JSON: {start}', { start }) };
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Returns why the body is not plain UTF-8; `undefined` if it is. */
export function encodingFault(response: HttpResponse): Fault | undefined {
  const { body } = response;
  const expected = both('UTF-8 without a byte order mark');
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) {
    return { expected, actual: both('the body begins with a byte order mark') };
  }
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(headerValue(response, 'content-type') ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset) && body.some((byte) => byte > 127)) {
    return { expected, actual: verbatim(`charset=${charset}`) };
  }
  try {
    if (!/\?{3,}|"\?\?"|\ufffd/.test(strictUtf8.decode(body))) return undefined;
    return {
      expected,
      actual: both('question marks in place of lost characters'),
      hint: both(
        'Write the body in UTF-8. It was probably written in a character set without Chinese, such as ISO-8859-1. In a servlet, call setContentType("application/json;charset=UTF-8") before getWriter().',
      ),
    };
  } catch {
    // A body cut at the size limit may end within a character.
    if (response.truncated) return undefined;
    return { expected, actual: both('bytes that are not valid UTF-8 (possibly GBK)') };
  }
}
