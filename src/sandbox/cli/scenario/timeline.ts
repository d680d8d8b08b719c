import { paint } from '../../../cli/output/colour.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import { beijingTime } from '../../../text/beijing-time.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, t, verbatim } from '../../../text/translate.ts';
import type { Act } from '../../acts/act.ts';
import { acts } from '../../acts/acts.ts';
import { type EntryDocument, entryLine } from '../../market/views/entry-text.ts';
import type { ScenarioAct } from '../../scenario/model.ts';
import { isMerchantAct, type MerchantAct } from '../../scenario/schema.ts';
import { problemLines } from '../market/entry-view.ts';

/** Prints events as they happen: dates at the left, then acts and what follows from them. */
export interface Timeline {
  step(at: number, text: Localized): void;
  /** The immediate result of a step: a response, or a refusal. */
  outcome(text: Localized): void;
  entry(entry: EntryDocument): void;
  end(): void;
}

interface TimelineOptions {
  readonly print: (text: string) => void;
  /** Leaves out the ids of calls. */
  readonly isBrief: boolean;
  /** Lines are wrapped only at a terminal. */
  readonly stream?: { readonly isTTY?: boolean; readonly columns?: number };
}

const margin = 21;
/** Terminals with fewer columns show the dates above. */
const narrow = 64;

/** Notices that add something to the entries beside them. */
const shownNotices: ReadonlySet<unknown> = new Set([
  'renewal-failed',
  'expiring',
  'arrears',
  'delisted',
  'trading-frozen',
]);

export function createTimeline({ print, isBrief, stream = process.stdout }: TimelineOptions): Timeline {
  const isNarrow = stream.isTTY === true && (stream.columns ?? narrow) < narrow;
  const known = new Set<string>();
  let shownTime = '';
  let repeated: { readonly key: string; readonly count: number; readonly time: string } | undefined;

  function line(time: string, text: string): void {
    const date = beijingTime(time);
    const isNew = date !== shownTime;
    shownTime = date;
    const indent = ' '.repeat(isNarrow ? 2 : margin);
    const wrapped = wrapForTerminal(text, stream, indent);
    if (!isNarrow) {
      print(`${isNew ? `${paint('dim', date)}  ` : indent}${wrapped}`);
      return;
    }
    if (isNew) print(paint('dim', date));
    print(`${indent}${wrapped}`);
  }

  /** Whether an entry repeats the call and response before it; repetitions are counted, and printed once. */
  function isRepetition({ type, activity, text, time }: EntryDocument): boolean {
    if (type === 'notice') return false;
    const key = type === 'attempt' ? `${activity} ${text.en}` : '';
    if (key !== '' && repeated?.key === key) {
      repeated = { key, count: repeated.count + 1, time };
      return true;
    }
    end();
    repeated = { key, count: 0, time };
    return false;
  }

  function end(): void {
    if (!repeated || repeated.count === 0) return;
    const { count, time } = repeated;
    repeated = undefined;
    line(
      time,
      paint('dim', t('… and {count, plural, one {once} other {# times}} more until then', { count })),
    );
  }

  return {
    step(at, text) {
      end();
      repeated = undefined;
      line(new Date(at).toISOString(), paint('bold', `${prompt} ${terminalSafe(text)}`));
    },
    outcome(text) {
      end();
      print(`${' '.repeat(isNarrow ? 2 : margin)}${terminalSafe(text)}`);
    },
    entry(entry) {
      if (!isShown(entry) || isRepetition(entry)) return;
      line(entry.time, entryLine(entry, { isBrief, paint }));
      for (const problem of isBrief ? [] : (entry.problems ?? [])) {
        const key = `${entry.activity} ${problem.id}`;
        for (const text of problemLines(problem, !known.has(key))) print(text);
        known.add(key);
      }
    },
    end,
  };
}

const prompt = '›';

function isShown({ type, kind, status }: EntryDocument): boolean {
  if (type === 'notice') return shownNotices.has(kind);
  // It will be completed or fail soon.
  return type !== 'order' || status !== 'processing';
}

/** Describes an act. @param name of the product, if it has one */
export function stepText(act: ScenarioAct, name?: Localized): Localized {
  if (isMerchantAct(act)) return merchantText(act);
  const { step }: Act = acts[act.do];
  const text = step as ((values: object, name?: Localized) => Localized) | undefined;
  return text?.(act, name) ?? verbatim(act.do);
}

function merchantText(act: MerchantAct): Localized {
  switch (act.do) {
    case 'push':
      return both('The merchant pushes usage of {instance}: {value}', {
        instance: act.instance,
        value: act.value,
      });
    case 'activate':
      return both('The merchant activates {license}', { license: act.license });
    case 'query-license':
      return both('The merchant queries {license}', { license: act.license });
    case 'upload':
      return both('The merchant uploads the licence of {event}', { event: act.event });
  }
}
