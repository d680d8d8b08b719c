import type { Language } from '../../text/localized.ts';
import type { CheckResult, Report } from '../suite/report.ts';
import { summarise } from '../suite/suite.ts';
import { type Fact, factsOf, isVerbatim, skippedByReason, withStatus } from './facts.ts';
import { styles } from './html-styles.ts';
import { escapeMarkup } from './markup.ts';
import type { ReporterOptions } from './model.ts';
import { duration, heading, outcome, statusWords, words } from './words.ts';

const statuses = ['failed', 'warned', 'passed', 'skipped'] as const;

/** One page that needs nothing else: no script, no font, no picture; light and dark as the reader's system is. */
export function html(report: Report, { language }: ReporterOptions): string {
  const title = `${words.title[language]}: ${outcome(report.summary, language)}`;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
<title>${escapeMarkup(title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
${[...head(report, language), ...body(report, language)].join('\n')}
</main>
</body>
</html>
`;
}

function head(report: Report, language: Language): string[] {
  const facts: [string, string][] = [
    [words.target[language], report.target],
    [words.protocols[language], report.protocols.join(', ')],
    [words.started[language], report.startedAt],
    [words.duration[language], duration(report.durationMs)],
    ...report.notices.map((notice): [string, string] => [words.note[language], notice[language]]),
  ];
  const counts = statuses.map(
    (status) =>
      `<li class="${status}"><b>${report.summary[status]}</b> ${statusWords[status][language]}</li>`,
  );
  return [
    `<h1>${words.title[language]}</h1>`,
    ...(report.interrupted ? [`<p class="partial">${words.interrupted[language]}</p>`] : []),
    `<ul class="counts">${counts.join('')}</ul>`,
    definitions(facts.map(([label, text]) => [label, escapeMarkup(text)])),
  ];
}

function body(report: Report, language: Language): string[] {
  const reasons = skippedByReason(report, language).map(([reason, ids]) => [
    reason,
    escapeMarkup(ids.join(', ')),
  ]);
  const groups = Map.groupBy(report.checks, (check) => heading(check, language));
  return [
    ...section(
      words.failures[language],
      withStatus(report, 'failed').map((result) => story(result, language)),
    ),
    ...section(
      words.warnings[language],
      withStatus(report, 'warned').map((result) => story(result, language)),
    ),
    ...section(words.skippedChecks[language], reasons.length > 0 ? [definitions(reasons)] : []),
    ...section(
      words.allChecks[language],
      [...groups].map(([title, results]) => table(title, results, language)),
    ),
  ];
}

function section(title: string, blocks: readonly string[]): string[] {
  return blocks.length > 0 ? [`<h2>${title}</h2>`, ...blocks] : [];
}

/** Terms are text, definitions are markup. */
function definitions(rows: readonly (readonly string[])[]): string {
  const cells = rows.map(([term = '', markup]) => `<dt>${escapeMarkup(term)}</dt><dd>${markup}</dd>`);
  return `<dl>\n${cells.join('\n')}\n</dl>`;
}

function story(result: CheckResult, language: Language): string {
  const facts = factsOf(result, language);
  const prose = facts.filter((fact) => !isVerbatim(fact)).map(({ label, text }) => [label, link(text)]);
  return [
    `<article class="${result.status}">`,
    `<h3>${escapeMarkup(result.title[language])} <code>${escapeMarkup(result.id)}</code></h3>`,
    definitions(prose),
    ...facts.filter(isVerbatim).map(folded),
    '</article>',
  ].join('\n');
}

function folded({ label, text }: Fact): string {
  // HTML drops a line feed right behind <pre>, so one is put there.
  return `<details><summary>${label}</summary><pre>\n${escapeMarkup(text)}</pre></details>`;
}

/** Only a web address becomes a link, whatever the text claims to be. */
function link(text: string): string {
  const markup = escapeMarkup(text);
  return /^https?:\/\/\S+$/.test(text) ? `<a href="${markup}">${markup}</a>` : markup;
}

function table(title: string, results: readonly CheckResult[], language: Language): string {
  const open = results.some(({ status }) => status === 'failed' || status === 'warned') ? ' open=""' : '';
  const counts = outcome(summarise(results), language);
  const rows = results.map(
    ({ status, title: text, id, durationMs }) =>
      `<tr class="${status}"><td>${statusWords[status][language]}</td><td>${escapeMarkup(text[language])}</td>` +
      `<td><code>${escapeMarkup(id)}</code></td><td>${duration(durationMs)}</td></tr>`,
  );
  const summary = `<summary>${escapeMarkup(title)} <small>${counts}</small></summary>`;
  return `<details${open}>${summary}<table>\n${rows.join('\n')}\n</table></details>`;
}
