import { both, type Localized, localize, t } from '../../text/translate.ts';
import type { CheckInfo, CheckResult, Group, Report, Status } from '../report.ts';
import { summarise } from '../run-checks.ts';

/** All statuses, the worst first. */
export const statuses = ['failed', 'warned', 'passed', 'skipped'] as const;

/** Whether a status is a failure or a warning. */
export function isProblem(status: Status | undefined): boolean {
  return status === 'failed' || status === 'warned';
}

const statusLabels: Readonly<Record<Status, Localized>> = {
  passed: both('Passed'),
  failed: both('Failed'),
  warned: both('Warned'),
  skipped: both('Skipped'),
};

export function statusLabel(status: Status): string {
  return localize(statusLabels[status]);
}

const groupTitles: Readonly<Record<Group, Localized>> = {
  transport: both('Transport'),
  life: both('Instance lifecycle'),
  authentication: both('Authentication'),
  verification: both('Signature verification'),
  idempotency: both('Idempotency'),
  semantics: both('Business rules'),
  end: both('End of the instance'),
  replay: both('Replay of saved test cases'),
  exploration: both('Exploration'),
  reply: both('Responses'),
  real: both('Lifecycle as real traffic'),
  restart: both('Restart of the server'),
  binding: both('Binding to an organisation'),
  arrival: both('Arrival at the login address'),
  token: both('Token and user information'),
  account: both('Accounts'),
  session: both('Sessions and logout'),
  failures: both('Failures of the login centre'),
  exposure: both('Exposure'),
  unbinding: both('After unbinding'),
};

const titles: Readonly<Record<Report['schema'], Localized>> = {
  'koo.callback-report/1': both('KooGallery callback test'),
  'koo.sso-report/1': both('KooGallery login test'),
};

/** The title of a report: `KooGallery callback test`. */
export function reportTitle({ schema }: Report): string {
  return localize(titles[schema]);
}

/** Prefixes a text with the title: `KooGallery callback test: 40 passed`. */
export function titled(report: Report, text: string): string {
  return t('{label}: {text}', { label: reportTitle(report), text });
}

/** The warning of an interrupted report; nothing for a complete one. */
export function interruptedNote({ interrupted }: Report): string[] {
  return interrupted ? [t('The run was interrupted. This report is incomplete.')] : [];
}

/** The heading of a check: `v2 / Authentication`. */
export function heading({ protocol, group }: CheckInfo): string {
  const title = localize(groupTitles[group]);
  return protocol === 'transport' ? title : `${protocolLabel(protocol)} / ${title}`;
}

/** Labels of protocols that are not names: the checks of the address, and those shared by both login protocols. */
const labels: Readonly<Record<string, Localized>> = {
  transport: groupTitles.transport,
  login: both('login'),
};

export function protocolLabel(protocol: CheckInfo['protocol']): string {
  const label = labels[protocol];
  return label ? localize(label) : protocol;
}

/** Formats counts by status without zeros: `1 failed, 2 warnings, 40 passed, 3 skipped`. */
export function summaryLine(summary: Readonly<Record<Status, number>>): string {
  const { failed, warned, passed, skipped } = summary;
  const counts = [
    failed > 0 && t('{failed} failed', { failed }),
    warned > 0 && t('{warned} {warned, plural, one {warning} other {warnings}}', { warned }),
    passed > 0 && t('{passed} passed', { passed }),
    skipped > 0 && t('{skipped} skipped', { skipped }),
  ].filter((count) => count !== false);
  return counts.length > 0 ? t('{counts}', { counts }) : t('no checks have run');
}

/** `340 ms`, `1.3 s` */
export function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? t('{milliseconds} ms', { milliseconds })
    : t('{seconds} s', { seconds: (milliseconds / 1000).toFixed(1) });
}

/** Applies a style; a plain stream leaves the text unchanged. */
export type Paint = (style: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

export interface ReporterOptions {
  /** For `spec`. Default: no colours. */
  readonly paint?: Paint;
  /** For `spec`: false draws its symbols in ASCII. Default true. */
  readonly unicode?: boolean;
  /** For `spec`: columns that long text is wrapped to; wide characters take two. Default 100. */
  readonly width?: number;
  /** For `spec`: list every check, and show requests and responses in full. Default false. */
  readonly verbose?: boolean;
  /** For `spec`: list what is covered of each activity. Default false. */
  readonly coverage?: boolean;
  /** For `spec`: code that helps with findings, shown after them. Default: none. */
  readonly snippetsFor?: (found: readonly CheckResult[]) => readonly (readonly string[])[];
}

/** Writes a report in one format, in the chosen language (`json` carries both). The text ends with a line feed. */
export type Reporter = (report: Report, options?: ReporterOptions) => string;

/** Facts that are not prose. */
const verbatim = ['sent', 'response', 'later', 'calls', 'output', 'scenario'] as const;
type Verbatim = (typeof verbatim)[number];

export interface Fact {
  readonly name: 'expected' | 'actual' | 'debugger' | 'hint' | Verbatim | 'source';
  readonly label: string;
  readonly text: string;
}

/** Whether a fact is a command, a response or a list rather than prose. */
export function isVerbatim({ name }: Fact): boolean {
  return (verbatim as readonly string[]).includes(name);
}

/** Returns all facts about a failure or a warning, in display order. */
export function factsOf(result: CheckResult): Fact[] {
  const { evidence, expected, actual, debuggerMessage, hint, scenario, source } = result;
  const parts = evidence?.parts;
  const facts: { name: Fact['name']; label: string; text: string | undefined }[] = [
    { name: 'expected', label: t('Expected'), text: expected && localize(expected) },
    { name: 'actual', label: t('Actual'), text: actual && localize(actual) },
    { name: 'debugger', label: t('Debugger message'), text: debuggerMessage && localize(debuggerMessage) },
    { name: 'hint', label: t('Fix'), text: localize(hint) },
    { name: 'sent', label: t('Request'), text: evidence?.curl },
    { name: 'response', label: t('Response'), text: parts ? localize(parts.response) : evidence?.response },
    { name: 'later', label: t('After that'), text: parts?.later && localize(parts.later) },
    { name: 'calls', label: t('Calls to the login centre'), text: parts?.calls && localize(parts.calls) },
    {
      name: 'output',
      label: t('Last lines of the output of the server'),
      text: parts?.output && localize(parts.output),
    },
    { name: 'scenario', label: t('Scenario'), text: scenario && withShortLines(scenario.trimEnd()) },
    { name: 'source', label: t('Source'), text: source },
  ];
  return facts.flatMap(({ name, label, text }) => (text ? [{ name, label, text }] : []));
}

const maxLine = 1000;

/** A list of users at its limit has 400,000 characters; the file of the scenario has them all. */
function withShortLines(text: string): string {
  return text.replace(/^.+$/gm, (line) => {
    const count = line.length - maxLine;
    return count > 0 ? `${line.slice(0, maxLine)}${t('… ({count} more characters)', { count })}` : line;
  });
}

export function plainFacts(result: CheckResult): string {
  return factsOf(result)
    .map((fact) => {
      const { label, text } = fact;
      return isVerbatim(fact)
        ? t('{label}:\n{text}', { label, text })
        : t('{label}: {text}', { label, text });
    })
    .join('\n');
}

export function withStatus(report: Report, status: Status): CheckResult[] {
  return report.checks.filter((check) => check.status === status);
}

/** Groups the ids of skipped checks by reason, in report order. */
export function skippedByReason(report: Report): [reason: string, ids: string[]][] {
  const groups = Map.groupBy(withStatus(report, 'skipped'), ({ reason }) => (reason ? localize(reason) : ''));
  return [...groups].map(([reason, results]) => [reason, results.map(({ id }) => id)]);
}

/** Counts results by protocol, in report order. */
export function countsByProtocol(
  report: Report,
): [protocol: CheckInfo['protocol'], counts: Record<Status, number>][] {
  const groups = Map.groupBy(report.checks, ({ protocol }) => protocol);
  return [...groups].map(([protocol, results]) => [protocol, summarise(results)]);
}

/** Puts text on one line: line breaks and control characters become spaces. */
export function oneLine(text: string): string {
  return text.replace(/[\s\0-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ').trim();
}

/** Characters that XML 1.0 forbids, lone surrogates included, and those that are errors in HTML. */
const forbidden =
  /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\p{Noncharacter_Code_Point}/gu;

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
    .replace(forbidden, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
