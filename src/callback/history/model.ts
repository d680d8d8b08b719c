import type { ExchangeRequest, RecordedAnswer, RecordedRequest } from '../../exchanges/model.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { ProtocolId } from '../protocols/model.ts';
import type { ReplyProblem } from '../suite/send-report.ts';

/** Whether the signature of a call is right; `not-checked` without an access key for it. */
export type SignatureState = 'valid' | 'invalid' | 'not-checked';

/** The facts about a call that are known as soon as it has arrived. */
export interface CallFacts {
  /** Wall clock. */
  readonly receivedAt: Date;
  /** Absent if it cannot be determined. */
  readonly protocol?: ProtocolId;
  readonly activity?: string;
  readonly instanceId?: string;
  readonly orderId?: string;
  readonly signature: SignatureState;
  /** Why the call is not valid: the signature, its time, or a field. */
  readonly reason?: Localized;
  readonly request: ExchangeRequest;
  /** Where it is forwarded to; absent if koo answers itself. */
  readonly target?: string;
  /** The recorded call that was sent again. */
  readonly replayOf?: number;
}

/** The judgement of an answer, which is made after the answer was sent, since it may take longer. */
export interface Judgement {
  readonly verdict: Exclude<CallVerdict, 'pending'>;
  /** The meaning of the answer in one line: `resultCode 000005 (…)`, `connection refused`. */
  readonly meaning: Localized;
  readonly resultCode?: string;
  /** The instance that the answer names and the call does not, since it was created; it becomes that of the call. */
  readonly instanceId?: string;
  readonly problems: readonly ReplyProblem[];
}

/** A call as the history has it: without secrets, and without the clear text of encrypted fields. */
export interface RecordedCall
  extends Omit<CallFacts, 'request'>,
    Partial<Pick<Judgement, 'meaning' | 'resultCode'>> {
  readonly id: number;
  readonly request: RecordedRequest;
  /** Absent while it is under way, and where koo ended before. */
  readonly answer?: RecordedAnswer;
  readonly verdict: CallVerdict;
  readonly problems: readonly ReplyProblem[];
}

/** Selects calls; all that is given must hold. */
export interface CallFilter {
  readonly protocol?: ProtocolId | undefined;
  readonly activity?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly verdict?: CallVerdict | undefined;
  /** Received at or after, and before. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only calls after this one, to follow a history that others write. */
  readonly after?: number;
  /** Only calls before this one, for a page of a list. */
  readonly before?: number | undefined;
  /** At most so many, the latest ones. */
  readonly limit: number;
}

/** The received calls on disk. Several processes may read and write it at the same time. */
export interface History {
  /**
   * Writes a call before it is answered: a process that is killed loses none. Secrets are replaced first.
   *
   * @returns its number
   */
  begin(call: CallFacts, secrets: readonly string[]): number;
  /** Writes the answer, before the sender gets it. */
  answer(id: number, answer: RecordedAnswer, secrets: readonly string[]): void;
  judge(id: number, judgement: Judgement, secrets: readonly string[]): void;
  read(id: number): RecordedCall | undefined;
  /** The latest first. */
  list(filter: CallFilter): RecordedCall[];
  count(filter: Omit<CallFilter, 'limit'>): number;
  /** Changes whenever a call was written, by any process. */
  version(): number;
  close(): void;
}

/**
 * The verdicts on a call, as KooGallery would see it. `refused`: the call was not valid, and was refused as it should be.
 * `pending`: there is no answer yet, or it was not judged, because koo ended before.
 */
export const callVerdicts = ['accepted', 'in-progress', 'refused', 'failed', 'pending'] as const;

export type CallVerdict = (typeof callVerdicts)[number];

export const verdictNames: Readonly<Record<CallVerdict, Localized>> = {
  accepted: both('accepted'),
  'in-progress': both('in progress'),
  refused: both('refused'),
  failed: both('failed'),
  pending: both('pending'),
};

/** The verdict on a valid call by the result that KooGallery reads in its answer. */
export const verdictOfResult = {
  succeeded: 'accepted',
  'in-progress': 'in-progress',
  failed: 'failed',
} as const;
