import { terminalSafe } from '../../text/terminal-safe.ts';
import { localize, t } from '../../text/translate.ts';
import { width as columnsOf } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import type { CheckResult } from '../report.ts';
import { defaultWidth, plain, symbol, wrapIndented } from './lines.ts';
import { type Fact, factsOf, isVerbatim, type ReporterOptions } from './shared.ts';
import { shortenCommand, shortenList, shortenResponse } from './shorten.ts';

/** The narrowest column of text beside labels. */
const minTextWidth = 40;

/** Formats a failure or a warning with all known facts. */
export function problemLines(result: CheckResult, options: ReporterOptions): string[] {
  const { paint = plain, width = defaultWidth } = options;
  const colour = result.status === 'failed' ? 'red' : 'yellow';
  const facts = factsOf(result);
  const column =
    Math.max(...facts.filter((fact) => !isVerbatim(fact)).map(({ label }) => columnsOf(label))) + 2;
  return [
    ...wrapIndented(localize(result.title), {
      lead: `${symbol(result.status, options)} `,
      indent: 2,
      tails: [{ gap: '  ', text: result.id, style: 'dim' }],
      width,
      paint: (style, text) => (style === 'dim' ? paint('dim', text) : paint(colour, paint('bold', text))),
      style: 'bold',
    }),
    ...facts.flatMap((fact) =>
      isVerbatim(fact) ? verbatimLines(fact, result, options) : proseLines(fact, column, options),
    ),
  ];
}

/** Formats a request or a response, shortened unless verbose. */
function verbatimLines(
  { name, label, text }: Fact,
  result: CheckResult,
  { paint = plain, width = defaultWidth, verbose = false }: ReporterOptions,
): string[] {
  const all = terminalSafe(text);
  const safe = name === 'scenario' && !verbose ? firstLines(all) : all;
  const room = { columns: width - 4, about: aboutOf(result) };
  if (name === 'sent') {
    const whole = { lines: safe.split('\n'), isWhole: true, isRunnable: true };
    const { lines, isWhole, isRunnable } = verbose ? whole : shortenCommand(safe, room);
    return [
      `  ${paint('bold', isWhole ? label : t('{label} (shortened; --verbose prints it whole)', { label }))}`,
      ...(isRunnable ? commandLines(lines) : lines.map((line) => `    ${line}`.trimEnd())),
    ];
  }
  const shortenIt = name === 'response' ? shortenResponse : shortenList;
  const lines = verbose || name === 'scenario' ? safe.split('\n') : shortenIt(safe, room).lines;
  return [`  ${paint('bold', label)}`, ...lines.map((line) => `    ${line}`.trimEnd())];
}

/** A generated life may have thousands of lines; its file has all of them. */
function firstLines(text: string): string {
  const lines = text.split('\n');
  const rest = lines.length - maxScenarioLines;
  return rest <= 0
    ? text
    : [...lines.slice(0, maxScenarioLines), t('… ({count} more lines)', { count: rest })].join('\n');
}

const maxScenarioLines = 40;

function aboutOf({ title, expected, actual, hint }: CheckResult): string {
  return [title, expected, actual, hint].map((text) => text?.en ?? '').join('\n');
}

function proseLines(
  fact: Fact,
  column: number,
  { paint = plain, width = defaultWidth }: ReporterOptions,
): string[] {
  const text = terminalSafe(fact.text);
  const label = `  ${paint('bold', fact.label)}`;
  // A narrow column of text beside the labels is hard to read.
  if (width - column - 2 < minTextWidth)
    return [label, ...wrap(text, width - 4).map((line) => `    ${line}`)];
  const lead = `${label}${' '.repeat(column - columnsOf(fact.label))}`;
  return wrapIndented(text, { lead, indent: column + 2, width });
}

/** Indents a command unless that would change it, as with quoted text over several lines. */
function commandLines(lines: readonly string[]): readonly string[] {
  // The requests before it are comments.
  const start = lines.findIndex((line) => !line.startsWith('#'));
  const continued = lines.every((line, index) => index <= start || /^ +-/.test(line));
  return continued ? lines.map((line) => `    ${line}`) : lines;
}
