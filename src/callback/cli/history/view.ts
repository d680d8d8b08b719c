import { paint, type Style } from '../../../cli/output/colour.ts';
import { table } from '../../../cli/output/table.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import { marks, oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import { type CallVerdict, type SignatureState, verdictNames } from '../../history/model.ts';
import { parametersOf, renderMessage, renderProblem } from '../exchange-text.ts';
import { renderVerification } from '../verify.ts';
import type { CallDetails, ListedCall } from './documents.ts';

const signatureNames: Readonly<Record<SignatureState, Localized>> = {
  valid: both('valid'),
  invalid: both('invalid'),
  'not-checked': both('not checked'),
};

/** Colours and marks of verdicts. A refusal is marked as right: only calls that are not valid are refused so. */
export const verdictLooks: Readonly<Record<CallVerdict, readonly [Style, string]>> = {
  accepted: ['green', marks.passed],
  'in-progress': ['yellow', '…'],
  refused: ['yellow', marks.passed],
  failed: ['red', marks.failed],
  pending: ['dim', '?'],
};

/** Renders calls as a table, with local times. @param isFiltered whether there may be calls that were not selected */
export function callsText(calls: readonly ListedCall[], isFiltered: boolean): string {
  const [latest] = calls;
  if (!latest) {
    return isFiltered
      ? t('No call matches. `koo callback history` lists all calls.')
      : t('No calls. `koo callback listen` records what it receives.');
  }
  const header = [
    t('ID'),
    t('RECEIVED (UTC{offset})', { offset: offsetOf(new Date(latest.time)) }),
    t('INTERFACE'),
    t('INSTANCE OR ORDER'),
    t('VERDICT'),
    t('MEANING'),
  ];
  return table(
    header,
    calls.map((call) => [
      String(call.id),
      localTime(new Date(call.time)),
      call.replayOf === null
        ? (call.activity ?? '?')
        : t('{activity} (replay of {id})', { activity: call.activity ?? '?', id: call.replayOf }),
      call.instanceId ?? call.orderId ?? '',
      localize(verdictNames[call.verdict]),
      meaningOf(call),
    ]),
  );
}

/** Formats a time as `2026-03-02 10:00:00` in the zone of this machine. */
function localTime(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  return new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Formats the offset of this machine from UTC as `+08:00`. */
function offsetOf(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

/** Describes the meaning of the response, or why there is no verdict. */
function meaningOf({ verdict, meaning, status }: Pick<ListedCall, 'verdict' | 'meaning' | 'status'>): string {
  if (meaning) return oneLine(meaning);
  if (verdict !== 'pending') return '';
  return status === null
    ? t('no response yet, or koo ended before it came')
    : t('koo has not judged the response, or ended before');
}

/** Renders a call: its facts, the request, its signature, the response, its problems, and the verdict. */
export function callText(call: CallDetails): string {
  const { response, failure, verification } = call;
  const activity = call.activity ?? '?';
  return [
    factsText(call),
    messageText(
      `${call.request.method} ${call.request.url}`,
      call.request,
      call.protocol === 'v1' ? parametersOf(call.request.url) : undefined,
    ),
    ...(verification ? [renderVerification(verification, true)] : []),
    response
      ? messageText(
          t('HTTP {status} ({milliseconds} ms)', {
            status: response.status,
            milliseconds: Math.round(call.durationMs ?? 0),
          }),
          response,
        ) + (response.truncated ? `\n${t('… (only the beginning of the body is recorded)')}` : '')
      : paint(
          'red',
          failure ? t('No response: {reason}', { reason: terminalSafe(failure.text) }) : t('No response'),
        ),
    ...call.problems.map((problem) => renderProblem(problem, { activity, protocol: call.protocol ?? '?' })),
    verdictText(call),
  ].join('\n\n');
}

function verdictText(call: Pick<ListedCall, 'verdict' | 'meaning' | 'status'>): string {
  const [colour, mark] = verdictLooks[call.verdict];
  const name = localize(verdictNames[call.verdict]);
  const meaning = meaningOf(call);
  return paint(colour, wrapForTerminal(meaning === '' ? `${mark} ${name}` : `${mark} ${name}: ${meaning}`));
}

function factsText(call: CallDetails): string {
  const rows: readonly (readonly [string, string | null])[] = [
    [t('Received'), `${localTime(new Date(call.time))} (UTC${offsetOf(new Date(call.time))})`],
    [t('Interface'), call.activity && `${call.activity}${call.protocol ? ` (${call.protocol})` : ''}`],
    [t('Instance'), call.instanceId],
    [t('Order'), call.orderId],
    [t('Signature'), localize(signatureNames[call.signature])],
    [t('Not valid'), call.reason && localize(call.reason)],
    [t('Forwarded to'), call.target],
    [t('Replay of'), call.replayOf === null ? null : String(call.replayOf)],
    [t('Redacted'), call.request.redacted ? t('*** stands for what is not recorded') : null],
  ];
  return [
    paint('bold', t('Call {id}', { id: call.id })),
    ...rows.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${oneLine(value)}`])),
  ].join('\n');
}

type Message = Pick<CallDetails['request'], 'headers' | 'body' | 'bodyBase64'>;

function messageText(first: string, { headers, body, bodyBase64 }: Message, content = body): string {
  const shown = content ?? (bodyBase64 === null ? '' : `base64: ${bodyBase64}`);
  return renderMessage(
    first,
    headers.map(({ name, value }) => [name, value]),
    shown,
  );
}
