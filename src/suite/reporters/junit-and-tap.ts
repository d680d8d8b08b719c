import { localize, t } from '../../text/translate.ts';
import type { CheckResult, Report } from '../report.ts';
import { sectionsOf } from './sections.ts';
import {
  escapeMarkup,
  factsOf,
  heading,
  interruptedNote,
  isProblem,
  oneLine,
  plainFacts,
  summaryLine,
  titled,
} from './shared.ts';

type Attributes = Readonly<Record<string, string | number>>;

/**
 * JUnit XML as Jenkins, GitLab and the GitHub actions read it: a test suite for each protocol and group. A warning
 * is a passed test case with its story in `system-out`. Times are in seconds.
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function junit(report: Report): string {
  const suites = Map.groupBy(report.checks, (check) => heading(check));
  const { target } = report;
  const attributes = {
    name: report.interrupted
      ? titled(report, t('{target} (interrupted, incomplete)', { target }))
      : titled(report, target),
    tests: report.checks.length,
    failures: report.summary.failed,
    errors: 0,
    time: seconds(report.durationMs),
  };
  const children = [...suites].map(([name, checks]) => suite(name, checks, report));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, children)}\n`;
}

function suite(name: string, checks: readonly CheckResult[], report: Report): string {
  const attributes = {
    name,
    tests: checks.length,
    failures: checks.filter(({ status }) => status === 'failed').length,
    errors: 0,
    skipped: checks.filter(({ status }) => status === 'skipped').length,
    time: seconds(checks.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    // The schema allows no fraction and no time zone.
    timestamp: report.startedAt.slice(0, 19),
  };
  const property = (key: string, value: string) => element('property', { name: key, value }, []);
  const properties = element('properties', {}, [
    property('target', report.target),
    ...interruptedNote(report).map((note) => property('interrupted', note)),
    ...report.notices.map((notice) => property('notice', localize(notice))),
    ...sectionsOf(report).flatMap(({ title, rows }) => rows.map((row) => property(title, row.join(': ')))),
  ]);
  return element('testsuite', attributes, [properties, ...checks.map((check) => testCase(check))]);
}

function testCase(result: CheckResult): string {
  const attributes = {
    classname: `koo.${result.protocol}.${result.group}`,
    name: `${result.id}: ${localize(result.title)}`,
    time: seconds(result.durationMs),
  };
  return element('testcase', attributes, verdict(result));
}

function verdict(result: CheckResult): string[] {
  if (result.status === 'passed') return [];
  if (result.status === 'skipped')
    return [element('skipped', { message: result.reason ? localize(result.reason) : '' }, [])];
  const text = escapeMarkup(plainFacts(result));
  if (result.status === 'warned') return [`<system-out>${text}</system-out>`];
  const { expected, actual } = result;
  const message = expected && actual ? t('Expected: {expected}; actual: {actual}', { expected, actual }) : '';
  return [`<failure${attributesText({ message, type: result.id })}>${text}</failure>`];
}

function element(name: string, attributes: Attributes, children: readonly string[]): string {
  const start = `<${name}${attributesText(attributes)}`;
  if (children.length === 0) return `${start}/>`;
  return `${start}>\n${children.join('\n')}\n</${name}>`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeMarkup(oneLine(String(value)))}"`)
    .join('');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/**
 * TAP 14, flat, with YAML diagnostics. A warning is `ok` with diagnostics; an interrupted run bails out at its end,
 * so that no harness takes it for a success.
 * @see https://testanything.org/tap-version-14-specification.html
 */
export function tap(report: Report): string {
  const count = report.checks.length;
  // `1..0` means that everything is skipped, and a harness would ignore the following bail-out.
  const lines = ['TAP version 14', ...(report.interrupted && count === 0 ? [] : [`1..${count}`])];
  lines.push(comment(titled(report, report.target)));
  for (const notice of report.notices) lines.push(comment(t('Note: {notice}', { notice })));
  let currentTitle = '';
  for (const [index, check] of report.checks.entries()) {
    const title = heading(check);
    if (title !== currentTitle) lines.push(comment(title));
    currentTitle = title;
    lines.push(testPoint(check, index + 1));
    if (isProblem(check.status)) lines.push(...diagnostics(check));
  }
  for (const { title, rows } of sectionsOf(report))
    lines.push(comment(title), ...rows.map((row) => comment(row.join(': '))));
  lines.push(comment(summaryLine(report.summary)));
  lines.push(...interruptedNote(report).map((note) => `Bail out! ${note}`));
  return `${lines.join('\n')}\n`;
}

function testPoint(result: CheckResult, number: number): string {
  const verdict = result.status === 'failed' ? 'not ok' : 'ok';
  const description = escapeLine(`${result.id}: ${localize(result.title)}`);
  const skip =
    result.status === 'skipped'
      ? ` # SKIP ${escapeLine(result.reason ? localize(result.reason) : '')}`.trimEnd()
      : '';
  return `${verdict} ${number} - ${description}${skip}`;
}

function diagnostics(result: CheckResult): string[] {
  const fields = [
    ['severity', result.severity],
    ...factsOf(result).map(({ name, text }) => [name, text]),
  ] as [string, string][];
  return [
    '  ---',
    ...fields.map(([name, text]) => `  ${name}: ${yamlText(text)}`),
    `  duration_ms: ${result.durationMs}`,
    '  ...',
  ];
}

/** Characters that YAML considers printable, except the byte order mark and YAML 1.1 line breaks. */
const printable = /^[\t\n\x20-\x7e\xa0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]+$/u;
/** White space that a literal block would lose, and lines that a harness reads as its end. */
const unsafeInBlock = /^\s|\s$|\n[ \t]+\n|\n[ \t]*(\.\.\.|---)|^(\.\.\.|---)/;

/**
 * Several lines as a literal block, to be read and copied, where it holds them exactly (it ends with a line feed);
 * else a quoted text. Perl's harness knows no `|-`, and takes an empty line for the end of the block.
 */
function yamlText(text: string): string {
  if (!text.includes('\n') || !printable.test(text) || unsafeInBlock.test(text)) return quoted(text);
  return ['|', ...text.split('\n').map((line) => `    ${line}`)].join('\n');
}

/** Escapes what YAML treats as a line break or as unprintable, which makes a JSON string a YAML one. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Escapes a test line, where `#` would start a directive. */
function escapeLine(text: string): string {
  return oneLine(text).replace(/[\\#]/g, '\\$&');
}

function comment(text: string): string {
  return `# ${oneLine(text)}`;
}
