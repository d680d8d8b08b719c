import { oneOf } from '../../cli/flags/value.ts';
import { paint } from '../../cli/output/colour.ts';
import { commandLine, definitions, helpColumns } from '../../cli/output/layout.ts';
import { both, localize, t } from '../../text/translate.ts';
import { wrap } from '../../text/wrap.ts';
import { loadGuide } from '../load.ts';
import type { Guide } from '../markdown.ts';
import { type GuideTopic, listTopics } from '../topics.ts';

/**
 * Finds the guide on a topic, or without a topic the list of all guides.
 *
 * @throws KooError (usage, `UNKNOWN_TOPIC`) with the nearest topic
 */
export async function runGuide(topic: string | undefined): Promise<readonly GuideTopic[] | Guide> {
  const topics = await listTopics();
  const ids = topics.map((one) => one.topic);
  const chosen = oneOf(aliases.get(topic ?? '') ?? topic, ids, both('guide'), 'UNKNOWN_TOPIC');
  return chosen === undefined ? topics : loadGuide(chosen);
}

/** Other words for the subject of a guide, such as the name of its commands. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['sso', 'oauth'],
  ['cas', 'oauth'],
  ['login', 'oauth'],
]);

const indent = ' '.repeat(4);

/** Guides for people: no line is wider than the terminal, or than 100 columns. */
export function renderGuide(result: readonly GuideTopic[] | Guide, columns: number = helpColumns()): string {
  return 'steps' in result ? renderChecklist(result, columns) : renderTopics(result, columns);
}

function renderTopics(topics: readonly GuideTopic[], columns: number): string {
  const entries = topics.map(({ topic, title }) => [topic, localize(title)] as const);
  return [
    ...definitions(entries, columns),
    '',
    ...wrap(t('Run `koo guide TOPIC` to show a guide.'), columns),
  ].join('\n');
}

function renderChecklist({ title, about, steps }: Guide, columns: number): string {
  const paragraph = (text: string) => wrap(text, columns - indent.length);
  const blocks = steps.map(({ step, text, console, commands, checkInConsole }) => [
    ...numbered(step, paragraph(localize(text))),
    ...(console ? indented(paragraph(t('Console: {path}', { path: console }))) : []),
    ...commands.flatMap((line) => indented(commandLine(line, columns - indent.length + 2)).map(flush)),
    ...(checkInConsole
      ? indented(paragraph(t('Check in the console.'))).map((line) => paint('yellow', line))
      : []),
  ]);
  return [
    ...wrap(localize(title), columns).map((line) => paint('bold', line)),
    ...wrap(localize(about), columns),
    ...blocks.flatMap((lines) => ['', ...lines]),
    '',
    ...wrap(
      t(
        'Replace the words in capitals with your own values. Add --json to see the Huawei pages behind each step.',
      ),
      columns,
    ),
  ].join('\n');
}

function numbered(step: number, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? `${`${step}.`.padStart(3)} ${line}` : indent + line));
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => indent + line);
}

/** A command line comes with a margin of its own: two columns less make it stand flush with the text. */
function flush(line: string): string {
  return line.slice(2);
}
