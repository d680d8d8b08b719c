import type { InspectedCall } from '../../../src/callback/inspector/inspect.ts';
import type { Parameter, ProtocolId, SealInput } from '../../../src/callback/protocols/model.ts';
import { toHttp } from '../../../src/callback/protocols/request.ts';
import { now, pick, seal } from '../protocols/support.ts';

const encoder = new TextEncoder();

/** A call as the history has it, which is signed with the key of the vectors unless said otherwise. */
export function callOf(
  name: string,
  sealed: Partial<SealInput> = {},
  more: Partial<InspectedCall> = {},
): InspectedCall {
  const { protocol, activity } = pick(name);
  const { method, url, headers, body = '' } = toHttp(seal(name, sealed));
  return {
    protocol: protocol.id,
    activity: activity.name,
    at: now,
    request: { method, url, headers, body: encoder.encode(body), redacted: false },
    target: url,
    isAnswerExact: true,
    verdict: 'accepted',
    problems: [],
    ...more,
  };
}

/** A call of the published vectors, as it is on the wire. */
export function receivedCall(
  protocol: ProtocolId,
  activity: string,
  {
    method = 'POST',
    url,
    headers = [],
    body = '',
  }: {
    readonly method?: string;
    readonly url: string;
    readonly headers?: readonly Parameter[];
    readonly body?: string;
  },
): InspectedCall {
  const request = { method, url, headers, body: encoder.encode(body), redacted: false };
  return { protocol, activity, at: now, request, isAnswerExact: true, verdict: 'accepted', problems: [] };
}

/** A response, for `answer` of a call. */
export function answered(body: string | Uint8Array, headers: readonly Parameter[] = [], status = 200) {
  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  return { durationMs: 12, status, headers, body: bytes, truncated: false };
}
