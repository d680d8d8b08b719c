import type { CodeEntry } from '../../codes/entry.ts';
import { findEntries } from '../../codes/lookup.ts';
import {
  type ShownAnswer,
  type ShownRequest,
  type ShownSignature,
  showAnswer,
  showRequest,
} from '../../exchanges/shown-exchange.ts';
import { type Hide, shownSentence } from '../../exchanges/shown-text.ts';
import type { Localized } from '../../text/localized.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import type { RecordedCall } from '../history/model.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Field, Protocol } from '../protocols/model.ts';
import type { ReplyProblem } from '../suite/send-report.ts';
import {
  type InspectedCall,
  type InspectOptions,
  inspectBodySign,
  inspectSignature,
} from './inspect-signature.ts';

/** A call as a page shows it. None of its texts contains an access key. */
export interface Inspection {
  readonly activity?: Activity;
  readonly request: ShownRequest;
  readonly signature?: ShownSignature;
  readonly answer?: ShownAnswer;
  readonly verdict: RecordedCall['verdict'];
  readonly meaning?: Localized;
  /** Why the call itself is not valid. */
  readonly reason?: Localized;
  readonly resultCode?: string;
  /** The entry of the result code, if it is known. */
  readonly code?: CodeEntry;
  readonly problems: readonly ReplyProblem[];
}

/** Prepares a call for a page. */
export function inspect(call: InspectedCall, options: InspectOptions): Inspection {
  const hide = createRedactor(maskable(Object.values(options.keys)));
  const protocol = call.protocol && protocolOf(call.protocol);
  const activity = protocol?.activities.find(({ name }) => name === call.activity);
  const { verdict, meaning, reason, resultCode, problems, answer } = call;
  const code = findEntries(resultCode ?? '').find(
    (entry) => entry.family === 'callback' && entry.code === resultCode,
  );
  return {
    ...(activity && { activity }),
    request: showRequest(call.request, call.target, encryptedNames(activity?.request), hide),
    ...(protocol && { signature: inspectSignature(call, protocol, options, hide) }),
    ...(answer && { answer: inspectAnswer(call, answer, protocol, activity, options, hide) }),
    verdict,
    ...(meaning && { meaning: shownSentence(meaning, hide) }),
    ...(reason && { reason: shownSentence(reason, hide) }),
    ...(resultCode !== undefined && { resultCode }),
    ...(code && { code }),
    problems: problems.map(({ id, severity, expected, actual, hint }) => ({
      id,
      severity,
      expected: shownSentence(expected, hide),
      actual: shownSentence(actual, hide),
      hint: shownSentence(hint, hide),
    })),
  };
}

function inspectAnswer(
  call: InspectedCall,
  answer: NonNullable<InspectedCall['answer']>,
  protocol: Protocol | undefined,
  activity: Activity | undefined,
  options: InspectOptions,
  hide: Hide,
): ShownAnswer {
  const shown = showAnswer(answer, encryptedNames(activity?.reply), hide);
  if ('failure' in answer || !protocol?.replySigned) return shown;
  return { ...shown, bodySign: inspectBodySign(answer, call, protocol, options, hide) };
}

function encryptedNames(fields: readonly Field[] = []): string[] {
  return fields.flatMap(({ name, encrypted, format, fields: inner }) => [
    ...(encrypted || format === 'client-secret' ? [name] : []),
    ...encryptedNames(inner),
  ]);
}
