import { t } from '../../text/translate.ts';
import type { Change, Comparison, Report } from '../report.ts';
import { isProblem } from './shared.ts';

/** The ids shown for each kind of change; the JSON report has all. */
const maxShownIds = 20;

/** The heading of the comparison with an earlier report. */
export function comparisonTitle({ startedAt, target }: Comparison, report: Report): string {
  return target === report.target
    ? t('Compared with the report of {startedAt}', { startedAt })
    : t('Compared with the report of {startedAt} for {target}', { startedAt, target });
}

/** Lists changes by kind. Checks that ran in only one report are named if they have a finding. */
export function comparisonRows({ changes }: Comparison): [label: string, text: string][] {
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
