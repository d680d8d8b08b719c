import type { Language } from '../../text/localized.ts';
import type { CheckResult, Report } from '../suite/report.ts';
import type { ReporterOptions } from './words.ts';
import { escapeMarkup, heading, oneLine, plainFacts, words } from './words.ts';

type Attributes = Readonly<Record<string, string | number>>;

/**
 * JUnit XML as Jenkins, GitLab and the GitHub actions read it: a test suite for each protocol and group. A warning
 * is a passed test case with its story in `system-out`. Times are in seconds.
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function junit(report: Report, { language }: ReporterOptions): string {
  const suites = Map.groupBy(report.checks, (check) => heading(check, language));
  const interrupted = report.interrupted ? ` - ${words.interrupted[language]}` : '';
  const attributes = {
    name: `${words.title[language]}: ${report.target}${interrupted}`,
    tests: report.checks.length,
    failures: report.summary.failed,
    errors: 0,
    time: seconds(report.durationMs),
  };
  const children = [...suites].map(([name, checks]) => suite(name, checks, report, language));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, children)}\n`;
}

function suite(name: string, checks: readonly CheckResult[], report: Report, language: Language): string {
  const attributes = {
    name,
    tests: checks.length,
    failures: checks.filter(({ status }) => status === 'failed').length,
    errors: 0,
    skipped: checks.filter(({ status }) => status === 'skipped').length,
    time: seconds(checks.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    // The schema wants no fraction and no zone.
    timestamp: report.startedAt.slice(0, 19),
  };
  const property = (key: string, value: string) => element('property', { name: key, value }, []);
  const properties = element('properties', {}, [
    property('target', report.target),
    ...(report.interrupted ? [property('interrupted', words.interrupted[language])] : []),
    ...report.notices.map((notice) => property('notice', notice[language])),
  ]);
  return element('testsuite', attributes, [properties, ...checks.map((check) => testCase(check, language))]);
}

function testCase(result: CheckResult, language: Language): string {
  const attributes = {
    classname: `koo.${result.protocol}.${result.group}`,
    name: `${result.id}: ${result.title[language]}`,
    time: seconds(result.durationMs),
  };
  return element('testcase', attributes, verdict(result, language));
}

function verdict(result: CheckResult, language: Language): string[] {
  if (result.status === 'passed') return [];
  if (result.status === 'skipped')
    return [element('skipped', { message: result.reason?.[language] ?? '' }, [])];
  const text = escapeMarkup(plainFacts(result, language));
  if (result.status === 'warned') return [`<system-out>${text}</system-out>`];
  const { expected, actual } = words;
  const message = [
    ...(result.expected ? [`${expected[language]}: ${result.expected[language]}`] : []),
    ...(result.actual ? [`${actual[language]}: ${result.actual[language]}`] : []),
  ].join('; ');
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
