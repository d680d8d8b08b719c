import { paint } from '../../../cli/output/colour.ts';
import { table } from '../../../cli/output/table.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import type { Localized } from '../../../text/localized.ts';
import { marks } from '../../../text/marks.ts';
import { oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import type { CallVerdict, SignatureState } from '../../history/model.ts';
import { queryParameters } from '../../protocols/request.ts';
import { renderContent, renderProblem } from '../send.ts';
import { renderVerification } from '../verify.ts';
import type { CallDetails, ListedCall } from './documents.ts';

export const verdictNames: Readonly<Record<CallVerdict, Localized>> = {
  accepted: both('accepted'),
  'in-progress': both('in progress'),
  refused: both('refused'),
  failed: both('failed'),
  pending: both('pending'),
};

const signatureNames: Readonly<Record<SignatureState, Localized>> = {
  valid: both('valid'),
  invalid: both('invalid'),
  'not-checked': both('not checked'),
};

const look = {
  accepted: ['green', marks.passed],
  'in-progress': ['yellow', '…'],
  refused: ['yellow', marks.passed],
  failed: ['red', marks.failed],
  pending: ['dim', '?'],
} as const;

export function callsText(calls: readonly ListedCall[]): string {
  if (calls.length === 0) {
    return t('No calls. `koo callback listen` records what it receives.');
  }
  const header = [t('ID'), t('RECEIVED'), t('INTERFACE'), t('INSTANCE'), t('VERDICT'), t('MEANING')];
  return table(
    header,
    calls.map((call) => [
      String(call.id),
      call.time.replace(/\.\d+Z$/, 'Z'),
      call.activity ?? '?',
      call.instanceId ?? '',
      localize(verdictNames[call.verdict]),
      call.meaning ? oneLine(localize(call.meaning)) : '',
    ]),
  );
}

/** One call: what it is, the request, its signature, the response, and what was found. */
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
          failure
            ? t('No response: {reason} ({code})', {
                reason: safe(failure.text),
                code: terminalSafe(failure.code),
              })
            : t('No response'),
        ),
    ...call.problems.map((problem) => renderProblem(problem, { activity, protocol: call.protocol ?? '?' })),
    verdictText(call),
  ].join('\n\n');
}

/** The verdict with what the response means, in one line. */
export function verdictText({ verdict, meaning }: Pick<ListedCall, 'verdict' | 'meaning'>): string {
  const [colour, mark] = look[verdict];
  const name = localize(verdictNames[verdict]);
  return paint(
    colour,
    wrapForTerminal(meaning ? `${mark} ${name}: ${oneLine(localize(meaning))}` : `${mark} ${name}`),
  );
}

function factsText(call: CallDetails): string {
  const rows: readonly (readonly [string, string | null])[] = [
    [t('Received'), call.time],
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
  const lines = headers.map(({ name, value }) => terminalSafe(`${name}: ${value}`));
  const head = [paint('bold', terminalSafe(first)), ...lines].join('\n');
  const shown = content ?? (bodyBase64 === null ? '' : `base64: ${bodyBase64}`);
  return shown === '' ? head : `${head}\n\n${renderContent(shown)}`;
}

function parametersOf(url: string): string {
  return queryParameters(url)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}

function safe(text: Localized): string {
  return terminalSafe(localize(text));
}
