import * as v from 'valibot';
import { both } from '../../text/translate.ts';
import {
  assertDepth,
  type Captured,
  type CaptureOptions,
  encodeUtf8,
  type Parameter,
  toReceivedRequest,
  unreadableCapture,
} from './model.ts';

const text = v.string();
const headerValue = v.union([text, v.number(), v.array(text)]);
const headers = v.optional(
  v.nullable(
    v.union([
      v.array(v.object({ name: text, value: text })),
      v.array(v.tuple([text, text])),
      v.record(text, headerValue),
    ]),
  ),
);

const requestSchema = v.object({
  method: text,
  url: text,
  headers,
  /** The text; any other JSON value is serialised as compact JSON. */
  body: v.optional(v.unknown()),
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

/**
 * Reads a capture in JSON: a HAR log or one of its entries, a request `{method, url, headers, body}`, a response
 * `{status, headers, body}`, or both as `{request, reply}`.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`) for any other document; the message names the invalid member
 */
export function readDocument(value: unknown, options: CaptureOptions): Captured {
  const entry = pickEntry(value, options.entry ?? 1);
  if (hasProperty(entry, 'request') || hasProperty(entry, 'response') || hasProperty(entry, 'reply')) {
    const side = options.side ?? (hasProperty(entry, 'request') ? 'request' : 'reply');
    return side === 'request' ? readRequest(entry.request) : readReply(entry.response ?? entry.reply);
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

function pickEntry(value: unknown, number: number): unknown {
  const log = hasProperty(value, 'log') ? value.log : undefined;
  if (!hasProperty(log, 'entries') || !Array.isArray(log.entries)) return value;
  const entries: readonly unknown[] = log.entries;
  if (number >= 1 && number <= entries.length) return entries[number - 1];
  throw unreadableCapture(
    both('The HAR log has no entry {number}; it has {entries, plural, one {# entry} other {# entries}}', {
      entries: entries.length,
      number,
    }),
  );
}

function readRequest(value: unknown): Captured {
  const request = parse(requestSchema, value, 'request');
  const { body, postData } = request;
  const content =
    typeof body === 'string'
      ? encodeUtf8(body)
      : body === undefined || body === null
        ? contentBytes(postData)
        : encodeUtf8(compactText(body));
  return toReceivedRequest(request.method.toUpperCase(), request.url, headerList(request.headers), content);
}

/** A JSON value as its compact text. */
function compactText(body: unknown): string {
  assertDepth(body);
  return JSON.stringify(body);
}

function readReply(value: unknown): Captured {
  const reply = parse(replySchema, value, 'reply');
  const body = typeof reply.body === 'string' ? encodeUtf8(reply.body) : contentBytes(reply.content);
  return { kind: 'reply', status: reply.status, headers: headerList(reply.headers), body };
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
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [name, v.getDotPath(issue)].filter(Boolean).join('.');
  throw unreadableCapture(both('Invalid capture at {path}: {message}', { path, message: issue.message }));
}
