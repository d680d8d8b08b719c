import type { Language, Localized } from '../../text/localized.ts';
import { both, t } from '../../text/translate.ts';
import type { CheckInfo, CheckResult, Group, Report, Status } from '../suite/report.ts';
import { summarise } from '../suite/suite.ts';

/** Every word of the reports that is no check's own. */
export const words = {
  title: both('KooGallery callback test'),
  target: both('Target'),
  protocols: both('Protocols'),
  protocol: both('Protocol'),
  started: both('Started'),
  duration: both('Duration'),
  interrupted: both('Interrupted: this report is partial.'),
  note: both('Note'),
  total: both('Total'),
  failures: both('Failures'),
  warnings: both('Warnings'),
  skippedChecks: both('Skipped'),
  allChecks: both('All checks'),
  sent: both('Sent'),
  expected: both('Expected'),
  actual: both('Got'),
  response: both('Answer'),
  debugger: both('Console says'),
  hint: both('What to do'),
  source: both('Source'),
  untested: both('nothing was tested'),
  curlAge: both(
    'The curl commands of V2 are signed for 60 s and for one use: `koo callback send` signs a fresh one.',
  ),
} satisfies Record<string, Localized>;

export const statusWords: Readonly<Record<Status, Localized>> = {
  passed: both('Passed'),
  failed: both('Failed'),
  warned: both('Warned'),
  skipped: both('Skipped'),
};

const groupTitles: Readonly<Record<Group, Localized>> = {
  transport: both('Transport'),
  life: both("An instance's life"),
  authentication: both('Authentication'),
  verification: both('Requests that must verify'),
  idempotency: both('Idempotency'),
  semantics: both('Semantics'),
  end: both('End of the instance'),
  replay: both('Saved cases again'),
  reply: both('Answers'),
};

/** The heading a check stands under: `v2 / Authentication`. */
export function heading({ protocol, group }: CheckInfo, language: Language): string {
  const title = groupTitles[group][language];
  return protocol === 'transport' ? title : `${protocol} / ${title}`;
}

/** What came out, in a line: `1 failed, 2 warnings, 40 passed, 3 skipped`. What there is none of is left out. */
export function outcome(summary: Readonly<Record<Status, number>>, language: Language): string {
  const { failed, warned, passed, skipped } = summary;
  const parts: [number, Localized][] = [
    [failed, both('{failed} failed', { failed })],
    [warned, both('{warned} {warned, plural, one {warning} other {warnings}}', { warned })],
    [passed, both('{passed} passed', { passed })],
    [skipped, both('{skipped} skipped', { skipped })],
  ];
  const shown = parts.filter(([count]) => count > 0);
  if (shown.length === 0) return t('no check has run');
  return shown.map(([, text]) => text[language]).join(language === 'en' ? ', ' : '，');
}

/** `340 ms`, `1.3 s` */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Colours and weights, decided outside: for a plain stream it gives the text back. */
export type Paint = (style: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

export interface ReporterOptions {
  /** Language of the texts; `json` carries both whatever is asked for. */
  readonly language: Language;
  /** For `spec`. Default: no colours. */
  readonly paint?: Paint;
  /** For `spec`: false draws its symbols in ASCII. Default true. */
  readonly unicode?: boolean;
  /** For `spec`: columns that long text is wrapped to; wide characters take two. Default 100. */
  readonly width?: number;
}

/** Writes a report in one format. Pure: the same report gives the same text. Ends with a line feed. */
export type Reporter = (report: Report, options: ReporterOptions) => string;

/** One thing a person is told about a failure or a warning. */
export interface Fact {
  readonly name: 'sent' | 'expected' | 'actual' | 'response' | 'debugger' | 'hint' | 'source';
  readonly label: string;
  readonly text: string;
}

/** Facts that are no prose: a command to copy, an answer as it came. */
export function isVerbatim({ name }: Fact): boolean {
  return name === 'sent' || name === 'response';
}

/** All there is to say about a failure or a warning, in the order it is said. */
export function factsOf(result: CheckResult, language: Language): Fact[] {
  const { evidence, expected, actual, debuggerMessage, hint, source } = result;
  const texts: [Fact['name'], string | undefined][] = [
    ['sent', evidence?.curl],
    ['expected', expected?.[language]],
    ['actual', actual?.[language]],
    ['response', evidence?.response],
    ['debugger', debuggerMessage?.[language]],
    ['hint', hint[language]],
    ['source', source],
  ];
  return texts.flatMap(([name, text]) => (text ? [{ name, label: words[name][language], text }] : []));
}

/** The facts as plain text, for formats that have no structure for them. */
export function plainFacts(result: CheckResult, language: Language): string {
  return factsOf(result, language)
    .map((fact) => `${fact.label}:${isVerbatim(fact) ? '\n' : ' '}${fact.text}`)
    .join('\n');
}

export function withStatus(report: Report, status: Status): CheckResult[] {
  return report.checks.filter((check) => check.status === status);
}

/** Ids of skipped checks by why they were skipped, in the order of the report. */
export function skippedByReason(report: Report, language: Language): [reason: string, ids: string[]][] {
  const groups = Map.groupBy(withStatus(report, 'skipped'), ({ reason }) => reason?.[language] ?? '');
  return [...groups].map(([reason, results]) => [reason, results.map(({ id }) => id)]);
}

/** Counts by protocol, in the order of the report. */
export function countsByProtocol(report: Report): [protocol: string, Record<Status, number>][] {
  const groups = Map.groupBy(report.checks, ({ protocol }) => protocol);
  return [...groups].map(([protocol, results]) => [protocol, summarise(results)]);
}

/** Text on one line: what would end a line, or steer a terminal, becomes a blank. */
export function oneLine(text: string): string {
  return text.replace(/[\s\0-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ').trim();
}

/** Characters XML 1.0 cannot hold, lone surrogates included, and those that are an error in HTML. */
const illegal = /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\p{Noncharacter_Code_Point}/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for XML and HTML, between tags or in a quoted attribute. Line breaks become line feeds; characters that
 * cannot stand in XML are dropped.
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(illegal, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
