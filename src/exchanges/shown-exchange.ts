import type { Parameter } from '../http/capture/model.ts';
import { headersToForward } from '../http/connection-headers.ts';
import { maxArgument, toCurl } from '../http/curl.ts';
import { decodeUtf8 } from '../text/decode.ts';
import type { Localized } from '../text/localized.ts';
import type { ExchangeRequest, RecordedAnswer, RecordedRequest } from './model.ts';
import {
  type Compared,
  compareTexts,
  type Hide,
  makeVisible,
  type ShownBody,
  shownBody,
  shownSentence,
} from './shown-text.ts';

/** A request as a page shows it. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Parameter[];
  readonly parameters: readonly Parameter[];
  readonly body?: ShownBody;
  /** Names of the fields that are encrypted. */
  readonly encrypted: readonly string[];
  readonly isRedacted: boolean;
  /** A command that sends the same bytes. */
  readonly curl?: string;
}

/** A response as a page shows it, or why there is none. */
export type ShownAnswer = { readonly durationMs: number } & (
  | { readonly failure: Localized }
  | {
      readonly status: number;
      readonly headers: readonly Parameter[];
      /** Absent if it is not kept. */
      readonly body?: ShownBody;
      readonly isTruncated?: boolean;
      readonly encrypted?: readonly string[];
      /** `Body-Sign` of V1. */
      readonly bodySign?: ShownSignature;
    }
);

/** A signature, how it is made, and why it is wrong. */
export interface ShownSignature {
  /** `not-checked`: without the key. */
  readonly state: 'valid' | 'invalid' | 'not-checked';
  readonly steps: readonly Step[];
  readonly given?: string;
  readonly expected?: string;
  /** The given and the expected one, if they differ. */
  readonly difference?: Compared;
  /** The known mistake that explains it. */
  readonly mistake?: Localized;
  readonly notes: readonly Localized[];
  /** The text that the server has signed, compared with the correct one; `equal` if there is no difference. */
  readonly compared?: Compared | 'equal';
}

/** A step on the way to a signature. */
export interface Step {
  readonly title: Localized;
  /** The result of the step, with the access key as `<accessKey>`; absent without an access key. */
  readonly value?: string | undefined;
  /** Names and texts that `value` is joined of, to distinguish one from the next. */
  readonly parts?: readonly (readonly [name: string, text: string])[] | undefined;
  /** The result compared with that of the client, if they differ. */
  readonly compared?: Compared | undefined;
  /** The text that is signed: what a server has to compare with its own. */
  readonly isSigned?: true;
}

/**
 * Prepares a request for a page.
 *
 * @param target absolute URL that it was sent to, if known
 * @param encrypted names of the fields that are encrypted
 */
export function showRequest(
  { redacted, ...request }: RecordedRequest,
  target?: string,
  encrypted: readonly string[] = [],
  hide: Hide = (same) => same,
): ShownRequest {
  const { method, url, headers, body } = request;
  const absolute = target ?? (/^https?:\/\//i.test(url) ? url : undefined);
  const shown = body.length > 0 ? shownBody(body, hide) : undefined;
  const curl = absolute === undefined ? undefined : curlOf(request, absolute, hide);
  const [, query = ''] = /\?(.*)$/s.exec(url) ?? [];
  return {
    method,
    url: hide(absolute ?? url),
    headers: hidden(headers, hide),
    parameters: hidden([...new URLSearchParams(query)], hide),
    ...(shown && { body: shown }),
    encrypted,
    isRedacted: redacted,
    ...(curl !== undefined && { curl }),
  };
}

/** Returns no command that would be long, or have invisible characters, which a page cannot hand over. */
function curlOf({ method, headers, body }: ExchangeRequest, url: string, hide: Hide): string | undefined {
  const text = body.length > maxArgument ? undefined : decodeUtf8(body, true);
  if (text === undefined) return undefined;
  const sent = { method, url, headers: headersToForward(headers) };
  const command = hide(toCurl({ ...sent, ...(text !== '' && { body: text }) }));
  return makeVisible(command) === command ? command : undefined;
}

/** Prepares a response for a page. */
export function showAnswer(answer: RecordedAnswer, encrypted: readonly string[], hide: Hide): ShownAnswer {
  const { durationMs } = answer;
  if ('failure' in answer) return { durationMs, failure: shownSentence(answer.failure, hide) };
  const { status, headers, body, truncated } = answer;
  return {
    durationMs,
    status,
    headers: hidden(headers, hide),
    body: shownBody(body, hide),
    isTruncated: truncated,
    encrypted,
  };
}

/**
 * The given and the expected signature, and their first difference. Hex is compared without regard to case.
 *
 * @param expected `null` without the key
 */
export function compareSignatures(
  given: string | null,
  expected: string | null,
): Pick<ShownSignature, 'given' | 'expected' | 'difference'> {
  const isSame =
    given === expected || (/^[0-9A-F]{64}$/.test(expected ?? '') && given?.toUpperCase() === expected);
  return {
    ...(given !== null && { given: makeVisible(given) }),
    ...(expected !== null && { expected }),
    ...(given !== null &&
      expected !== null &&
      !isSame && { difference: compareTexts(expected, given.slice(0, maxSignature)) }),
  };
}

/** Longest wrong signature that is compared, in characters. */
const maxSignature = 200;

function hidden(pairs: readonly Parameter[], hide: Hide): Parameter[] {
  return pairs.map(([name, value]) => [hide(name), hide(value)]);
}
