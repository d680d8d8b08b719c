import type { Language } from '../../text/localized.ts';
import type { CheckResult, Report } from '../suite/report.ts';
import type { ReporterOptions } from './words.ts';
import {
  countsByProtocol,
  duration,
  type Fact,
  factsOf,
  isVerbatim,
  oneLine,
  outcome,
  skippedByReason,
  statusWords,
  withStatus,
  words,
} from './words.ts';

/**
 * GitHub-flavoured Markdown for the summary of a CI job: counts, failures and warnings in full, what was skipped.
 * @see https://github.github.com/gfm/
 */
export function markdown(report: Report, { language }: ReporterOptions): string {
  const facts = [
    [words.target, report.target],
    [words.started, report.startedAt],
    [words.duration, duration(report.durationMs)],
  ] as const;
  const blocks = [
    `## ${icon(report)} ${words.title[language]}: ${outcome(report.summary, language)}`,
    ...(report.interrupted ? [`**${words.interrupted[language]}**`] : []),
    facts.map(([label, text]) => item(label[language], text)).join('\n'),
    ...(report.notices.length > 0
      ? [
          report.notices
            .map((notice) => `> **${words.note[language]}:** ${escapeMarkdown(notice[language])}`)
            .join('\n>\n'),
        ]
      : []),
    table(report, language),
    ...section(words.failures[language], withStatus(report, 'failed'), language),
    ...section(words.warnings[language], withStatus(report, 'warned'), language),
    ...skipped(report, language),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function icon({ summary, interrupted }: Report): string {
  if (summary.failed > 0) return '❌';
  return summary.warned > 0 || interrupted ? '⚠️' : '✅';
}

function table(report: Report, language: Language): string {
  const statuses = ['passed', 'failed', 'warned', 'skipped'] as const;
  const rows = countsByProtocol(report).map(
    ([protocol, counts]) =>
      `| ${escapeMarkdown(protocol)} | ${statuses.map((status) => counts[status]).join(' | ')} |`,
  );
  return [
    `| ${words.protocol[language]} | ${statuses.map((status) => statusWords[status][language]).join(' | ')} |`,
    '| :-- | --: | --: | --: | --: |',
    ...rows,
    `| **${words.total[language]}** | ${statuses.map((status) => `**${report.summary[status]}**`).join(' | ')} |`,
  ].join('\n');
}

function section(title: string, results: readonly CheckResult[], language: Language): string[] {
  if (results.length === 0) return [];
  return [`### ${title}`, ...results.flatMap((result) => story(result, language))];
}

function story(result: CheckResult, language: Language): string[] {
  const facts = factsOf(result, language);
  return [
    `#### ${escapeMarkdown(result.title[language])} (${escapeMarkdown(result.id)})`,
    facts
      .filter((fact) => !isVerbatim(fact))
      .map(({ label, text }) => item(label, text))
      .join('\n'),
    ...facts.filter(isVerbatim).map(folded),
  ];
}

function item(label: string, text: string): string {
  return `- **${label}:** ${link(text)}`;
}

function folded({ name, label, text }: Fact): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const code = `${fence}${name === 'sent' ? 'sh' : 'http'}\n${text}\n${fence}`;
  return `<details><summary>${label}</summary>\n\n${code}\n\n</details>`;
}

function skipped(report: Report, language: Language): string[] {
  const reasons = skippedByReason(report, language);
  if (reasons.length === 0) return [];
  const lines = reasons.map(
    ([reason, ids]) => `- ${escapeMarkdown(reason)}: ${ids.map(escapeMarkdown).join(', ')}`,
  );
  return [`### ${words.skippedChecks[language]}`, lines.join('\n')];
}

/** Text on one line with nothing left that GitHub's or GitLab's Markdown, a table or HTML would take for its own. */
function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]#|~$@:]|(?<=www)\./gi, '\\$&');
}

/** A URL as a link; what is none, or could leave the link (angle brackets, backslash, backtick), as text. */
function link(text: string): string {
  return /^https?:\/\/[!-;=?-[\]-_a-~]+$/.test(text) ? `<${text}>` : escapeMarkdown(text);
}
