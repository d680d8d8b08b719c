import stringWidth from 'string-width';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { t } from '../../text/translate.ts';
import { wrap } from '../../text/wrap.ts';
import type { ProtocolId } from '../protocols/model.ts';
import type { CheckResult, Report, Status } from '../suite/report.ts';
import type { Paint, ReporterOptions } from './words.ts';
import {
  countsByProtocol,
  duration,
  type Fact,
  factsOf,
  heading,
  isVerbatim,
  oneLine,
  outcome,
  skippedByReason,
  withStatus,
  words,
} from './words.ts';

/** Milliseconds from which a check's duration is worth a word. */
const slow = 1000;
/** Ids shown of those skipped for one reason. */
const shownIds = 6;

const unicodeSymbols: Readonly<Record<Status, string>> = {
  passed: '✔',
  failed: '✖',
  warned: '⚠',
  skipped: '‒',
};
const asciiSymbols: Readonly<Record<Status, string>> = {
  passed: '+',
  failed: 'x',
  warned: '!',
  skipped: '-',
};

const plain: Paint = (_style, text) => text;

/** The report for people: a line for each check, then the summary. */
export function spec(report: Report, options: ReporterOptions): string {
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
  options: ReporterOptions,
): string[] {
  const { language, paint = plain } = options;
  const title = heading(result, language);
  const begins = previous === undefined || heading(previous, language) !== title;
  const time = result.durationMs >= slow ? `  ${paint('yellow', `(${duration(result.durationMs)})`)}` : '';
  const line = `  ${symbol(result.status, options)} ${result.title[language]}  ${paint('dim', result.id)}${time}`;
  if (!begins) return [line];
  return [...(previous === undefined ? [] : ['']), paint('bold', title), line];
}

/** What is said at the end: counts, each failure and warning in full, what was skipped and why, the outcome. */
export function specSummary(report: Report, options: ReporterOptions): string {
  const { language, paint = plain, width = 100 } = options;
  const blocks = [
    counts(report, options),
    ...stories(report, options),
    skips(report, options),
    report.notices.flatMap((notice) => hanging(`${words.note[language]}: `, notice[language], width)),
    report.checks.some(({ evidence }) => evidence?.curl.includes('timestamp='))
      ? hanging('', words.curlAge[language], width)
      : [],
    report.interrupted ? [paint('yellow', words.interrupted[language])] : [],
    untested(report, options),
    [verdict(report, options)],
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return shown.map((lines) => `\n${lines.join('\n')}\n`).join('');
}

function symbol(status: Status, { paint = plain, unicode = true }: ReporterOptions): string {
  const text = (unicode ? unicodeSymbols : asciiSymbols)[status];
  if (status === 'passed') return paint('green', text);
  if (status === 'failed') return paint('red', text);
  return status === 'warned' ? paint('yellow', text) : paint('dim', text);
}

function counts(report: Report, { language, paint = plain }: ReporterOptions): string[] {
  const rows = countsByProtocol(report);
  const column = Math.max(0, ...rows.map(([protocol]) => protocol.length));
  return rows.map(
    ([protocol, summary]) => `${paint('bold', protocol.padEnd(column))}  ${outcome(summary, language)}`,
  );
}

/** Protocol by protocol, the failures first. */
function stories(report: Report, options: ReporterOptions): string[][] {
  return countsByProtocol(report).flatMap(([protocol]) =>
    [...withStatus(report, 'failed'), ...withStatus(report, 'warned')]
      .filter((result) => result.protocol === protocol)
      .map((result) => story(result, options)),
  );
}

function story(result: CheckResult, options: ReporterOptions): string[] {
  const { language, paint = plain } = options;
  const colour = result.status === 'failed' ? 'red' : 'yellow';
  const title = `${paint(colour, paint('bold', result.title[language]))} ${paint('dim', `(${result.id})`)}`;
  const facts = factsOf(result, language);
  const column =
    Math.max(...facts.filter((fact) => !isVerbatim(fact)).map(({ label }) => stringWidth(label))) + 2;
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
  const padding = ' '.repeat(column - stringWidth(fact.label));
  const [first = '', ...rest] = wrap(text, width - column - 2);
  return [`${label}${padding}${first}`, ...rest.map((line) => `${' '.repeat(column + 2)}${line}`)];
}

/** A command is indented only where that leaves it the same: not where a quoted text goes over several lines. */
function commandLines(command: string): string[] {
  const lines = command.split('\n');
  const continued = lines.every((line, index) => index === 0 || /^ +-/.test(line));
  return continued ? lines.map((line) => `    ${line}`) : lines;
}

function skips(report: Report, { language, paint = plain, width = 100 }: ReporterOptions): string[] {
  const reasons = skippedByReason(report, language);
  if (reasons.length === 0) return [];
  const lines = reasons.flatMap(([reason, ids]) => {
    const rest = ids.length - shownIds;
    const more = t(', and {rest} more', { rest });
    const shown = ids.slice(0, shownIds).join(language === 'en' ? ', ' : '、');
    return hanging('  ', `${oneLine(reason)}${count(ids.length)}${shown}${rest > 0 ? more : ''}`, width);
  });
  return [paint('bold', words.skippedChecks[language]), ...lines];
}

function count(skipped: number): string {
  return t(' ({skipped}): ', { skipped });
}

function hanging(lead: string, text: string, width: number): string[] {
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

function untested(report: Report, options: ReporterOptions): string[] {
  const { language, paint = plain, width = 100 } = options;
  if (report.summary.failed > 0) return [];
  return untestedProtocols(report).flatMap((id) => {
    const reason = report.checks.find(({ protocol }) => protocol === id)?.reason?.[language] ?? '';
    return hanging(
      `${symbol('warned', options)} `,
      `${id}: ${words.untested[language]}: ${reason}`,
      width,
    ).map((line) => paint('yellow', line));
  });
}

function verdict(report: Report, options: ReporterOptions): string {
  const { language, paint = plain } = options;
  const { failed, warned } = report.summary;
  const status: Status =
    failed > 0
      ? 'failed'
      : warned > 0 || report.interrupted || untestedProtocols(report).length > 0
        ? 'warned'
        : 'passed';
  const time = paint('dim', `(${duration(report.durationMs)})`);
  return `${symbol(status, options)} ${paint('bold', outcome(report.summary, language))} ${time}`;
}
