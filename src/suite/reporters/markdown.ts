import { localize, t } from '../../text/translate.ts';
import type { CheckResult, Report } from '../report.ts';
import { sectionsOf } from './sections.ts';
import {
  countsByProtocol,
  duration,
  type Fact,
  factsOf,
  interruptedNote,
  isVerbatim,
  oneLine,
  protocolLabel,
  skippedByReason,
  statusLabel,
  summaryLine,
  titled,
  withStatus,
} from './shared.ts';

/**
 * GitHub-flavoured Markdown for the summary of a CI job: counts, failures and warnings in full, what was skipped.
 * @see https://github.github.com/gfm/
 */
export function markdown(report: Report): string {
  return `${markdownBlocks(report).join('\n\n')}\n`;
}

/** Returns the blocks of the Markdown report, the most important first; each stands alone. */
export function markdownBlocks(report: Report): string[] {
  const facts = [
    [t('Target'), report.target],
    [t('Started'), report.startedAt],
    [t('Duration'), duration(report.durationMs)],
  ] as const;
  const notes = report.notices.map((notice) => `> **${t('Note:')}** ${escapeMarkdown(localize(notice))}`);
  return [
    `## ${icon(report)} ${titled(report, summaryLine(report.summary))}`,
    ...interruptedNote(report).map((note) => `**${note}**`),
    facts.map(([label, text]) => item(label, text)).join('\n'),
    ...(notes.length > 0 ? [notes.join('\n>\n')] : []),
    table(report),
    ...sectionsOf(report).flatMap(({ title, rows }) => [
      `### ${escapeMarkdown(title)}`,
      rows.map(([label, text]) => item(label, text)).join('\n'),
    ]),
    ...section(t('Failures'), withStatus(report, 'failed')),
    ...section(t('Warnings'), withStatus(report, 'warned')),
    ...skipped(report),
  ];
}

function icon({ summary, interrupted }: Report): string {
  if (summary.failed > 0) return '❌';
  return summary.warned > 0 || interrupted ? '⚠️' : '✅';
}

function table(report: Report): string {
  const statuses = ['passed', 'failed', 'warned', 'skipped'] as const;
  const rows = countsByProtocol(report).map(
    ([protocol, counts]) =>
      `| ${escapeMarkdown(protocolLabel(protocol))} | ${statuses.map((status) => counts[status]).join(' | ')} |`,
  );
  return [
    `| ${t('Protocol')} | ${statuses.map((status) => statusLabel(status)).join(' | ')} |`,
    '| :-- | --: | --: | --: | --: |',
    ...rows,
    `| **${t('Total')}** | ${statuses.map((status) => `**${report.summary[status]}**`).join(' | ')} |`,
  ].join('\n');
}

function section(title: string, results: readonly CheckResult[]): string[] {
  if (results.length === 0) return [];
  return [`### ${title}`, ...results.flatMap((result) => problemSection(result))];
}

function problemSection(result: CheckResult): string[] {
  const facts = factsOf(result);
  return [
    `#### ${escapeMarkdown(localize(result.title))} (${escapeMarkdown(result.id)})`,
    facts
      .filter((fact) => !isVerbatim(fact))
      .map(({ label, text }) => item(label, text))
      .join('\n'),
    ...facts.filter(isVerbatim).map(collapsed),
  ];
}

function item(label: string, text: string): string {
  return `- **${t('{label}:', { label })}** ${link(text)}`;
}

function collapsed({ name, label, text }: Fact): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const code = `${fence}${name === 'sent' ? 'sh' : 'http'}\n${text}\n${fence}`;
  return `<details><summary>${label}</summary>\n\n${code}\n\n</details>`;
}

function skipped(report: Report): string[] {
  const reasons = skippedByReason(report);
  if (reasons.length === 0) return [];
  const lines = reasons.map(
    ([reason, ids]) =>
      `- ${t('{label}: {text}', { label: escapeMarkdown(reason), text: ids.map(escapeMarkdown) })}`,
  );
  return [`### ${t('Skipped checks')}`, lines.join('\n')];
}

/** Escapes text for one line of GitHub's and GitLab's Markdown, tables and HTML. */
function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]#|~$@:]|(?<=www)\./gi, '\\$&');
}

/** Formats a URL as a link. Other text, and URLs with characters that could end the link, are escaped. */
function link(text: string): string {
  return /^https?:\/\/[!-;=?-[\]-_a-~]+$/.test(text) ? `<${text}>` : escapeMarkdown(text);
}
