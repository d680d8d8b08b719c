import { localize, t } from '../../text/translate.ts';
import { workflowCommand } from '../../text/workflow-commands.ts';
import type { CheckResult, Report } from '../report.ts';
import { markdownBlocks } from './markdown.ts';
import { sectionsOf } from './sections.ts';
import {
  factsOf,
  interruptedNote,
  isVerbatim,
  reportTitle,
  summaryLine,
  titled,
  withStatus,
} from './shared.ts';
import { specGroups } from './spec.ts';

/** GitHub drops a step summary that is larger, together with what earlier commands of the step wrote. */
const maxSummaryBytes = 1024 * 1024;

/**
 * The groups, and a workflow command of GitHub Actions for each failure and warning, which makes it an annotation.
 * GitHub shows the first ten errors and ten warnings of a step.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function github(report: Report): string {
  const title = reportTitle(report);
  const lines = [
    ...specGroups(report.checks),
    ...withStatus(report, 'failed').map((result) => annotation('error', result)),
    ...withStatus(report, 'warned').map((result) => annotation('warning', result)),
    ...report.notices.map((notice) => workflowCommand('notice', title, localize(notice))),
    ...sectionsOf(report).map(({ title: heading, rows }) =>
      workflowCommand(
        'notice',
        heading,
        rows.map(([label, text]) => t('{label}: {text}', { label, text })).join('\n'),
      ),
    ),
    ...interruptedNote(report).map((note) => workflowCommand('warning', title, note)),
    titled(report, summaryLine(report.summary)),
  ];
  return `${lines.join('\n')}\n`;
}

function annotation(name: 'error' | 'warning', result: CheckResult): string {
  const facts = factsOf(result).filter((fact) => !isVerbatim(fact));
  const message = facts.map(({ label, text }) => t('{label}: {text}', { label, text })).join('\n');
  return workflowCommand(name, `${result.id}: ${localize(result.title)}`, message);
}

/**
 * The Markdown report for the summary of a step, cut where it would be too large.
 *
 * @param usedBytes of the summary, by earlier commands of the step
 */
export function stepSummary(report: Report, usedBytes = 0): string {
  const note = `\n${t('This summary is cut off, because GitHub allows no more than 1 MiB. For the whole report, use --reporter html=FILE.')}\n`;
  let room = maxSummaryBytes - usedBytes - Buffer.byteLength(note);
  if (room < 0) return '';
  let text = '';
  for (const block of markdownBlocks(report)) {
    room -= Buffer.byteLength(block) + 2;
    if (room < 0) return `${text}${note}`;
    text += `${block}\n\n`;
  }
  return text;
}
