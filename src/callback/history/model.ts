import type { ExchangeRequest, RecordedAnswer, RecordedRequest } from '../../exchanges/model.ts';
import type { Localized } from '../../text/localized.ts';
import type { ProtocolId } from '../protocols/model.ts';
import type { ReplyProblem } from '../suite/send-report.ts';
import type { CallVerdict } from './verdicts.ts';

/** Whether the signature of a call is right; `not-checked` without an access key for it. */
export type SignatureState = 'valid' | 'invalid' | 'not-checked';

/** What is known of a call as soon as it has arrived. */
export interface CallFacts {
  /** Wall clock. */
  readonly receivedAt: Date;
  /** Absent where it cannot be told. */
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

/** What the answer came to; a judgement may take longer than the answer, and is made behind it. */
export interface Judgement {
  readonly verdict: Exclude<CallVerdict, 'pending'>;
  /** In one line: `resultCode 000005 (…)`, `connection refused`. */
  readonly meaning: Localized;
  readonly resultCode?: string;
  /** The instance that the answer names, where the call does not: one that was created. The history then has it as its own. */
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

/** Which calls to list; all that is given must hold. */
export interface CallFilter {
  readonly protocol?: ProtocolId;
  readonly activity?: string;
  readonly instanceId?: string;
  readonly orderId?: string;
  readonly verdict?: CallVerdict;
  /** Received at or after, and before. */
  readonly since?: Date;
  readonly until?: Date;
  /** Of a live view: those behind this one. */
  readonly after?: number;
  /** Of a page of a list: those before this one. */
  readonly before?: number;
  /** The latest so many. */
  readonly limit: number;
}

/** The calls that were received, on disk; several processes may read and write it at a time. */
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
  /** How many calls a filter selects. */
  count(filter: Omit<CallFilter, 'limit'>): number;
  /** Changes whenever a call was written, by any process. */
  version(): number;
  close(): void;
}
