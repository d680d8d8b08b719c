import { type KooError, usageError } from '../errors/koo-error.ts';
import { maxParameters, toReceivedRequest } from '../http/capture/model.ts';
import { toCurl } from '../http/curl.ts';
import { canonicalJsonText } from '../signing/canonical-json.ts';
import { bodySignature, formatBodySign } from '../signing/v1-body-sign.ts';
import { redact } from '../text/redact.ts';
import { both } from '../text/translate.ts';
import { assertTarget } from './delivery/send.ts';
import { inferFromBody } from './infer-protocol.ts';
import { readProof } from './proof.ts';
import type { Activity, Parameter, Protocol, ProtocolId, SealInput } from './protocols/model.ts';
import { bodyText, parseObject, queryParameters, toHttp } from './protocols/request.ts';

/** A part of the signature and where the request carries it. */
export interface SignedPart {
  readonly in: 'query' | 'header' | 'body';
  readonly name: string;
  readonly value: string;
}

/** The result of `koo callback sign`; its JSON is a stable interface. */
export interface Signed {
  readonly protocol: ProtocolId | null;
  readonly parts: readonly SignedPart[];
  /** The text that was signed, with the access key replaced by `<accessKey>`. */
  readonly canonical: string;
  /** A curl command for the request, if its URL is known. */
  readonly curl: string | null;
}

export interface SignTextInput {
  readonly protocol: Protocol;
  /** V1: a URL, a query or `name=value` lines. The others: a JSON body. */
  readonly text: string;
  readonly key: string;
  /** In the format of the protocol; default: the timestamp in the text, else `now`. */
  readonly timestamp?: string | undefined;
  readonly nonce: string;
  readonly now: Date;
  /** URL that the request is sent to. */
  readonly target?: string | undefined;
}

/**
 * Signs a request that is given as text.
 *
 * @throws KooError (usage) `NOT_A_JSON_OBJECT`, `NO_PARAMETERS`, `TOO_MANY_PARAMETERS`, `INVALID_URL`, `NO_KIT_PATH`
 */
export function sign(input: SignTextInput): Signed {
  const { protocol, key } = input;
  const address = input.target ?? /^https?:\/\/[^?#]*/i.exec(input.text)?.[0];
  if (address !== undefined) assertTarget(address);
  const { target, activity } = splitKitPath(protocol, address);
  const content = protocol.method === 'GET' ? fromParameters(input, activity) : fromJson(input, activity);
  const sealed = protocol.seal({ ...content, target, key, nonce: input.nonce });
  const http = toHttp(sealed);
  const { request } = toReceivedRequest(http.method, http.url, http.headers, Buffer.from(http.body ?? ''));
  const proof = readProof(protocol, request, key);
  const { signature, timestamp, nonce } = protocol.proof;
  return {
    protocol: protocol.id,
    parts: [
      { ...signature, value: proof.expected },
      { ...timestamp, value: content.timestamp },
      ...(nonce ? [{ ...nonce, value: input.nonce }] : []),
    ],
    canonical: redact(proof.canonical, [key]),
    curl: address === undefined ? null : toCurl(http),
  };
}

export function signReply(body: Uint8Array, key: string): Signed {
  return {
    protocol: null,
    parts: [{ in: 'header', name: 'Body-Sign', value: formatBodySign(bodySignature(key, body)) }],
    canonical: redact(Buffer.from(body).toString('utf8'), [key]),
    curl: null,
  };
}

/**
 * Infers the protocol of a text to sign.
 *
 * @throws KooError (usage) `AMBIGUOUS_PROTOCOL` for a body without an activity, which may be of either kit protocol
 */
export function inferProtocolOfText(text: string): ProtocolId {
  if (!text.startsWith('{')) return 'v1';
  const id = inferFromBody(text);
  if (id) return id;
  throw usageError(
    'AMBIGUOUS_PROTOCOL',
    both('Cannot tell the protocol of a body without activity: it may be v1-kit or v2-kit'),
    both('Choose one with --protocol.'),
  );
}

/** Removes the sub-path of a kit interface from the URL, because signing appends it. */
function splitKitPath(
  protocol: Protocol,
  address: string | undefined,
): { target: string; activity: Activity } {
  const [first] = protocol.activities;
  if (!first) throw new Error(`${protocol.id} has no activities`);
  if (address === undefined) return { target: 'https://localhost/', activity: first };
  const url = new URL(address);
  if (!protocol.activities.some(({ path }) => path !== undefined))
    return { target: url.href, activity: first };
  const activity = protocol.activities.find(({ path = ' ' }) => url.pathname.endsWith(path));
  if (!activity?.path) {
    throw usageError(
      'NO_KIT_PATH',
      both('The URL does not end with the sub-path of a kit interface'),
      both('The sub-paths are: {paths}', { paths: protocol.activities.flatMap(({ path }) => path ?? []) }),
    );
  }
  url.pathname = url.pathname.slice(0, -activity.path.length);
  return { target: url.href, activity };
}

type Content = Pick<SealInput, 'activity' | 'values' | 'timestamp' | 'text'>;

function fromParameters({ text, timestamp, protocol, now }: SignTextInput, any: Activity): Content {
  const parameters = readParameters(text);
  if (parameters.length > maxParameters) {
    throw usageError(
      'TOO_MANY_PARAMETERS',
      both('The input has more than {maxParameters} parameters', { maxParameters }),
      both('Give the parameters of one request.'),
    );
  }
  const given = Object.fromEntries(parameters.toReversed());
  const { activity: name = '', authToken: _old, timeStamp, ...values } = given;
  if (name === '') {
    throw usageError(
      'NO_PARAMETERS',
      both('The input has no parameter activity'),
      both('Use a URL, a query string, or one line NAME=VALUE for each parameter.'),
    );
  }
  const activity = protocol.activities.find((known) => known.name === name) ?? { ...any, name, request: [] };
  return { activity, values, timestamp: timestamp ?? timeStamp ?? protocol.timestamp(now) };
}

/** Percent-decodes a URL or a query; values in lines `name=value` are not encoded. */
function readParameters(text: string): readonly Parameter[] {
  const trimmed = text.trim();
  if (/^https?:\/\//i.test(trimmed)) return queryParameters(trimmed);
  if (!trimmed.includes('\n') && trimmed.includes('&'))
    return queryParameters(`?${trimmed.replace(/^\?/, '')}`);
  return trimmed.split(/\r?\n/).flatMap((line): Parameter[] => {
    const at = line.indexOf('=');
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
  });
}

function fromJson({ text, timestamp, protocol, now }: SignTextInput, activity: Activity): Content {
  const body = parseObject(text);
  const payload = canonicalJsonText(text);
  if (!body || payload === undefined) throw notAnObject();
  const isInBody = protocol.proof.timestamp.in === 'body';
  const own = isInBody ? body[protocol.proof.timestamp.name] : undefined;
  const time = timestamp ?? (typeof own === 'string' ? own : protocol.timestamp(now));
  // V1 kit writes its timestamp into the body; the others sign and send the canonical form of the text.
  return { activity, values: body, timestamp: time, ...(!isInBody && { text: payload }) };
}

/**
 * Decodes user input, without a byte order mark and surrounding white space.
 *
 * @throws KooError (usage) `NOT_A_JSON_OBJECT` if the input is not UTF-8
 */
export function decodeInput(bytes: Uint8Array): string {
  const text = bodyText(bytes);
  if (text === undefined) throw notAnObject();
  return text.replace(/^\ufeff/, '').trim();
}

function notAnObject(): KooError {
  return usageError(
    'NOT_A_JSON_OBJECT',
    both('The body is not a UTF-8 JSON object'),
    both('Use a request body such as {"activity":"newInstance",…}. To sign a response body, add --reply.'),
  );
}
