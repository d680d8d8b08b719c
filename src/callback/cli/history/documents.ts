import type { RecordedAnswer } from '../../../exchanges/model.ts';
import type { Localized } from '../../../text/localized.ts';
import type { CallVerdict, RecordedCall, SignatureState } from '../../history/model.ts';
import type { Parameter, ProtocolId } from '../../protocols/model.ts';
import { bodyText } from '../../protocols/request.ts';
import type { ReplyProblem } from '../../suite/send-report.ts';
import type { Verification } from '../../verify.ts';

/** A received call in a list. */
export interface ListedCall {
  readonly id: number;
  /** When it was received: ISO 8601, UTC. */
  readonly time: string;
  /** `null` if it cannot be told. */
  readonly protocol: ProtocolId | null;
  readonly activity: string | null;
  readonly instanceId: string | null;
  readonly orderId: string | null;
  readonly signature: SignatureState;
  /** `pending`: there is no response, or it was not judged, because koo ended before. */
  readonly verdict: CallVerdict;
  /** What the response means, in one line. */
  readonly meaning: Localized | null;
  readonly resultCode: string | null;
  /** HTTP status of the response. */
  readonly status: number | null;
  readonly durationMs: number | null;
  /** Where it was forwarded to. */
  readonly target: string | null;
  /** The recorded call that was sent again. */
  readonly replayOf: number | null;
}

interface Message {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** `null` if it is not UTF-8 text. */
  readonly body: string | null;
  /** base64 of a body that is not text. */
  readonly bodyBase64: string | null;
}

/** A received call with all that is recorded. */
export interface CallDetails extends ListedCall {
  /** Why the call is not valid. */
  readonly reason: Localized | null;
  readonly request: Message & {
    readonly method: string;
    readonly url: string;
    /** `***` stands for what is not recorded: secrets, and the clear text of encrypted fields. */
    readonly redacted: boolean;
  };
  /** `null` without a response. */
  readonly response:
    | (Message & {
        readonly status: number;
        /** Only the beginning of the body is recorded. */
        readonly truncated: boolean;
      })
    | null;
  /** Why there is no response. */
  readonly failure: { readonly code: string; readonly text: Localized } | null;
  readonly problems: readonly ReplyProblem[];
  /** The signature, checked again; `null` without an access key, or if the request was not recorded whole. */
  readonly verification: Verification | null;
}

export function listedCall(call: RecordedCall): ListedCall {
  const { id, receivedAt, signature, verdict, answer } = call;
  return {
    id,
    time: receivedAt.toISOString(),
    protocol: call.protocol ?? null,
    activity: call.activity ?? null,
    instanceId: call.instanceId ?? null,
    orderId: call.orderId ?? null,
    signature,
    verdict,
    meaning: call.meaning ?? failureOf(answer)?.text ?? null,
    resultCode: call.resultCode ?? null,
    status: answer && 'status' in answer ? answer.status : null,
    durationMs: answer?.durationMs ?? null,
    target: call.target ?? null,
    replayOf: call.replayOf ?? null,
  };
}

export function detailsOf(call: RecordedCall, verification: Verification | null): CallDetails {
  const { request, answer, reason = null, problems } = call;
  const { method, url, redacted } = request;
  return {
    ...listedCall(call),
    reason,
    request: { method, url, redacted, ...messageOf(request) },
    response:
      answer && 'status' in answer
        ? { status: answer.status, truncated: answer.truncated, ...messageOf(answer) }
        : null,
    failure: failureOf(answer) ?? null,
    problems,
    verification,
  };
}

function failureOf(answer: RecordedAnswer | undefined) {
  return answer && 'failure' in answer ? { code: answer.code, text: answer.failure } : undefined;
}

function messageOf(message: { readonly headers: readonly Parameter[]; readonly body: Uint8Array }): Message {
  const text = bodyText(message.body);
  return {
    headers: message.headers.map(([name, value]) => ({ name, value })),
    body: text ?? null,
    bodyBase64: text === undefined ? Buffer.from(message.body).toString('base64') : null,
  };
}
