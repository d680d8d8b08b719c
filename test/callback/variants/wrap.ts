import type { Activity, ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { activityInPath, firstOfEach, queryParameters } from '../../../src/callback/protocols/request.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import type { JsonObject, JsonValue } from '../../../src/text/json.ts';
import { receive } from '../protocols/support.ts';
import type { Handle, HttpReply, Intact } from './model.ts';

/** A request as a merchant's code sees it. */
export interface Call {
  readonly activity: string;
  /** Without the proof. */
  readonly values: JsonObject;
}

type Make = (intact: Intact) => Handle;

/** Reads a request of any family, authentic or not; one that cannot be read is a call of nothing. */
export function read(request: ReceivedRequest, { protocol }: Pick<Intact, 'protocol'>): Call {
  if (protocol.method === 'GET') {
    const { activity = '', ...values } = Object.fromEntries(firstOfEach(queryParameters(request.url)));
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

/** A call signed rightly, its nonce kept, for the intact merchant. */
export function sealed(call: Call, request: ReceivedRequest, { protocol, key }: Intact): ReceivedRequest {
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
  return request.headers['x-nonce'] ?? firstOfEach(queryParameters(request.url)).get('nonce');
}

/** Whether the intact merchant would take the request for authentic. */
export function isAuthentic(request: ReceivedRequest, { protocol, key }: Intact): boolean {
  return protocol.open(request, { key, now: new Date() }).ok;
}

/** Hands an authentic call on with other values. */
export function onCall(change: (call: Call, intact: Intact) => Call): Make {
  return (intact) => (request) =>
    intact.handle(
      isAuthentic(request, intact) ? sealed(change(read(request, intact), intact), request, intact) : request,
    );
}

/** Answers some authentic calls itself. */
export function instead(
  answerTo: (call: Call, intact: Intact, request: ReceivedRequest) => HttpReply | undefined,
): Make {
  return (intact) => async (request) => {
    const own = isAuthentic(request, intact) ? answerTo(read(request, intact), intact, request) : undefined;
    return own ?? intact.handle(request);
  };
}

/** Changes what goes out. */
export function onReply(
  change: (reply: HttpReply, intact: Intact, request: ReceivedRequest) => HttpReply | Promise<HttpReply>,
): Make {
  return (intact) => async (request) => change(await intact.handle(request), intact, request);
}

/** Changes what goes out in answer to one activity. */
export function onActivity(activity: string, change: (reply: HttpReply, intact: Intact) => HttpReply): Make {
  return onReply((reply, intact, request) =>
    read(request, intact).activity === activity ? change(reply, intact) : reply,
  );
}

/** Changes the JSON of some replies; what comes out is signed as it should be. */
export function onJson(
  change: (json: JsonObject, call: Call, intact: Intact) => JsonObject | undefined,
): Make {
  return onReply((reply, intact, request) => {
    const json = change(jsonOf(reply.body), read(request, intact), intact);
    return json ? withBody(reply, JSON.stringify(json), intact) : reply;
  });
}

/** Changes the JSON of successes alone. */
export function onSuccess(
  change: (json: JsonObject, call: Call, intact: Intact) => JsonObject | undefined,
): Make {
  return onJson((json, call, intact) =>
    json.resultCode === '000000' ? change(json, call, intact) : undefined,
  );
}

/** Hands out other instance ids than the intact merchant's, and understands them again. */
export function renaming(rename: (instanceId: string, call: Call) => string): Make {
  return (intact) => {
    const inside = new Map<string, string>();
    return async (request) => {
      const call = read(request, intact);
      const asked = text(call.values, 'instanceId').split(',');
      const own = asked.map((id) => inside.get(id) ?? id);
      const known = own.join() !== asked.join() && isAuthentic(request, intact);
      const reply = await intact.handle(
        known
          ? sealed({ ...call, values: put(call.values, { instanceId: own.join() }) }, request, intact)
          : request,
      );
      const outside = (id: string) => asked[own.indexOf(id)] ?? id;
      const json = jsonOf(reply.body);
      if (Array.isArray(json.info)) {
        const info = (json.info as readonly JsonObject[]).map((entry) =>
          put(entry, { instanceId: outside(text(entry, 'instanceId')) }),
        );
        return withBody(reply, JSON.stringify(put(json, { info })), intact);
      }
      if (typeof json.instanceId !== 'string') return reply;
      const name = rename(json.instanceId, call);
      inside.set(name, json.instanceId);
      return withBody(reply, JSON.stringify(put(json, { instanceId: name })), intact);
    };
  };
}

/** The reply with another body, signed anew where it is signed at all. */
export function withBody(reply: HttpReply, body: Uint8Array | string, { key }: Intact): HttpReply {
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

/** A reply of the intact form. */
export function answer(json: JsonObject, { protocol, key }: Intact): HttpReply {
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

/** A reply of the intact form that says no more than a code. */
export function result(resultCode: string, intact: Intact, resultMsg = 'see the result code'): HttpReply {
  return answer({ resultCode, resultMsg }, intact);
}

/** A JSON object with some of its members changed; `undefined` takes one out. */
export function put(json: JsonObject, members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const entries = Object.entries({ ...json, ...members });
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** A value as text. */
export function text(values: JsonObject, name: string): string {
  return String(values[name] ?? '');
}

/** Refuses a call that succeeded before, recognised by `keyOf`; undefined is no call of interest. */
export function refusingAgain(keyOf: (call: Call) => string | undefined): Make {
  return (intact) => {
    const done = new Set<string>();
    return async (request) => {
      const reply = await intact.handle(request);
      const key = isAuthentic(request, intact) ? keyOf(read(request, intact)) : undefined;
      if (key === undefined || jsonOf(reply.body).resultCode !== '000000') return reply;
      if (done.has(key)) return result('000005', intact, 'done already');
      done.add(key);
      return reply;
    };
  };
}
