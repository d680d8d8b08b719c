import { createHash } from 'node:crypto';
import { readTextData } from '../../text/data.ts';
import { localize, t } from '../../text/translate.ts';
import type { CheckResult, Report } from '../report.ts';
import { summarise } from '../run-checks.ts';
import { sectionsOf } from './sections.ts';
import {
  duration,
  escapeMarkup,
  type Fact,
  factsOf,
  heading,
  interruptedNote,
  isProblem,
  isVerbatim,
  reportTitle,
  skippedByReason,
  statuses,
  statusLabel,
  summaryLine,
  titled,
  withStatus,
} from './shared.ts';

/**
 * A self-contained page that loads nothing. Its one script copies a command; the filter by status is CSS. The policy
 * allows them by their hashes, and nothing else. The page follows the light or dark mode of the system.
 */
export function html(report: Report): string {
  const title = titled(report, summaryLine(report.summary));
  const styles = readTextData('report.css') + filterStyles;
  return `<!doctype html>
<html lang="${localize({ en: 'en', zh: 'zh-CN' })}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hashOf(styles)}; script-src ${hashOf(script)}" />
<title>${escapeMarkup(title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
${[...head(report), ...body(report)].join('\n')}
</main>
<script>${script}</script>
</body>
</html>
`;
}

function head(report: Report): string[] {
  const facts: [string, string][] = [
    [t('Target'), report.target],
    [t('Protocols'), report.protocols.join(', ')],
    [t('Started'), report.startedAt],
    [t('Duration'), duration(report.durationMs)],
    ...report.notices.map((notice): [string, string] => [t('Note'), localize(notice)]),
  ];
  return [
    `<h1>${reportTitle(report)}</h1>`,
    ...interruptedNote(report).map((note) => `<p class="partial">${note}</p>`),
    filter(report),
    definitions(facts.map(([label, text]) => [label, escapeMarkup(text)])),
    ...sectionsOf(report).flatMap(({ title, rows }) => [
      `<h2>${escapeMarkup(title)}</h2>`,
      definitions(rows.map(([label, text]) => [label, escapeMarkup(text)])),
    ]),
  ];
}

/** Counts that each filter the checks by status. */
function filter(report: Report): string {
  const choice = (value: string, count: number, label: string, checked = '') =>
    `<label class="${value}"><input type="radio" name="status" value="${value}"${checked} /> <b>${count}</b> ${label}</label>`;
  return [
    `<fieldset class="filter"><legend>${t('Show')}</legend>`,
    choice('all', report.checks.length, t('All'), ' checked=""'),
    ...statuses.map((status) => choice(status, report.summary[status], statusLabel(status))),
    '</fieldset>',
  ].join('\n');
}

function body(report: Report): string[] {
  const reasons = skippedByReason(report).map(([reason, ids]) => [reason, escapeMarkup(ids.join(', '))]);
  const groups = Map.groupBy(report.checks, (check) => heading(check));
  return [
    ...section(
      t('Failures'),
      withStatus(report, 'failed').map((result) => problemArticle(result)),
    ),
    ...section(
      t('Warnings'),
      withStatus(report, 'warned').map((result) => problemArticle(result)),
    ),
    ...section(
      t('Skipped checks'),
      reasons.length > 0 ? [`<div class="skipped">${definitions(reasons)}</div>`] : [],
    ),
    ...section(
      t('All checks'),
      [...groups].map(([title, results]) => table(title, results)),
    ),
  ];
}

function section(title: string, blocks: readonly string[]): string[] {
  return blocks.length > 0 ? ['<section>', `<h2>${title}</h2>`, ...blocks, '</section>'] : [];
}

/** Terms are text, definitions are markup. */
function definitions(rows: readonly (readonly string[])[]): string {
  const cells = rows.map(([term = '', markup]) => `<dt>${escapeMarkup(term)}</dt><dd>${markup}</dd>`);
  return `<dl>\n${cells.join('\n')}\n</dl>`;
}

function problemArticle(result: CheckResult): string {
  const facts = factsOf(result);
  const prose = facts.filter((fact) => !isVerbatim(fact)).map(({ label, text }) => [label, link(text)]);
  return [
    `<article class="${result.status}">`,
    `<h3>${escapeMarkup(localize(result.title))} <code>${escapeMarkup(result.id)}</code></h3>`,
    definitions(prose),
    ...facts.filter(isVerbatim).map(collapsed),
    '</article>',
  ].join('\n');
}

function collapsed({ name, label, text }: Fact): string {
  // HTML drops a line feed directly after <pre>, so one is added.
  const pre = `<pre tabindex="0">\n${escapeMarkup(text)}</pre>`;
  return `<details><summary>${label}</summary>${name === 'sent' ? copyButton() : ''}${pre}</details>`;
}

/** Hidden until the script shows it: without scripts it would do nothing. */
function copyButton(): string {
  const [copied, selected] = [t('Copied'), t('Selected. Press Ctrl+C to copy.')];
  return (
    `<p class="copy" hidden="" data-copied="${copied}" data-selected="${selected}">` +
    `<button type="button">${t('Copy the command')}</button> <span role="status"></span></p>`
  );
}

/** Only a web address becomes a link, whatever the text claims to be. */
function link(text: string): string {
  const markup = escapeMarkup(text);
  return /^https?:\/\/\S+$/.test(text) ? `<a href="${markup}">${markup}</a>` : markup;
}

function table(title: string, results: readonly CheckResult[]): string {
  const open = results.some(({ status }) => isProblem(status)) ? ' open=""' : '';
  const counts = summaryLine(summarise(results));
  const rows = results.map(
    ({ status, title: text, id, durationMs }) =>
      `<tr class="${status}"><td>${statusLabel(status)}</td><td>${escapeMarkup(localize(text))}</td>` +
      `<td><code>${escapeMarkup(id)}</code></td><td>${duration(durationMs)}</td></tr>`,
  );
  const summary = `<summary>${escapeMarkup(title)} <small>${counts}</small></summary>`;
  return `<details class="group"${open}>${summary}<table>\n${rows.join('\n')}\n</table></details>`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Copies the text behind a button, or selects it if copying is forbidden. Contains no `<` and no `&`. */
const script = `
for (const place of document.querySelectorAll('.copy')) {
  const [button, status] = place.children;
  button.addEventListener('click', async () => {
    const text = place.nextElementSibling;
    try {
      await navigator.clipboard.writeText(text.textContent);
      status.textContent = place.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
      status.textContent = place.dataset.selected;
    }
  });
  place.hidden = false;
}
`;

/** Hides checks with a status other than the chosen one. */
const filterStyles = statuses
  .map((status) => {
    const chosen = `body:has([value="${status}"]:checked)`;
    return [
      `${chosen} :is(article, tr):not(.${status}),`,
      `${chosen} :is(section, .group):not(:has(.${status})) { display: none; }`,
    ].join('\n');
  })
  .join('\n');
