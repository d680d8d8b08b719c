import { asciiMarks, marks } from '../../text/marks.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { localize, t } from '../../text/translate.ts';
import { width as columnsOf } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import type { ProtocolId } from '../protocols/model.ts';
import type { CheckResult, Report, Status } from '../suite/report.ts';
import type { Paint, ReporterOptions } from './shared.ts';
import {
  countsByProtocol,
  duration,
  type Fact,
  factsOf,
  heading,
  isVerbatim,
  oneLine,
  protocolLabel,
  skippedByReason,
  summaryLine,
  withStatus,
} from './shared.ts';

/** Milliseconds from which a check's duration is worth a word. */
const slowCheckMs = 1000;
/** Ids shown of those skipped for one reason. */
const maxShownIds = 6;

const plain: Paint = (_style, text) => text;

/** The report for people: a line for each check, then the summary. */
export function spec(report: Report, options: ReporterOptions = {}): string {
  const lines = report.checks.flatMap((check, index) => specLines(check, report.checks[index - 1], options));
  return `${lines.join('\n')}\n${specSummary(report, options)}`;
}

/**
 * The line of a check that has finished, under its heading where it is the first of its protocol and group.
 *
 * @param previous the check shown before this one
 */
export function specLines(
  result: CheckResult,
  previous: CheckResult | undefined,
  options: ReporterOptions = {},
): string[] {
  const { paint = plain } = options;
  const title = heading(result);
  const isFirst = previous === undefined || heading(previous) !== title;
  const time =
    result.durationMs >= slowCheckMs ? `  ${paint('yellow', `(${duration(result.durationMs)})`)}` : '';
  const line = `  ${symbol(result.status, options)} ${localize(result.title)}  ${paint('dim', result.id)}${time}`;
  if (!isFirst) return [line];
  return [...(previous === undefined ? [] : ['']), paint('bold', title), line];
}

/** What is said at the end: counts, each failure and warning in full, what was skipped and why, the outcome. */
export function specSummary(report: Report, options: ReporterOptions = {}): string {
  const { paint = plain, width = 100 } = options;
  const blocks = [
    countLines(report, options),
    ...problems(report, options),
    skippedLines(report, options),
    report.notices.flatMap((notice) => wrapIndented('', t('Note: {notice}', { notice }), width)),
    report.checks.some(({ evidence }) => evidence?.curl.includes('timestamp='))
      ? wrapIndented(
          '',
          t(
            'The curl commands of V2 are signed for 60 s and for one use: `koo callback send` signs a fresh one.',
          ),
          width,
        )
      : [],
    report.interrupted ? [paint('yellow', t('Interrupted: this report is partial.'))] : [],
    untestedWarnings(report, options),
    [verdict(report, options)],
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return shown.map((lines) => `\n${lines.join('\n')}\n`).join('');
}

function symbol(status: Status, { paint = plain, unicode = true }: ReporterOptions): string {
  const text = (unicode ? marks : asciiMarks)[status];
  if (status === 'passed') return paint('green', text);
  if (status === 'failed') return paint('red', text);
  return status === 'warned' ? paint('yellow', text) : paint('dim', text);
}

function countLines(report: Report, { paint = plain }: ReporterOptions): string[] {
  const rows = countsByProtocol(report).map(
    ([protocol, summary]) => [protocolLabel(protocol), summaryLine(summary)] as const,
  );
  const column = Math.max(0, ...rows.map(([label]) => columnsOf(label)));
  return rows.map(
    ([label, text]) => `${paint('bold', label)}${' '.repeat(column - columnsOf(label))}  ${text}`,
  );
}

/** Protocol by protocol, the failures first. */
function problems(report: Report, options: ReporterOptions): string[][] {
  return countsByProtocol(report).flatMap(([protocol]) =>
    [...withStatus(report, 'failed'), ...withStatus(report, 'warned')]
      .filter((result) => result.protocol === protocol)
      .map((result) => problemLines(result, options)),
  );
}

function problemLines(result: CheckResult, options: ReporterOptions): string[] {
  const { paint = plain } = options;
  const colour = result.status === 'failed' ? 'red' : 'yellow';
  const title = `${paint(colour, paint('bold', localize(result.title)))} ${paint('dim', `(${result.id})`)}`;
  const facts = factsOf(result);
  const column =
    Math.max(...facts.filter((fact) => !isVerbatim(fact)).map(({ label }) => columnsOf(label))) + 2;
  return [
    `${symbol(result.status, options)} ${title}`,
    ...facts.flatMap((fact) => factLines(fact, column, options)),
  ];
}

function factLines(fact: Fact, column: number, { paint = plain, width = 100 }: ReporterOptions): string[] {
  const text = terminalSafe(fact.text);
  const label = `  ${paint('bold', fact.label)}`;
  if (fact.name === 'sent') return [label, ...commandLines(text)];
  if (fact.name === 'response') return [label, ...text.split('\n').map((line) => `    ${line}`.trimEnd())];
  const padding = ' '.repeat(column - columnsOf(fact.label));
  const [first = '', ...rest] = wrap(text, width - column - 2);
  return [`${label}${padding}${first}`, ...rest.map((line) => `${' '.repeat(column + 2)}${line}`)];
}

/** A command is indented only where that leaves it the same: not where a quoted text goes over several lines. */
function commandLines(command: string): string[] {
  const lines = command.split('\n');
  const continued = lines.every((line, index) => index === 0 || /^ +-/.test(line));
  return continued ? lines.map((line) => `    ${line}`) : lines;
}

function skippedLines(report: Report, { paint = plain, width = 100 }: ReporterOptions): string[] {
  const reasons = skippedByReason(report);
  if (reasons.length === 0) return [];
  const lines = reasons.flatMap(([text, all]) => {
    const [reason, count, ids, rest] = [
      oneLine(text),
      all.length,
      all.slice(0, maxShownIds),
      all.length - maxShownIds,
    ];
    const line =
      rest > 0
        ? t('{reason} ({count}): {ids}, and {rest} more', { reason, count, ids, rest })
        : t('{reason} ({count}): {ids}', { reason, count, ids });
    return wrapIndented('  ', line, width);
  });
  return [paint('bold', t('Skipped')), ...lines];
}

function wrapIndented(lead: string, text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(terminalSafe(text), width - 4);
  return [`${lead}${first}`, ...rest.map((line) => `    ${line}`)];
}

/** Protocols of which no check has said anything: that must not look like a success. */
function untestedProtocols(report: Report): ProtocolId[] {
  return report.protocols.filter((id) => {
    const own = report.checks.filter(({ protocol }) => protocol === id);
    return own.length > 0 && own.every(({ status }) => status === 'skipped');
  });
}

function untestedWarnings(report: Report, options: ReporterOptions): string[] {
  const { paint = plain, width = 100 } = options;
  if (report.summary.failed > 0) return [];
  return untestedProtocols(report).flatMap((id) => {
    const reason = report.checks.find(({ protocol }) => protocol === id)?.reason ?? '';
    const line = t('{id}: nothing was tested: {reason}', { id, reason });
    return wrapIndented(`${symbol('warned', options)} `, line, width).map((text) => paint('yellow', text));
  });
}

function verdict(report: Report, options: ReporterOptions): string {
  const { paint = plain } = options;
  const { failed, warned } = report.summary;
  const status: Status =
    failed > 0
      ? 'failed'
      : warned > 0 || report.interrupted || untestedProtocols(report).length > 0
        ? 'warned'
        : 'passed';
  const time = paint('dim', `(${duration(report.durationMs)})`);
  return `${symbol(status, options)} ${paint('bold', summaryLine(report.summary))} ${time}`;
}
