import { localize, t } from '../../text/translate.ts';
import type { Change, Comparison, Covered, Report } from '../report.ts';
import { isProblem, protocolLabel } from './shared.ts';

/** A part of a report that every format shows in its own way. */
export interface Section {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, text: string])[];
}

/**
 * What the run has covered, what it has not tested, and the comparison with an earlier report.
 *
 * @param hasActivities lists each activity as well
 */
export function sectionsOf(report: Report, hasActivities = false): readonly Section[] {
  const { coverage, baseline } = report;
  const sections: Section[] = [
    { title: t('Covered'), rows: coverage ? coveredRows(coverage.covered, hasActivities) : [] },
    {
      title: t('Not tested, and how to'),
      rows: (coverage?.untested ?? []).map(({ subject, how }) => [localize(subject), localize(how)]),
    },
    ...(baseline ? [{ title: comparisonTitle(baseline, report), rows: comparisonRows(baseline) }] : []),
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

/** A row for each protocol with all of its counts, and one for each of its activities. */
function coveredRows(covered: readonly Covered[], hasActivities: boolean): Section['rows'] {
  return [...Map.groupBy(covered, ({ protocol }) => protocol)].flatMap(([protocol, counts]) => {
    const sums = Map.groupBy(counts, ({ subject }) => subject.en).values();
    const activities = hasActivities ? Map.groupBy(counts, ({ activity }) => activity) : [];
    return [
      [protocolLabel(protocol), [...sums].map(sumText).join(t(', '))] as const,
      ...[...activities].flatMap(([activity, own]) =>
        activity === undefined
          ? []
          : [[`  ${activity}`, own.map((one) => sumText([one])).join(t(', '))] as const],
      ),
    ];
  });
}

function sumText(counts: readonly Covered[]): string {
  const sum = (of: (one: Covered) => number) => counts.reduce((total, one) => total + of(one), 0);
  const [first] = counts;
  const facts = { covered: sum(({ covered }) => covered), subject: first?.subject ?? '' };
  return first?.total === undefined
    ? t('{covered} {subject}', facts)
    : t('{covered} of {total} {subject}', { ...facts, total: sum(({ total = 0 }) => total) });
}

/** The ids shown for each kind of change; the JSON report has all. */
const maxShownIds = 20;

/** The heading of the comparison with an earlier report. */
function comparisonTitle({ startedAt, target }: Comparison, report: Report): string {
  return target === report.target
    ? t('Compared with the report of {startedAt}', { startedAt })
    : t('Compared with the report of {startedAt} for {target}', { startedAt, target });
}

/** Lists changes by kind. Checks that ran in only one report are named if they have a finding. */
function comparisonRows({ changes }: Comparison): [label: string, text: string][] {
  const of = (kind: Change['change']) => changes.filter(({ change }) => change === kind);
  const rows: [string, string | undefined][] = [
    [t('New'), idList(of('new'))],
    [t('Still failing'), idList(of('still-failing'))],
    [t('Fixed'), idList(of('fixed'))],
    [t('Not run before'), partList(of('not-run-before'))],
    [t('Not run now'), partList(of('not-run-now'))],
  ];
  const shown = rows.flatMap(([label, text]) =>
    text === undefined ? [] : [[label, text] as [string, string]],
  );
  return shown.length > 0 ? shown : [[t('Changes'), t('none')]];
}

function idList(changes: readonly Change[]): string | undefined {
  if (changes.length === 0) return undefined;
  const ids = changes.slice(0, maxShownIds).map(({ id }) => id);
  const rest = changes.length - ids.length;
  return rest > 0 ? t('{ids}, and {rest} more', { ids, rest }) : t('{ids}', { ids });
}

function partList(changes: readonly Change[]): string | undefined {
  if (changes.length === 0) return undefined;
  const count = changes.length;
  const found = idList(changes.filter(({ before, now }) => isProblem(now) || isProblem(before)));
  return found === undefined
    ? t('{count, plural, one {# check} other {# checks}}', { count })
    : t('{count, plural, one {# check} other {# checks}}, with findings in {found}', { count, found });
}
