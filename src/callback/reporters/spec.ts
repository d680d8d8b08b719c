import { terminalSafe } from '../../text/terminal-safe.ts';
import { localize, t } from '../../text/translate.ts';
import { width as columnsOf } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import type { ProtocolId } from '../protocols/model.ts';
import type { CheckResult, Report, Status } from '../suite/report.ts';
import { defaultWidth, plain, symbol, wrapIndented } from './lines.ts';
import { problemLines } from './problem.ts';
import {
  countsByProtocol,
  duration,
  heading,
  oneLine,
  protocolLabel,
  type ReporterOptions,
  skippedByReason,
  summaryLine,
  withStatus,
} from './shared.ts';

/** Milliseconds from which the duration of a check is shown. */
const slowCheckMs = 1000;
/** Maximum number of ids shown for each skip reason. */
const maxShownIds = 6;

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
  const { paint = plain, width = defaultWidth } = options;
  const title = heading(result);
  const isFirst = previous === undefined || heading(previous) !== title;
  const lines = wrapIndented(localize(result.title), {
    lead: `  ${symbol(result.status, options)} `,
    indent: 4,
    tails: [
      { gap: '  ', text: result.id, style: 'dim' },
      ...(result.durationMs >= slowCheckMs
        ? [{ gap: '  ', text: duration(result.durationMs), style: 'yellow' } as const]
        : []),
    ],
    width,
    paint,
  });
  if (!isFirst) return lines;
  return [
    ...(previous === undefined ? [] : ['']),
    ...wrap(title, width).map((line) => paint('bold', line)),
    ...lines,
  ];
}

/**
 * The end of the report: counts, failures and warnings in detail, skipped checks by reason, and the result.
 */
export function specSummary(report: Report, options: ReporterOptions = {}): string {
  const { paint = plain, width = defaultWidth } = options;
  const blocks = [
    countLines(report, options),
    ...problems(report, options),
    skippedLines(report, options),
    report.notices.flatMap((notice) =>
      wrapIndented(terminalSafe(t('Note: {notice}', { notice })), { indent: 0, width }),
    ),
    report.checks.some(({ evidence }) => evidence?.curl.includes('timestamp='))
      ? wrapIndented(
          t(
            'The signature in a V2 curl command is valid once and for 60 s. Use `koo callback send` to sign and send a new request.',
          ),
          { indent: 0, width },
        )
      : [],
    report.interrupted
      ? wrapIndented(t('The run was interrupted. This report is incomplete.'), {
          indent: 0,
          width,
          paint,
          style: 'yellow',
        })
      : [],
    untestedWarnings(report, options),
    verdict(report, options),
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return shown.map((lines) => `\n${lines.join('\n')}\n`).join('');
}

function countLines(report: Report, { paint = plain, width = defaultWidth }: ReporterOptions): string[] {
  const rows = countsByProtocol(report).map(
    ([protocol, summary]) => [protocolLabel(protocol), summaryLine(summary)] as const,
  );
  const column = Math.max(0, ...rows.map(([label]) => columnsOf(label)));
  return rows.flatMap(([label, text]) => {
    const lead = `${paint('bold', label)}${' '.repeat(column - columnsOf(label))}  `;
    return wrapIndented(text, { lead, indent: column + 2, width });
  });
}

/** Protocol by protocol, the failures first. */
function problems(report: Report, options: ReporterOptions): string[][] {
  return countsByProtocol(report).flatMap(([protocol]) =>
    [...withStatus(report, 'failed'), ...withStatus(report, 'warned')]
      .filter((result) => result.protocol === protocol)
      .map((result) => problemLines(result, options)),
  );
}

function skippedLines(report: Report, { paint = plain, width = defaultWidth }: ReporterOptions): string[] {
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
    return wrapIndented(terminalSafe(line), { lead: '  ', width });
  });
  return [paint('bold', t('Skipped checks')), ...lines];
}

/** Protocols without a single check that ran, which must not look like a success. */
function untestedProtocols(report: Report): ProtocolId[] {
  return report.protocols.filter((id) => {
    const own = report.checks.filter(({ protocol }) => protocol === id);
    return own.length > 0 && own.every(({ status }) => status === 'skipped');
  });
}

function untestedWarnings(report: Report, options: ReporterOptions): string[] {
  const { paint = plain, width = defaultWidth } = options;
  if (report.summary.failed > 0) return [];
  return untestedProtocols(report).flatMap((id) => {
    const reason = report.checks.find(({ protocol }) => protocol === id)?.reason ?? '';
    const line = t('{id}: no check has run: {reason}', { id, reason });
    const lead = `${symbol('warned', options)} `;
    return wrapIndented(terminalSafe(line), { lead, indent: 2, width, paint, style: 'yellow' });
  });
}

function verdict(report: Report, options: ReporterOptions): string[] {
  const { paint = plain, width = defaultWidth } = options;
  const { failed, warned } = report.summary;
  const status: Status =
    failed > 0
      ? 'failed'
      : warned > 0 || report.interrupted || untestedProtocols(report).length > 0
        ? 'warned'
        : 'passed';
  const text = t('{counts} in {duration}', {
    counts: summaryLine(report.summary),
    duration: duration(report.durationMs),
  });
  return wrapIndented(text, {
    lead: `${symbol(status, options)} `,
    indent: 2,
    width,
    paint,
    style: 'bold',
  });
}
