import { paint, type Style } from '../../../../cli/output/colour.ts';
import { safeText } from '../../../../cli/output/edge.ts';
import { marks, oneLine, terminalSafe } from '../../../../text/terminal-safe.ts';
import { localize, t } from '../../../../text/translate.ts';
import { clip, width } from '../../../../text/width.ts';
import { wrap } from '../../../../text/wrap.ts';
import { type RecordedCall, verdictNames } from '../../../history/model.ts';
import { listedCall } from '../../history/documents.ts';
import { verdictLooks } from '../../history/view.ts';
import { chosenCall, selectedCalls, type ViewState } from './state.ts';

/** Lines and columns of the terminal. */
export interface Size {
  readonly rows: number;
  readonly columns: number;
}

export interface ViewContext extends Size {
  /** The addresses of the listener and its target: `http://127.0.0.1:8790 → http://127.0.0.1:3000/`. */
  readonly title: string;
  /** All about a call, as text. */
  readonly describe: (call: RecordedCall) => string;
}

/** Lines around the list or the detail: two above, two below, and the last one, which would scroll. */
const frameLines = 5;

/** Counts the lines of a page of the list or the detail. */
export function pageOf({ rows }: Size): number {
  return Math.max(1, rows - frameLines);
}

/**
 * Renders the view: at most as many lines as the terminal has, none as wide as it. Every text of a sender or a merchant
 * is one line without control characters.
 */
export function renderView(state: ViewState, context: ViewContext): string[] {
  const columns = Math.max(1, context.columns - 1);
  const page = pageOf(context);
  const content = state.mode === 'detail' ? detail(state, context, page) : list(state, columns, page);
  const lines = [
    styled('bold', `koo callback listen  ${oneLine(context.title)}`, columns),
    styled('dim', summaryOf(state), columns),
    ...content,
    ...Array.from({ length: page - content.length }, () => ''),
    styled('yellow', state.notice ? oneLine(state.notice) : '', columns),
    footerOf(state, columns),
  ];
  // Of a terminal that is lower than the frame, the last lines.
  return lines.slice(-Math.max(1, context.rows - 1)).map((line) => safeText(line, process.stdout));
}

/** Renders the detail of the chosen call. */
export function detailLines(state: ViewState, { describe, columns }: ViewContext): string[] {
  const call = chosenCall(state);
  if (!call) return [];
  const room = Math.max(1, columns - 1);
  return describe(call)
    .split('\n')
    .flatMap((line) => wrap(line.replaceAll('\t', '  '), room))
    .flatMap((line) => split(line, room));
}

/** Cuts a word that is longer than a line. */
function split(line: string, columns: number): string[] {
  if (width(line) <= columns) return [line];
  const pieces: string[] = [];
  let piece = '';
  for (const character of line) {
    if (width(piece + character) > columns) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

function detail(state: ViewState, context: ViewContext, page: number): string[] {
  return detailLines(state, context).slice(state.scroll, state.scroll + page);
}

function summaryOf(state: ViewState): string {
  const selected = selectedCalls(state);
  const failed = selected.filter(({ verdict }) => verdict === 'failed').length;
  const facts = { count: selected.length, failed };
  const counts = t('{count, plural, one {# call} other {# calls}}, {failed} failed', facts);
  return state.filter === ''
    ? counts
    : t('{counts}, with "{filter}"', { counts, filter: oneLine(state.filter) });
}

function footerOf({ mode, filter }: ViewState, columns: number): string {
  if (mode === 'filter') return clipEnd(`/${terminalSafe(filter).replace(/\s/g, ' ')}_`, columns);
  const keys =
    mode === 'detail'
      ? t('↑↓ scroll • ← back • r send again • q quit')
      : t('↑↓ choose • ⏎ show • r send again • / filter • q quit');
  return styled('dim', keys, columns);
}

/** Shows the end of a text, where the user types. */
function clipEnd(text: string, columns: number): string {
  let shown = text;
  while (width(shown) > columns) shown = [...shown].slice(1).join('');
  return shown;
}

function list(state: ViewState, columns: number, page: number): string[] {
  const calls = selectedCalls(state);
  if (calls.length === 0)
    return [clip(state.filter === '' ? t('No calls yet.') : t('No call contains this.'), columns)];
  const at = calls.findIndex(({ id }) => id === chosenCall(state)?.id);
  // The chosen line stays in the middle, but at the ends.
  const first = Math.max(0, Math.min(at - Math.floor(page / 2), calls.length - page));
  return calls.slice(first, first + page).map((call, index) => lineOf(call, first + index === at, columns));
}

/** In the list, the mark of a refused call warns that it was not valid, and one without a verdict has no mark. */
const listMarks: Readonly<Partial<Record<RecordedCall['verdict'], string>>> = {
  refused: marks.warned,
  pending: ' ',
};

/** Columns of a line, the most important ones first: those that do not fit are left out at the end. */
function lineOf(call: RecordedCall, isChosen: boolean, columns: number): string {
  const { id, time, protocol, activity, instanceId, orderId, resultCode, status, verdict, durationMs } =
    listedCall(call);
  const [style, usualMark] = verdictLooks[verdict];
  const mark = listMarks[verdict] ?? usualMark;
  const cells: readonly (readonly [text: string, columns: number])[] = [
    [new Date(time).toTimeString().slice(0, 8), 8],
    [`#${id}`, 7],
    [activity ?? '-', 24],
    [resultCode ?? (status === null ? '-' : `HTTP ${status}`), 8],
    [localize(verdictNames[verdict]), 12],
    [durationMs === null ? '' : `${Math.round(durationMs)} ms`, 8],
    [protocol ?? '-', 14],
    [instanceId ?? orderId ?? '-', 40],
  ];
  const text = cells.map(([cell, room]) => padded(clip(oneLine(cell), room), room)).join(' ');
  const line = clip(`${isChosen ? '❯' : ' '} ${mark} ${text}`.trimEnd(), columns);
  return paint(isChosen ? 'bold' : style, line);
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

function styled(style: Style, text: string, columns: number): string {
  return text === '' ? '' : paint(style, clip(text, columns));
}
