import type { Language } from '../../text/localized.ts';
import type { CheckResult, Report, Status } from '../suite/report.ts';
import { summarise } from '../suite/suite.ts';
import { words } from './words.ts';

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
