import { toJson } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { CheckResult, Comparison, Coverage, Report } from '../report.ts';
import type { ReporterName } from './flag.ts';
import { github } from './github.ts';
import { html } from './html.ts';
import { junit, tap } from './junit-and-tap.ts';
import { markdown } from './markdown.ts';
import { isProblem, type Reporter } from './shared.ts';
import { spec } from './spec.ts';

export { stepSummary } from './github.ts';
export { heading, type Paint, type Reporter, type ReporterOptions } from './shared.ts';
export { specGroup, specGroups, specSummary } from './spec.ts';

/** The formats of a report, by the name `--reporter` takes. */
export const reporters: Readonly<Record<ReporterName, Reporter>> = {
  spec,
  json,
  junit,
  tap,
  markdown,
  html,
  github,
};

/**
 * The report as the document scripts rely on (`koo.callback-report/1`). Keys come in a fixed order; what does not
 * apply is absent. `hint` and `debuggerMessage` stand with failures and warnings only.
 */
export function reportDocument(report: Report) {
  const { passed, failed, warned, skipped } = report.summary;
  return {
    schema: report.schema,
    target: report.target,
    protocols: report.protocols,
    startedAt: report.startedAt,
    durationMs: report.durationMs,
    ...(report.interrupted && { interrupted: report.interrupted }),
    summary: { passed, failed, warned, skipped },
    notices: report.notices.map(bothTexts),
    checks: report.checks.map(checkDocument),
    ...(report.coverage && { coverage: coverageDocument(report.coverage) }),
    ...(report.baseline && { baseline: comparisonDocument(report.baseline) }),
  };
}

function checkDocument(result: CheckResult) {
  const { activity, expected, actual, reason, hint, debuggerMessage, evidence, scenario } = result;
  return {
    id: result.id,
    protocol: result.protocol,
    group: result.group,
    ...(activity !== undefined && { activity }),
    title: bothTexts(result.title),
    severity: result.severity,
    status: result.status,
    durationMs: result.durationMs,
    ...(expected && { expected: bothTexts(expected) }),
    ...(actual && { actual: bothTexts(actual) }),
    ...(reason && { reason: bothTexts(reason) }),
    ...(result.defect && { defect: result.defect }),
    ...(isProblem(result.status) && { hint: bothTexts(hint) }),
    ...(isProblem(result.status) && debuggerMessage && { debuggerMessage: bothTexts(debuggerMessage) }),
    source: result.source,
    ...(evidence && { evidence: { curl: evidence.curl, response: evidence.response } }),
    ...(scenario !== undefined && { scenario }),
  };
}

function coverageDocument({ covered, untested }: Coverage) {
  return {
    covered: covered.map(({ protocol, activity, subject, covered: count, total }) => ({
      protocol,
      ...(activity !== undefined && { activity }),
      subject: bothTexts(subject),
      covered: count,
      ...(total !== undefined && { total }),
    })),
    untested: untested.map(({ subject, how }) => ({ subject: bothTexts(subject), how: bothTexts(how) })),
  };
}

function comparisonDocument({ target, startedAt, changes }: Comparison) {
  return {
    target,
    startedAt,
    changes: changes.map(({ id, change, before, now }) => ({
      id,
      change,
      ...(before && { before }),
      ...(now && { now }),
    })),
  };
}

function bothTexts({ en, zh }: Localized): Localized {
  return { en, zh };
}

function json(report: Report): string {
  return `${toJson(reportDocument(report), 2)}\n`;
}

export type ReportDocument = ReturnType<typeof reportDocument>;
