import { oneOf } from '../../cli/flags/value.ts';
import { paint } from '../../cli/output/colour.ts';
import { commandLine, definitions, helpColumns } from '../../cli/output/layout.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { wrap } from '../../text/wrap.ts';
import type { Guide, Step } from '../guide.ts';
import { guides } from '../index.ts';

/** What there are guides on. */
export type GuideList = readonly {
  readonly topic: string;
  readonly title: Localized;
  readonly about: Localized;
  readonly steps: number;
}[];

/** A guide with every field of its steps, so that scripts need not ask for them. */
export interface GuideShown {
  readonly topic: string;
  readonly title: Localized;
  readonly about: Localized;
  readonly steps: readonly StepShown[];
}

interface StepShown {
  readonly step: number;
  readonly text: Localized;
  readonly console: Localized | null;
  readonly commands: readonly string[];
  readonly checkInConsole: boolean;
  readonly sources: readonly string[];
}

/**
 * The guide on a topic, or without one the list of all.
 *
 * @throws KooError (usage, `UNKNOWN_TOPIC`) with the nearest topic
 */
export function runGuide(topic: string | undefined): GuideList | GuideShown {
  const ids = guides.map(({ id }) => id);
  const chosen = oneOf(topic, ids, both('guide'), 'UNKNOWN_TOPIC');
  const guide = guides.find(({ id }) => id === chosen);
  return guide
    ? shown(guide)
    : guides.map(({ id, title, about, steps }) => ({ topic: id, title, about, steps: steps.length }));
}

function shown({ id, title, about, steps }: Guide): GuideShown {
  return { topic: id, title, about, steps: steps.map(stepShown) };
}

function stepShown({ text, console, commands, sources, checkInConsole }: Step, index: number): StepShown {
  return {
    step: index + 1,
    text,
    console: console ?? null,
    commands: commands ?? [],
    checkInConsole: checkInConsole ?? false,
    sources: sources ?? [],
  };
}

const words: Readonly<Record<'console' | 'check' | 'more' | 'sources', Localized>> = {
  console: both('Console: '),
  check: both('Check in the console.'),
  more: both('koo guide TOPIC shows a checklist.'),
  sources: both(
    'Words in capitals stand for your own values. --json gives the pages of Huawei behind each step.',
  ),
};

const indent = ' '.repeat(4);

/** Guides for people: no line is wider than the terminal, or than 100 columns. */
export function showGuide(
  result: GuideList | GuideShown,
  language: Language,
  columns: number = helpColumns(),
): string {
  return 'steps' in result ? checklist(result, language, columns) : list(result, language, columns);
}

function list(topics: GuideList, language: Language, columns: number): string {
  const entries = topics.map(({ topic, title }) => [topic, title[language]] as const);
  return [...definitions(entries, columns), '', ...wrap(words.more[language], columns)].join('\n');
}

function checklist({ title, about, steps }: GuideShown, language: Language, columns: number): string {
  const paragraph = (text: string) => wrap(text, columns - indent.length);
  const blocks = steps.map(({ step, text, console, commands, checkInConsole }) => [
    ...numbered(step, paragraph(text[language])),
    ...(console ? indented(paragraph(words.console[language] + console[language])) : []),
    ...commands.flatMap((line) => indented(commandLine(line, columns - indent.length + 2)).map(flush)),
    ...(checkInConsole
      ? indented(paragraph(words.check[language])).map((line) => paint('yellow', line))
      : []),
  ]);
  return [
    ...wrap(title[language], columns).map((line) => paint('bold', line)),
    ...wrap(about[language], columns),
    ...blocks.flatMap((lines) => ['', ...lines]),
    '',
    ...wrap(words.sources[language], columns),
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
