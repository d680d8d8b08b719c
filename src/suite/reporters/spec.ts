import { terminalSafe } from '../../text/terminal-safe.ts';
import { localize, t } from '../../text/translate.ts';
import { width as columnsOf } from '../../text/width.ts';
import { type CheckResult, concurrentGroups, type Report, type Status } from '../report.ts';
import { summarise } from '../run-checks.ts';
import { defaultWidth, plain, symbol, wrapIndented } from './lines.ts';
import { problemLines } from './problem.ts';
import { type Section, sectionsOf } from './sections.ts';
import {
  countsByProtocol,
  duration,
  heading,
  interruptedNote,
  isProblem,
  oneLine,
  protocolLabel,
  type ReporterOptions,
  skippedByReason,
  statuses,
  summaryLine,
  withStatus,
} from './shared.ts';

/** The duration that is worth showing, in milliseconds. */
const slowMs = 1000;
/** Maximum number of ids shown for each skip reason. */
const maxShownIds = 6;

export function spec(report: Report, options: ReporterOptions = {}): string {
  return `${specGroups(report.checks, options).join('\n')}\n${specSummary(report, options)}`;
}

/** Formats groups of finished checks, each once, wherever its checks ran. */
export function specGroups(checks: readonly CheckResult[], options: ReporterOptions = {}): string[] {
  const groups = Map.groupBy(checks, (check) => heading(check));
  return [...groups.values()].flatMap((results) => specGroup(results, options));
}

/**
 * A group of checks that have finished: a line with its counts, and below it each failure and warning, or every
 * check if the output is verbose.
 *
 * @param results the checks of one protocol and group
 */
export function specGroup(results: readonly CheckResult[], options: ReporterOptions = {}): string[] {
  const { paint = plain, width = defaultWidth, verbose = false } = options;
  const [first] = results;
  if (!first) return [];
  const counts = summarise(results);
  const worst = statuses.find((status) => counts[status] > 0);
  const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  // The times of concurrent checks overlap.
  const isSlow = !concurrentGroups.has(first.group) && durationMs >= slowMs;
  const listed = results.filter(({ status }) => verbose || isProblem(status));
  return [
    ...wrapIndented(heading(first), {
      lead: `${symbol(worst ?? 'passed', options)} `,
      tails: [
        { gap: '  ', text: summaryLine(counts), style: 'dim' },
        ...(isSlow ? [{ gap: '  ', text: duration(durationMs), style: 'yellow' } as const] : []),
      ],
      width,
      paint,
      ...(listed.length > 0 && { style: 'bold' }),
    }),
    ...listed.flatMap((result) => checkLines(result, options)),
  ];
}

function checkLines(result: CheckResult, options: ReporterOptions): string[] {
  const { paint = plain, width = defaultWidth } = options;
  const { title, id, status, durationMs } = result;
  return wrapIndented(localize(title), {
    lead: `    ${symbol(status, options)} `,
    indent: 6,
    tails: [
      { gap: '  ', text: id, style: 'dim' },
      ...(durationMs >= slowMs ? [{ gap: '  ', text: duration(durationMs), style: 'yellow' } as const] : []),
    ],
    width,
    paint,
  });
}

/** The end of the report: counts, failures and warnings in detail, skipped checks by reason, and the result. */
export function specSummary(report: Report, options: ReporterOptions = {}): string {
  const { paint = plain, width = defaultWidth } = options;
  const blocks = [
    countLines(report, options),
    ...problems(report, options),
    ...(options.snippetsFor?.(report.checks.filter(({ status }) => isProblem(status))) ?? []),
    skippedLines(report, options),
    report.notices.flatMap((notice) =>
      wrapIndented(terminalSafe(t('Note: {notice}', { notice })), { indent: 0, width }),
    ),
    requestNote(report, options),
    ...sectionsOf(report, options.coverage).map((section) => sectionLines(section, options)),
    interruptedNote(report).flatMap((note) =>
      wrapIndented(note, { indent: 0, width, paint, style: 'yellow' }),
    ),
    untestedWarnings(report, options),
    verdict(report, options),
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return shown.map((lines) => `\n${lines.join('\n')}\n`).join('');
}

/** Explains how to get full requests, or how to repeat those shown in full. */
function requestNote(report: Report, { width = defaultWidth, verbose = false }: ReporterOptions): string[] {
  const commands = report.checks.flatMap(({ evidence }) => evidence?.curl ?? []);
  if (commands.length === 0) return [];
  if (!verbose) {
    return wrapIndented(
      t(
        'Long requests and responses are shortened. See them in full with --verbose, or in a report: --reporter html=FILE or json=FILE.',
      ),
      { indent: 0, width },
    );
  }
  if (!commands.some((command) => command.includes('timestamp='))) return [];
  return wrapIndented(
    t(
      'The signature in a V2 curl command is valid once and for 60 s. Use `koo callback send` to sign and send a new request.',
    ),
    { indent: 0, width },
  );
}

function countLines(report: Report, options: ReporterOptions): string[] {
  if (report.protocols.length < 2) return [];
  return rowLines(
    countsByProtocol(report).map(([protocol, counts]) => [protocolLabel(protocol), summaryLine(counts)]),
    options,
  );
}

function sectionLines({ title, rows }: Section, options: ReporterOptions): string[] {
  const { paint = plain, width = defaultWidth } = options;
  return [
    ...wrapIndented(terminalSafe(title), { indent: 0, width, paint, style: 'bold' }),
    ...rowLines(rows, options, '  '),
  ];
}

function rowLines(
  rows: readonly (readonly [label: string, text: string])[],
  { paint = plain, width = defaultWidth }: ReporterOptions,
  margin = '',
): string[] {
  const column = Math.max(0, ...rows.map(([label]) => columnsOf(label)));
  return rows.flatMap(([label, text]) => {
    const lead = `${margin}${paint('bold', label)}${' '.repeat(column - columnsOf(label))}  `;
    return wrapIndented(terminalSafe(text), { lead, indent: margin.length + column + 2, width });
  });
}

/** Formats problems protocol by protocol, failures first. */
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
    const [reason, count, ids] = [oneLine(text), all.length, all.slice(0, maxShownIds)];
    const rest = count - ids.length;
    const line =
      rest > 0
        ? t('{reason} ({count}): {ids}, and {rest} more', { reason, count, ids, rest })
        : t('{reason} ({count}): {ids}', { reason, count, ids });
    return wrapIndented(terminalSafe(line), { lead: '  ', width });
  });
  return [paint('bold', t('Skipped checks')), ...lines];
}

/** Returns protocols without a single check that ran, which must not look like successes. */
function untestedProtocols(report: Report): string[] {
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
  const isDoubtful = warned > 0 || report.interrupted || untestedProtocols(report).length > 0;
  const status: Status = failed > 0 ? 'failed' : isDoubtful ? 'warned' : 'passed';
  const text = t('{counts} in {duration}', {
    counts: summaryLine(report.summary),
    duration: duration(report.durationMs),
  });
  const lead = `${symbol(status, options)} `;
  return wrapIndented(text, { lead, indent: 2, width, paint, style: 'bold' });
}
