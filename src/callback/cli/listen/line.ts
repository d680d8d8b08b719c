import { paint } from '../../../cli/output/colour.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import { indentJson } from '../../../text/json-layout.ts';
import { marks, oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { type Localized, localize, t } from '../../../text/translate.ts';
import { clip } from '../../../text/width.ts';
import { type RecordedCall, verdictNames } from '../../history/model.ts';
import { type CallDetails, detailsOf, type ListedCall, listedCall } from '../history/documents.ts';
import { verdictLooks } from '../history/view.ts';

/** A received call, for programs. */
export interface CallLine extends ListedCall, Pick<CallDetails, 'reason' | 'problems'> {
  /** Why the signature is wrong, as far as koo has searched for it. */
  readonly cause: Localized | null;
  /** With `--print`, and for `--on-failure`. */
  readonly request?: CallDetails['request'];
  readonly response?: CallDetails['response'];
}

export function callLine(call: RecordedCall, cause: Localized | undefined, withBodies: boolean): CallLine {
  const { reason, problems, request, response } = detailsOf(call, null);
  return {
    ...listedCall(call),
    reason,
    cause: cause ?? null,
    problems,
    ...(withBodies && { request, response }),
  };
}

/** Longest text of a sender or a merchant in a line, in characters. */
const maxText = 800;

/** Longest name in a line, and the width of a terminal from which columns are aligned. */
const maxInstance = 32;
const alignedFrom = 110;

/** Renders a call as a line, and below it why it is not valid and what is wrong with the response. */
export function renderCall(line: CallLine, columns: number | undefined = process.stdout.columns): string {
  return [
    headLine(line, (columns ?? alignedFrom) >= alignedFrom),
    ...reasonLines(line),
    ...problemLines(line),
    ...bodyLines(line),
  ].join('\n');
}

function headLine(line: CallLine, isAligned: boolean): string {
  const { id, time, protocol, activity, resultCode, status, verdict, durationMs } = line;
  const about = line.instanceId ?? line.orderId ?? '-';
  const [style] = verdictLooks[verdict];
  const cells: readonly (readonly [text: string, width: number])[] = [
    [protocol ?? '-', 'online-license'.length],
    [clip(oneLine(activity ?? '-'), maxInstance), 'updateInstanceStatus'.length],
    [clip(oneLine(about), maxInstance), maxInstance],
  ];
  return [
    paint('dim', new Date(time).toTimeString().slice(0, 8)),
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

function* reasonLines({ reason, cause }: CallLine): Generator<string> {
  if (reason) {
    const text = t('The call is not valid: {reason}', { reason: safe(reason) });
    yield indented(text, 'yellow', `${marks.warned} `);
  }
  if (cause) yield indented(t('Cause: {cause}', { cause: safe(cause) }));
}

/** Renders the first error only; the history has all problems. */
function* problemLines({ id, verdict, meaning, problems }: CallLine): Generator<string> {
  if (verdict !== 'failed') return;
  const problem = problems.find(({ severity }) => severity === 'error');
  const about = meaning ? safe(meaning) : localize(verdictNames[verdict]);
  yield indented(problem ? `${problem.id}: ${about}` : about, 'red', `${marks.failed} `);
  if (problem) {
    const sides = { expected: safe(problem.expected), actual: safe(problem.actual) };
    yield indented(t('Expected: {expected}; actual: {actual}', sides));
    yield indented(t('Hint: {text}', { text: safe(problem.hint) }));
  }
  yield indented(t('All about it: {command}', { command: `koo callback history ${id}` }), 'dim');
}

function bodyLines({ request, response }: CallLine): string[] {
  if (!request) return [];
  const block = (head: string, { body, bodyBase64 }: Pick<typeof request, 'body' | 'bodyBase64'>) => [
    `    ${paint('dim', terminalSafe(head))}`,
    ...contentLines(body ?? `base64: ${bodyBase64}`).map((line) => `    ${line}`),
  ];
  return [
    ...block(`→ ${request.method} ${request.url}`, request),
    ...(response ? block(`← HTTP ${response.status}`, response) : []),
  ];
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
