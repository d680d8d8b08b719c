import { oneOf } from '../../cli/flags/choice.ts';
import type { Localized } from '../../text/localized.ts';
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
  const chosen = oneOf(topic, ids, { en: 'guide', zh: '指南' }, 'UNKNOWN_TOPIC');
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
