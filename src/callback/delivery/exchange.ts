import type { JsonObject } from '../../text/json.ts';
import { oncePerInput } from '../../text/once.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import type { Activity, Parameter, Protocol, Sealed, Values } from '../protocols/model.ts';
import { parseObject } from '../protocols/request.ts';

/** One callback and its outcome. */
export interface Exchange {
  readonly protocol: Protocol;
  readonly activity: Activity;
  readonly values: Values;
  readonly sealed: Sealed;
  readonly request: HttpRequest;
  readonly outcome: Outcome;
  /** The parsed response, even if malformed; absent if there was none. */
  readonly reply?: Reply;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly Parameter[];
  readonly body?: string;
  /** Sent instead of `body`, if that is not the recorded body byte for byte. */
  readonly bytes?: Uint8Array;
}

/** The negotiated TLS parameters. */
export interface TlsFacts {
  /** `TLSv1.3` */
  readonly protocol: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Header names keep their case. */
  readonly headers: readonly Parameter[];
  readonly body: Uint8Array;
  /** The body exceeds the limit; `body` contains only its start. */
  readonly truncated: boolean;
  readonly durationMs: number;
  readonly tls?: TlsFacts;
}

/** Why there is no complete response. `timeout`: no connection in time; `no-response`: connected, but no response. */
export type FailureKind =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'no-response'
  | 'tls'
  | 'cut-off'
  | 'protocol'
  | 'proxy'
  | 'unreachable';

export interface DeliveryFailure {
  readonly kind: FailureKind;
  /** Error code of the system, such as `ECONNREFUSED`. */
  readonly code: string;
  readonly durationMs: number;
}

export type Outcome =
  | { readonly answered: true; readonly response: HttpResponse }
  | { readonly answered: false; readonly failure: DeliveryFailure };

/** Sends one request; errors of the server are returned, not thrown. */
export type Deliver = (request: HttpRequest) => Promise<Outcome>;

/** A response, parsed as leniently as possible: the checks report malformed responses. */
export interface Reply {
  /** The body as UTF-8 text; invalid bytes are replaced. */
  readonly text: string;
  /** The JSON object in the body, if any. */
  readonly json?: JsonObject;
  /** `resultCode` as text, even if it was sent as a number. */
  readonly resultCode?: string;
  readonly resultMsg?: string;
}

const decoder = new TextDecoder('utf-8');

/**
 * The outcome of a request, with the response parsed; never throws. Redacts secrets that the server echoes here, before
 * checks shorten the texts that they quote.
 */
export function readOutcome(
  outcome: Outcome,
  secrets: readonly string[],
): Pick<Exchange, 'outcome' | 'reply'> {
  if (!outcome.answered) return { outcome };
  const { response } = outcome;
  const hide = cachedRedactor(secrets);
  const headers = response.headers.map(([name, value]) => [hide(name), hide(value)] as const);
  return {
    outcome: { ...outcome, response: { ...response, headers } },
    // TextDecoder drops a leading BOM; the BOM check reads the bytes.
    reply: readReply(hide(decoder.decode(response.body))),
  };
}

/** All calls to a server have the same list of secrets. */
const cachedRedactor = oncePerInput((secrets: readonly string[]) => createRedactor(maskable(secrets)));

function readReply(text: string): Reply {
  const json = parseObject(text) ?? parseObject(firstObject(text) ?? '');
  if (!json) return { text };
  const { resultCode, resultMsg } = json;
  // A number has no leading zeros; restore them. The checks report the wrong type.
  const code = typeof resultCode === 'number' ? String(resultCode).padStart(6, '0') : resultCode;
  return {
    text,
    json,
    ...(typeof code === 'string' && { resultCode: code }),
    ...(typeof resultMsg === 'string' && { resultMsg }),
  };
}

/** The text from the first `{` to its closing brace, for bodies with text before or after the object. */
function firstObject(text: string): string | undefined {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, index + 1);
    }
  }
  return undefined;
}
