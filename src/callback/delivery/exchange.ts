import type { JsonObject } from '../../text/json.ts';
import { redact } from '../../text/redact.ts';
import type { Activity, Parameter, Protocol, Sealed, Values } from '../protocols/model.ts';
import { parseObject } from '../protocols/request.ts';

/** One delivery and what came of it. */
export interface Exchange {
  readonly protocol: Protocol;
  readonly activity: Activity;
  readonly values: Values;
  readonly sealed: Sealed;
  readonly request: HttpRequest;
  readonly outcome: Outcome;
  /** What can be read of the answer, however wrong its form; absent when nobody answered. */
  readonly reply?: Reply;
}

/** An HTTP request, ready to be sent. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly Parameter[];
  readonly body?: string;
}

/** What TLS was agreed on. */
export interface TlsFacts {
  /** `TLSv1.3` */
  readonly protocol: string;
}

/** An HTTP answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Names in the case the server wrote them. */
  readonly headers: readonly Parameter[];
  readonly body: Uint8Array;
  /** The body was longer than the limit; `body` holds its beginning. */
  readonly truncated: boolean;
  readonly durationMs: number;
  readonly tls?: TlsFacts;
}

/** Why there is no (whole) answer. */
export type FailureKind =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'cut-off'
  | 'protocol'
  | 'unreachable';

export interface NoAnswer {
  readonly kind: FailureKind;
  /** The system's own code: `ECONNREFUSED`. */
  readonly code: string;
  readonly durationMs: number;
}

export type Outcome =
  | { readonly answered: true; readonly answer: Answer }
  | { readonly answered: false; readonly failure: NoAnswer };

/** Sends one request and never throws for what the other side does. */
export type Deliver = (request: HttpRequest) => Promise<Outcome>;

/**
 * An answer read as leniently as possible: each fault of its form is a check's business, and must not hide
 * what the answer says.
 */
export interface Reply {
  /** Body as text (UTF-8, faults replaced). */
  readonly text: string;
  /** The JSON object in the body, if there is one. */
  readonly json?: JsonObject;
  /** `resultCode` as text, even where it was sent as a number. */
  readonly resultCode?: string;
  readonly resultMsg?: string;
}

const decoder = new TextDecoder('utf-8');

/** Shorter keys are no keys of KooGallery's, and striking them out of a reply would tear it apart. */
const shortestKey = 8;

/**
 * Reads an answer; never throws. Access keys that the server echoes are struck out here, before anybody shortens or
 * shows what it says.
 */
export function readReply(answer: Answer, keys: readonly string[]): Reply {
  // TextDecoder drops a leading BOM, as the check for it looks at the bytes.
  const text = redact(
    decoder.decode(answer.body),
    keys.filter((key) => key.length >= shortestKey),
  );
  const json = parseObject(text) ?? parseObject(firstObject(text) ?? '');
  if (!json) return { text };
  const code = json.resultCode;
  const message = json.resultMsg;
  return {
    text,
    json,
    // A number has lost its zeros: that is a fault of form, and must not hide what it says.
    ...((typeof code === 'string' || typeof code === 'number') && {
      resultCode: String(code).padStart(typeof code === 'number' ? 6 : 0, '0'),
    }),
    ...(typeof message === 'string' && { resultMsg: message }),
  };
}

/** The text from the first `{` to its closing brace, for bodies with something before or behind the object. */
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
