import { paint } from '../../../cli/output/colour.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import { indentJson } from '../../../text/json-layout.ts';
import type { Localized } from '../../../text/localized.ts';
import { marks } from '../../../text/marks.ts';
import { oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { clip } from '../../../text/width.ts';
import type { CallVerdict, RecordedCall, SignatureState } from '../../history/model.ts';
import type { ProtocolId } from '../../protocols/model.ts';
import type { ReplyProblem } from '../../suite/send-report.ts';

/** A received call, for programs; its fields are those of `koo callback history`. */
export interface CallLine {
  readonly id: number;
  readonly receivedAt: string;
  readonly protocol: ProtocolId | null;
  readonly activity: string | null;
  readonly instance: string | null;
  readonly order: string | null;
  readonly signature: SignatureState;
  readonly verdict: CallVerdict;
  readonly meaning: Localized | null;
  readonly resultCode: string | null;
  readonly status: number | null;
  readonly durationMs: number | null;
  readonly target: string | null;
  /** Why the call is not valid. */
  readonly reason: Localized | null;
  /** Why the signature is wrong, as far as koo has searched for it. */
  readonly cause: Localized | null;
  readonly problems: readonly ReplyProblem[];
  /** With `--print`, and for `--on-failure`. */
  readonly bodies?: CallBodies;
}

/** What was sent, without secrets; bytes that are not UTF-8 are replaced. */
export interface CallBodies {
  readonly method: string;
  readonly url: string;
  readonly request: string;
  /** `null` without a response. */
  readonly response: string | null;
}

/** The JSON object of a call as it was recorded. */
export function callLine(call: RecordedCall, cause: Localized | undefined, withBodies: boolean): CallLine {
  const { answer } = call;
  return {
    id: call.id,
    receivedAt: call.receivedAt.toISOString(),
    protocol: call.protocol ?? null,
    activity: call.activity ?? null,
    instance: call.instanceId ?? null,
    order: call.orderId ?? null,
    signature: call.signature,
    verdict: call.verdict,
    meaning: call.meaning ?? null,
    resultCode: call.resultCode ?? null,
    status: answer && 'status' in answer ? answer.status : null,
    durationMs: answer?.durationMs ?? null,
    target: call.target ?? null,
    reason: call.reason ?? null,
    cause: cause ?? null,
    problems: call.problems,
    ...(withBodies && { bodies: bodiesOf(call) }),
  };
}

function bodiesOf({ request, answer }: RecordedCall): CallBodies {
  return {
    method: request.method,
    url: request.url,
    request: Buffer.from(request.body).toString('utf8'),
    response: answer && 'body' in answer ? Buffer.from(answer.body).toString('utf8') : null,
  };
}

/** Longest text of a sender or a merchant in a line, in characters. */
const maxText = 800;

const styles = {
  accepted: 'green',
  'in-progress': 'yellow',
  refused: 'yellow',
  failed: 'red',
  pending: 'dim',
} as const;

/** Columns of what is not written in full, and the width from which columns are aligned. */
const maxInstance = 32;
const alignedFrom = 110;

/** Renders a call: a line, and below it why it is not valid and what is wrong with the response. */
export function renderCall(line: CallLine, columns: number | undefined = process.stdout.columns): string {
  return [
    headLine(line, (columns ?? alignedFrom) >= alignedFrom),
    ...reasonLines(line),
    ...problemLines(line),
    ...bodyLines(line),
  ].join('\n');
}

function headLine(line: CallLine, isAligned: boolean): string {
  const { id, receivedAt, protocol, activity, instance, resultCode, status, verdict, durationMs } = line;
  const style = styles[verdict];
  const cells: readonly (readonly [text: string, width: number])[] = [
    [protocol ?? '-', 'online-license'.length],
    [clip(oneLine(activity ?? '-'), maxInstance), 'updateInstanceStatus'.length],
    [clip(oneLine(instance ?? '-'), maxInstance), maxInstance],
  ];
  return [
    paint('dim', new Date(receivedAt).toTimeString().slice(0, 8)),
    paint('bold', `#${id}`.padEnd(isAligned ? 6 : 0)),
    ...cells.map(([text, width]) => (isAligned ? text.padEnd(width) : text)),
    paint(
      style,
      clip(oneLine(resultCode ?? '') || (status === null ? '-' : `HTTP ${status}`), 12).padEnd(
        isAligned ? 8 : 0,
      ),
    ),
    paint(style, localize(verdictNames[verdict])),
    t('{milliseconds} ms', { milliseconds: Math.round(durationMs ?? 0) }),
  ].join('  ');
}

const verdictNames: Readonly<Record<CallVerdict, Localized>> = {
  accepted: both('accepted'),
  'in-progress': both('in progress'),
  refused: both('rejected, rightly'),
  failed: both('failed'),
  pending: both('no verdict'),
};

function reasonLines({ reason, cause }: CallLine): string[] {
  return [
    ...(reason
      ? [
          indented(
            t('The call is not valid: {reason}', { reason: safe(reason) }),
            'yellow',
            `${marks.warned} `,
          ),
        ]
      : []),
    ...(cause ? [indented(t('Cause: {cause}', { cause: safe(cause) }))] : []),
  ];
}

/** Of several problems, the most important one; the history has all. */
function problemLines({ id, verdict, meaning, problems }: CallLine): string[] {
  if (verdict !== 'failed') return [];
  const problem = problems.find(({ severity }) => severity === 'error');
  const command = `koo callback history ${id}`;
  const about = meaning ? safe(meaning) : localize(verdictNames[verdict]);
  const details = problem
    ? [
        indented(
          t('Expected: {expected}; actual: {actual}', {
            expected: safe(problem.expected),
            actual: safe(problem.actual),
          }),
        ),
        indented(t('Hint: {text}', { text: safe(problem.hint) })),
      ]
    : [];
  return [
    indented(problem ? `${problem.id}: ${about}` : about, 'red', `${marks.failed} `),
    ...details,
    indented(t('All about it: {command}', { command }), 'dim'),
  ];
}

function bodyLines({ bodies }: CallLine): string[] {
  if (!bodies) return [];
  const { method, url, request, response } = bodies;
  const block = (head: string, body: string) => [
    `    ${paint('dim', terminalSafe(head))}`,
    ...contentLines(body).map((line) => `    ${line}`),
  ];
  return [...block(`→ ${method} ${url}`, request), ...(response === null ? [] : block('←', response))];
}

/** Longest body that is printed for people, in characters. */
const maxContent = 16 * 1024;

function contentLines(body: string): string[] {
  if (body === '') return [];
  const { text, omitted } = indentJson(body, maxContent);
  const rest = omitted > 0 ? [t('… ({count} more characters)', { count: omitted })] : [];
  return [...terminalSafe(text).split('\n'), ...rest];
}

function safe(text: Localized): string {
  return oneLine(localize(text).slice(0, maxText));
}

function indented(text: string, style?: 'red' | 'yellow' | 'dim', mark = ''): string {
  const wrapped = wrapForTerminal(mark + text, process.stdout, '    ');
  return `    ${style ? paint(style, wrapped) : wrapped}`;
}
