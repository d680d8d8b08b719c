import type { Language, Localized } from '../text/localized.ts';

/** A checklist for one of a merchant's tasks, in both languages. It is what `koo guide TOPIC --json` prints. */
export interface Guide {
  /** As in `koo guide TOPIC`. */
  readonly topic: string;
  readonly title: Localized;
  /** What the guide is good for, in one sentence. */
  readonly about: Localized;
  readonly steps: readonly GuideStep[];
}

export interface GuideStep {
  /** Its number; the first is 1. */
  readonly step: number;
  readonly text: Localized;
  /** Where in the console, as its menus are named. */
  readonly console: Localized | null;
  /** Commands of koo that help here; words in capitals stand for the merchant's own values. */
  readonly commands: readonly string[];
  /** The console has the last word: koo is not sure of this, or Huawei changes it often. */
  readonly checkInConsole: boolean;
  /** Pages of Huawei that say so. */
  readonly sources: readonly string[];
}

interface Page {
  readonly title: string;
  readonly about: string;
  readonly steps: readonly PageStep[];
}

interface PageStep {
  readonly text: string;
  console: string | null;
  readonly commands: string[];
  checkInConsole: boolean;
  readonly sources: string[];
}

/** The words that a page begins its items with. */
const words = {
  en: { console: 'Console: ', check: '**Check in the console.**', sources: 'Sources: ', between: ', ' },
  zh: { console: '控制台：', check: '**请在控制台核对。**', sources: '来源：', between: '、' },
} as const;

/**
 * Parses a guide from its two pages, `docs/guides/en/TOPIC.md` and `docs/guides/zh/TOPIC.md`:
 *
 * ```markdown
 * # Title
 *
 * The purpose of the guide, in one sentence.
 *
 * 1. What to do, as plain text in one line.
 *     - Console: Menu > Page
 *     - `koo command ARGUMENT`
 *     - **Check in the console.**
 *     - Sources: [label](https://…), [label](https://…)
 * ```
 *
 * Every item below a step is optional; a step can have several commands. The pages differ in nothing but their words.
 *
 * @throws Error where a page has another shape, or the two have not the same steps, commands and sources
 */
export function parseGuide(topic: string, texts: Readonly<Record<Language, string>>): Guide {
  const en = parsePage(texts.en, 'en', topic);
  const zh = parsePage(texts.zh, 'zh', topic);
  if (en.steps.length !== zh.steps.length) {
    throw new Error(
      `docs/guides: ${topic} has ${en.steps.length} steps in English, ${zh.steps.length} in Chinese`,
    );
  }
  return {
    topic,
    title: { en: en.title, zh: zh.title },
    about: { en: en.about, zh: zh.about },
    steps: en.steps.map((step, index) => mergeStep(topic, index + 1, step, zh.steps[index] ?? step)),
  };
}

function mergeStep(topic: string, step: number, en: PageStep, zh: PageStep): GuideStep {
  const { commands, checkInConsole, sources } = en;
  const shared = (page: PageStep) =>
    JSON.stringify([page.console !== null, page.commands, page.checkInConsole, page.sources]);
  if (shared(en) !== shared(zh))
    throw new Error(`docs/guides: step ${step} of ${topic} is not the same in both languages`);
  return {
    step,
    text: { en: en.text, zh: zh.text },
    console: en.console === null || zh.console === null ? null : { en: en.console, zh: zh.console },
    commands,
    checkInConsole,
    sources,
  };
}

function parsePage(text: string, language: Language, topic: string): Page {
  const lines = text.split(/\r?\n/);
  const fail = (line: number, expected: string) =>
    new Error(`docs/guides/${language}/${topic}.md:${line + 1}: expected ${expected}`);
  const title = /^# (.+)$/.exec(lines[0] ?? '')?.[1];
  if (title === undefined) throw fail(0, 'a title');
  const about = lines[2] ?? '';
  if (about === '' || lines[1] !== '' || lines[3] !== '') throw fail(2, 'one line between empty ones');
  const steps: PageStep[] = [];
  for (const [index, line] of lines.entries()) {
    if (index < 4 || (line === '' && index === lines.length - 1)) continue;
    const item = /^ {4}- (.+)$/.exec(line)?.[1];
    const last = steps.at(-1);
    if (item !== undefined && last) {
      if (!addItem(last, item, language)) throw fail(index, 'a console path, a command, the mark or sources');
      continue;
    }
    const [, number, step] = /^(\d+)\. (.+)$/.exec(line) ?? [];
    if (step === undefined || Number(number) !== steps.length + 1)
      throw fail(index, `step ${steps.length + 1}`);
    steps.push({ text: step, console: null, commands: [], checkInConsole: false, sources: [] });
  }
  return { title, about, steps };
}

/** Adds an item to the step above it; false where the item is of no known kind. */
function addItem(step: PageStep, item: string, language: Language): boolean {
  const { console, check, sources, between } = words[language];
  const command = /^`(koo [^`]+)`$/.exec(item)?.[1];
  if (command !== undefined) step.commands.push(command);
  else if (item === check) step.checkInConsole = true;
  else if (item.startsWith(console)) step.console = item.slice(console.length);
  else if (item.startsWith(sources)) {
    const links = item.slice(sources.length).split(between);
    const urls = links.map((link) => /^\[[^\]]+\]\((https:\/\/[^\s()]+)\)$/.exec(link)?.[1]);
    if (urls.includes(undefined)) return false;
    step.sources.push(...urls.filter((url) => url !== undefined));
  } else return false;
  return true;
}
