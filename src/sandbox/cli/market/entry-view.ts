import { paint } from '../../../cli/output/colour.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import { beijingTime } from '../../../text/beijing-time.ts';
import { marks, oneLine } from '../../../text/terminal-safe.ts';
import { t } from '../../../text/translate.ts';
import type { Due } from '../../market/model/journal.ts';
import type { Problem } from '../../market/model/model.ts';
import { type EntryDocument, entryLine } from '../../market/views/entry-text.ts';

/**
 * Creates a formatter of entries: time, call, response and meaning. A problem that a delivery has again is only named;
 * a repeated failure is one line, without another message to the seller.
 */
export function createEntryText(): (entry: EntryDocument) => string | undefined {
  const known = new Set<string>();
  const failures = new Map<number | undefined, string>();
  let isRepeated = false;
  return (entry) => {
    if (isRepeated && entry.kind === 'delivery-failed') return undefined;
    const line = `${paint('dim', beijingTime(entry.time))}  ${entryLine(entry, { paint })}`;
    if (entry.type !== 'attempt') return line;
    const failure = entry.result === 'failed' ? JSON.stringify([entry.text, entry.problems]) : '';
    isRepeated = failure !== '' && failures.get(entry.delivery) === failure;
    failures.set(entry.delivery, failure);
    if (isRepeated) return line;
    const isNew = ({ id }: Problem) => !known.has(`${entry.delivery} ${id}`);
    const problems = (entry.problems ?? []).map((problem) => problemLines(problem, isNew(problem)));
    const next =
      entry.nextAt === undefined
        ? []
        : [`    ${t('Next attempt: {time}', { time: beijingTime(entry.nextAt) })}`];
    for (const { id } of entry.problems ?? []) known.add(`${entry.delivery} ${id}`);
    return [line, ...problems.flat(), ...next].join('\n');
  };
}

export function dueText(due: readonly Due[], most = 8): string | undefined {
  if (due.length === 0) return undefined;
  const lines = due.slice(0, most).map(({ at, instance, text }) => {
    const what = instance === undefined ? oneLine(text) : `${oneLine(instance)}: ${oneLine(text)}`;
    return `  ${paint('dim', beijingTime(at))}  ${what}`;
  });
  const more = due.length - lines.length;
  return [
    paint('bold', t('Next (Beijing time):')),
    ...lines,
    ...(more > 0 ? [`  ${t('… and {more} more', { more })}`] : []),
  ].join('\n');
}

export function problemLines({ id, severity, expected, actual, hint }: Problem, isWhole = true): string[] {
  const [colour, mark] =
    severity === 'error' ? (['red', marks.failed] as const) : (['yellow', marks.warned] as const);
  const title = `    ${paint(colour, `${mark} ${id}`)}`;
  if (!isWhole) return [title];
  return [
    title,
    ...[
      t('Expected: {text}', { text: oneLine(expected) }),
      t('Actual: {text}', { text: oneLine(actual) }),
      t('Hint: {text}', { text: oneLine(hint) }),
    ].map((line) => `      ${wrapForTerminal(line, process.stdout, '      ')}`),
  ];
}
