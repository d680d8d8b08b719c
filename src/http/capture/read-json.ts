import * as v from 'valibot';
import { both } from '../../text/translate.ts';
import {
  assertHeaderCount,
  type Captured,
  type CaptureOptions,
  encodeUtf8,
  type Parameter,
  toReceivedRequest,
  unreadableCapture,
} from './model.ts';

const text = v.string();
// One form is chosen by its first item: to try each form on a long list would collect an error for every item.
const headers = v.optional(
  v.nullable(
    v.lazy((given: unknown) => {
      if (typeof given !== 'object' || given === null) return headerRecord;
      assertHeaderCount(Array.isArray(given) ? given.length : Object.keys(given).length);
      if (!Array.isArray(given)) return headerRecord;
      return Array.isArray(given[0]) ? headerTuples : headerObjects;
    }),
  ),
);
const headerRecord = v.record(text, v.union([text, v.number(), v.array(text)]));
const headerTuples = v.array(v.tuple([text, text]));
const headerObjects = v.array(v.object({ name: text, value: text }));

const requestSchema = v.object({
  method: text,
  url: text,
  headers,
  /** The text; any other JSON value is serialised as compact JSON. */
  body: v.optional(v.unknown()),
  /** `base64` for a body that is not text. */
  bodyEncoding: v.optional(text),
  /** Hash of the body, which the document may not contain, or not with its secrets. */
  bodySha256: v.optional(v.pipe(text, v.regex(/^[\da-f]{64}$/))),
  /** HAR */
  postData: v.optional(v.nullable(v.object({ text: v.optional(text), encoding: v.optional(text) }))),
});

const replySchema = v.object({
  status: v.pipe(v.number(), v.integer()),
  headers,
  /** Text only, because the signature covers the exact bytes. */
  body: v.optional(v.nullable(text)),
  /** HAR */
  content: v.optional(v.nullable(v.object({ text: v.optional(text), encoding: v.optional(text) }))),
});

const firstIssue = { abortEarly: true } as const;

/**
 * Reads a capture in JSON: a HAR log or one of its entries, a request `{method, url, headers, body}`, a response
 * `{status, headers, body}`, both as `{request, reply}` or `{request, response}`, or a list of these.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) for any other document; the message names the invalid member
 */
export function readDocument(value: unknown, options: CaptureOptions): Captured {
  const entry = pickEntry(value, options);
  if (hasProperty(entry, 'request') || hasProperty(entry, 'response') || hasProperty(entry, 'reply')) {
    const side = options.side ?? (hasProperty(entry, 'request') ? 'request' : 'reply');
    return side === 'request'
      ? { ...readRequest(entry.request), ...readSurroundings(entry) }
      : readReply(entry.response ?? entry.reply);
  }
  if (hasProperty(entry, 'method')) return readRequest(entry);
  if (hasProperty(entry, 'status')) return readReply(entry);
  throw unreadableCapture(
    both(
      'The JSON document is not a capture: it must have method and url (a request), status (a response), or log.entries (HAR).',
    ),
  );
}

type UnknownRecord = { readonly [name: string]: unknown };

function hasProperty<Name extends string>(
  value: unknown,
  name: Name,
): value is UnknownRecord & { readonly [n in Name]: unknown } {
  return typeof value === 'object' && value !== null && name in value;
}

function pickEntry(value: unknown, { entry: wanted, notice }: CaptureOptions): unknown {
  const log = hasProperty(value, 'log') ? value.log : undefined;
  const har = hasProperty(log, 'entries') ? log.entries : undefined;
  const list = Array.isArray(har) ? har : value;
  if (!Array.isArray(list) || (list.length === 0 && list !== har)) return value;
  const entries: readonly unknown[] = list;
  const number = wanted ?? (list === har ? 1 : entries.length);
  if (number >= 1 && number <= entries.length) {
    if (entries.length > 1) {
      notice?.(
        both('Entry {number} of {count} is read; --entry N reads another one.', {
          number,
          count: entries.length,
        }),
      );
    }
    return entries[number - 1];
  }
  throw unreadableCapture(
    both('The capture has no entry {number}; it has {entries, plural, one {# entry} other {# entries}}', {
      entries: entries.length,
      number,
    }),
  );
}

/** When a request was sent, and what the response was: from HAR, or from a log of koo. */
function readSurroundings(
  entry: UnknownRecord,
): Pick<Extract<Captured, { kind: 'request' }>, 'time' | 'responseBody' | 'responseCode'> {
  const given = entry.startedDateTime ?? entry.time;
  const time = new Date(typeof given === 'string' ? given : Number.NaN);
  const response = v.safeParse(replySchema, entry.response ?? entry.reply, firstIssue);
  return {
    ...(!Number.isNaN(time.getTime()) && { time }),
    ...(response.success && { responseBody: new TextDecoder().decode(replyBody(response.output)) }),
    ...(typeof entry.code === 'string' && { responseCode: entry.code }),
  };
}

function readRequest(value: unknown): Extract<Captured, { kind: 'request' }> {
  const request = parse(requestSchema, value, 'request');
  const { body, bodyEncoding, bodySha256, postData } = request;
  const content =
    typeof body === 'string'
      ? contentBytes({ text: body, encoding: bodyEncoding })
      : body === undefined || body === null
        ? contentBytes(postData)
        : encodeUtf8(JSON.stringify(body));
  const captured = toReceivedRequest(
    request.method.toUpperCase(),
    request.url,
    headerList(request.headers),
    content,
  );
  return bodySha256 === undefined ? captured : { ...captured, sent: { ...captured.sent, bodySha256 } };
}

function readReply(value: unknown): Captured {
  const reply = parse(replySchema, value, 'reply');
  return { kind: 'reply', status: reply.status, headers: headerList(reply.headers), body: replyBody(reply) };
}

function replyBody({ body, content }: v.InferOutput<typeof replySchema>): Uint8Array {
  return typeof body === 'string' ? encodeUtf8(body) : contentBytes(content);
}

function contentBytes(
  content: { text?: string | undefined; encoding?: string | undefined } | null | undefined,
) {
  if (content?.encoding === 'base64') return new Uint8Array(Buffer.from(content.text ?? '', 'base64'));
  return encodeUtf8(content?.text ?? '');
}

function headerList(given: v.InferOutput<typeof headers>): Parameter[] {
  if (!given) return [];
  const list: Parameter[] = Array.isArray(given)
    ? given.map((item): Parameter => (Array.isArray(item) ? [item[0], item[1]] : [item.name, item.value]))
    : Object.entries(given).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((one): Parameter => [name, String(one)]),
      );
  // HTTP/2 sends the request line as pseudo-headers.
  return list.filter(([name]) => !name.startsWith(':'));
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  name: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, firstIssue);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [name, v.getDotPath(issue)].filter(Boolean).join('.');
  throw unreadableCapture(both('Invalid capture at {path}: {message}', { path, message: issue.message }));
}
