import type { Activity, ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { activityInPath, firstValues, queryParameters } from '../../../src/callback/protocols/request.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import type { JsonObject, JsonValue } from '../../../src/text/json.ts';
import { receive } from '../protocols/support.ts';
import type { Handle, HttpReply, ReferenceMerchant } from './model.ts';

/** A request as a merchant's code sees it. */
export interface Call {
  readonly activity: string;
  /** Without the proof. */
  readonly values: JsonObject;
}

type Make = (reference: ReferenceMerchant) => Handle;

/** Reads a request of any protocol, authentic or not; one that cannot be read is a call of nothing. */
export function read(request: ReceivedRequest, { protocol }: Pick<ReferenceMerchant, 'protocol'>): Call {
  if (protocol.method === 'GET') {
    const { activity = '', ...values } = Object.fromEntries(firstValues(queryParameters(request.url)));
    const { authToken: _token, timeStamp: _time, ...rest } = values;
    return { activity, values: rest };
  }
  const { activity, ...values } = jsonOf(request.body);
  const path = protocol.activities[0]?.path;
  const name = path ? activityInPath(request.url, path.slice(0, path.lastIndexOf('/') + 1)) : activity;
  return { activity: typeof name === 'string' ? name : '', values };
}

export function jsonOf(body: Uint8Array): JsonObject {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return {};
  }
}

/** A call signed rightly, its nonce kept, for the reference merchant. */
export function sealed(
  call: Call,
  request: ReceivedRequest,
  { protocol, key }: ReferenceMerchant,
): ReceivedRequest {
  const known = protocol.activities.find(({ name }) => name === call.activity);
  const activity: Activity = known ?? { ...protocol.activities[0]!, name: call.activity };
  const { timeStamp: _time, ...values } = call.values;
  return receive(
    protocol.seal({
      activity,
      target: 'https://merchant.example.com/saas',
      values: protocol.id === 'v1-kit' ? values : call.values,
      key,
      timestamp: protocol.timestamp(new Date()),
      nonce: nonceOf(request) || crypto.randomUUID(),
    }),
  );
}

function nonceOf(request: ReceivedRequest): string | undefined {
  return request.headers['x-nonce'] ?? firstValues(queryParameters(request.url)).get('nonce');
}

/** Whether the reference merchant would take the request for authentic. */
export function isAuthentic(request: ReceivedRequest, { protocol, key }: ReferenceMerchant): boolean {
  return protocol.open(request, { key, now: new Date() }).ok;
}

/** Hands an authentic call on with other values. */
export function onCall(change: (call: Call, reference: ReferenceMerchant) => Call): Make {
  return (reference) => (request) =>
    reference.handle(
      isAuthentic(request, reference)
        ? sealed(change(read(request, reference), reference), request, reference)
        : request,
    );
}

/** Answers some authentic calls itself. */
export function answering(
  answerTo: (call: Call, reference: ReferenceMerchant, request: ReceivedRequest) => HttpReply | undefined,
): Make {
  return (reference) => async (request) => {
    const own = isAuthentic(request, reference)
      ? answerTo(read(request, reference), reference, request)
      : undefined;
    return own ?? reference.handle(request);
  };
}

/** Changes what goes out. */
export function onReply(
  change: (
    reply: HttpReply,
    reference: ReferenceMerchant,
    request: ReceivedRequest,
  ) => HttpReply | Promise<HttpReply>,
): Make {
  return (reference) => async (request) => change(await reference.handle(request), reference, request);
}

/** Changes what goes out in answer to one activity. */
export function onActivity(
  activity: string,
  change: (reply: HttpReply, reference: ReferenceMerchant) => HttpReply,
): Make {
  return onReply((reply, reference, request) =>
    read(request, reference).activity === activity ? change(reply, reference) : reply,
  );
}

/** Changes the JSON of some replies; what comes out is signed as it should be. */
export function onJson(
  change: (json: JsonObject, call: Call, reference: ReferenceMerchant) => JsonObject | undefined,
): Make {
  return onReply((reply, reference, request) => {
    const json = change(jsonOf(reply.body), read(request, reference), reference);
    return json ? withBody(reply, JSON.stringify(json), reference) : reply;
  });
}

/** Changes the JSON of successes alone. */
export function onSuccess(
  change: (json: JsonObject, call: Call, reference: ReferenceMerchant) => JsonObject | undefined,
): Make {
  return onJson((json, call, reference) =>
    json.resultCode === '000000' ? change(json, call, reference) : undefined,
  );
}

/** Hands out other instance ids than the reference merchant's, and understands them again. */
export function withRenamedInstances(rename: (instanceId: string, call: Call) => string): Make {
  return (reference) => {
    const inside = new Map<string, string>();
    return async (request) => {
      const call = read(request, reference);
      const asked = text(call.values, 'instanceId').split(',');
      const own = asked.map((id) => inside.get(id) ?? id);
      const known = own.join() !== asked.join() && isAuthentic(request, reference);
      const reply = await reference.handle(
        known
          ? sealed(
              { ...call, values: withMembers(call.values, { instanceId: own.join() }) },
              request,
              reference,
            )
          : request,
      );
      const outside = (id: string) => asked[own.indexOf(id)] ?? id;
      const json = jsonOf(reply.body);
      if (Array.isArray(json.info)) {
        const info = (json.info as readonly JsonObject[]).map((entry) =>
          withMembers(entry, { instanceId: outside(text(entry, 'instanceId')) }),
        );
        return withBody(reply, JSON.stringify(withMembers(json, { info })), reference);
      }
      if (typeof json.instanceId !== 'string') return reply;
      const name = rename(json.instanceId, call);
      inside.set(name, json.instanceId);
      return withBody(reply, JSON.stringify(withMembers(json, { instanceId: name })), reference);
    };
  };
}

/** The reply with another body, signed anew where it is signed at all. */
export function withBody(reply: HttpReply, body: Uint8Array | string, { key }: ReferenceMerchant): HttpReply {
  const bytes = Buffer.from(body as string);
  const headers = reply.headers.map(([name, value]) =>
    name === 'Body-Sign'
      ? ([name, formatBodySign(bodySignature(key, bytes))] as const)
      : ([name, value] as const),
  );
  return { ...reply, headers, body: bytes };
}

/** The reply with a header changed; `undefined` takes it out. */
export function withHeader(reply: HttpReply, name: string, value: string | undefined): HttpReply {
  return {
    ...reply,
    headers: reply.headers.flatMap((header) => {
      if (header[0] !== name) return [header];
      return value === undefined ? [] : [[name, value] as const];
    }),
  };
}

/** A reply of the reference form. */
export function answer(json: JsonObject, { protocol, key }: ReferenceMerchant): HttpReply {
  const body = Buffer.from(JSON.stringify(json));
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json;charset=UTF-8'],
      ...(protocol.replySigned ? [['Body-Sign', formatBodySign(bodySignature(key, body))] as const] : []),
    ],
    body,
  };
}

/** A reply of the reference form that says no more than a code. */
export function result(
  resultCode: string,
  reference: ReferenceMerchant,
  resultMsg = 'see the result code',
): HttpReply {
  return answer({ resultCode, resultMsg }, reference);
}

/** A JSON object with some of its members changed; `undefined` takes one out. */
export function withMembers(
  json: JsonObject,
  members: Readonly<Record<string, JsonValue | undefined>>,
): JsonObject {
  const entries = Object.entries({ ...json, ...members });
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** A value as text. */
export function text(values: JsonObject, name: string): string {
  return String(values[name] ?? '');
}

/** Refuses a call that succeeded before, recognised by `compositeKey`; undefined is no call of interest. */
export function refuseRepeats(compositeKey: (call: Call) => string | undefined): Make {
  return (reference) => {
    const done = new Set<string>();
    return async (request) => {
      const reply = await reference.handle(request);
      const key = isAuthentic(request, reference) ? compositeKey(read(request, reference)) : undefined;
      if (key === undefined || jsonOf(reply.body).resultCode !== '000000') return reply;
      if (done.has(key)) return result('000005', reference, 'done already');
      done.add(key);
      return reply;
    };
  };
}

/**
 * Lets a call be in progress while others arrive: what is sent at once has arrived after a few turns of the event loop,
 * however slow the machine is.
 */
export async function othersArrive(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
