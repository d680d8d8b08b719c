import type { Localized } from '../../../../text/localized.ts';
import type { RecordedCall } from '../../../history/model.ts';

export interface ViewState {
  /** The latest first. */
  readonly calls: readonly RecordedCall[];
  /** All words of it must occur in a call. */
  readonly filter: string;
  /** `filter`: it is being typed. */
  readonly mode: 'list' | 'filter' | 'detail';
  /** The chosen call; absent: the latest, also when another one arrives. */
  readonly chosen?: number;
  /** First line of the detail that is shown. */
  readonly scroll: number;
  readonly notice?: Localized;
}

export const initialState: ViewState = { calls: [], filter: '', mode: 'list', scroll: 0 };

export interface Key {
  readonly name?: string;
  /** The character that was typed, if it was one. */
  readonly text: string;
}

/** The effect of a key, besides another state. */
export type Effect = { readonly replay: number } | 'quit';

/** Returns the calls that the filter selects. */
export function selectedCalls({ calls, filter }: ViewState): readonly RecordedCall[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? calls
    : calls.filter((call) => {
        const text = searchText(call);
        return words.every((word) => text.includes(word));
      });
}

function searchText(call: RecordedCall): string {
  const { id, protocol, activity, instanceId, orderId, verdict, resultCode, signature } = call;
  return [`#${id}`, protocol, activity, instanceId, orderId, verdict, resultCode, signature]
    .join(' ')
    .toLowerCase();
}

/** Returns the call that is chosen. */
export function chosenCall(state: ViewState): RecordedCall | undefined {
  const calls = selectedCalls(state);
  return calls.find(({ id }) => id === state.chosen) ?? calls[0];
}

/**
 * The state after a key.
 *
 * @param page lines of the screen that a page has
 * @param lines lines of the detail
 */
export function pressKey(
  state: ViewState,
  key: Key,
  { page, lines }: { readonly page: number; readonly lines: number },
): { readonly state: ViewState; readonly effect?: Effect } {
  if (state.mode === 'filter') return { state: typeFilter(state, key) };
  const step = stepOf(key, page);
  if (step !== undefined)
    return { state: state.mode === 'list' ? move(state, step) : scroll(state, step, lines - page) };
  switch (key.name) {
    case 'return':
    case 'right':
      return { state: chosenCall(state) ? openDetail(state) : state };
    case 'escape':
    case 'left':
      return { state: state.mode === 'detail' ? { ...state, mode: 'list' } : withFilter(state, '') };
    case 'r': {
      const call = chosenCall(state);
      return call ? { state, effect: { replay: call.id } } : { state };
    }
    case 'q':
      return { state, effect: 'quit' };
  }
  return { state: key.text === '/' ? { ...state, mode: 'filter' } : state };
}

/** The detail of a call stays on it when others arrive. */
function openDetail(state: ViewState): ViewState {
  const call = chosenCall(state);
  return { ...state, mode: 'detail', scroll: 0, ...(call && { chosen: call.id }) };
}

function typeFilter(state: ViewState, { name, text }: Key): ViewState {
  if (name === 'return') return { ...state, mode: 'list' };
  if (name === 'escape') return { ...withFilter(state, ''), mode: 'list' };
  if (name === 'backspace') return withFilter(state, [...state.filter].slice(0, -1).join(''));
  return /^\P{Cc}+$/u.test(text) ? withFilter(state, (state.filter + text).slice(0, maxFilter)) : state;
}

const maxFilter = 200;

function withFilter({ chosen: _, ...state }: ViewState, filter: string): ViewState {
  return { ...state, filter };
}

/** Returns how many lines a key moves; infinity for the first or last line. */
function stepOf({ name }: Key, page: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -page,
    pagedown: page,
    space: page,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  };
  return name !== undefined && Object.hasOwn(steps, name) ? steps[name] : undefined;
}

/** At the first line, the view follows the latest call. */
function move(state: ViewState, step: number): ViewState {
  const calls = selectedCalls(state);
  const at = calls.findIndex(({ id }) => id === chosenCall(state)?.id);
  const next = Math.min(Math.max(at + step, 0), calls.length - 1);
  const { chosen: _, ...latest } = state;
  const call = calls[next];
  return next <= 0 || !call ? latest : { ...latest, chosen: call.id };
}

function scroll(state: ViewState, step: number, last: number): ViewState {
  return { ...state, scroll: Math.max(0, Math.min(state.scroll + step, last)) };
}

export function withCalls(state: ViewState, calls: readonly RecordedCall[]): ViewState {
  return { ...state, calls };
}
