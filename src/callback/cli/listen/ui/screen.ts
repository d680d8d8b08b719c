import { createPrompt, useEffect, useKeypress, useRef, useState } from '@inquirer/core';
import type { Localized } from '../../../../text/localized.ts';
import type { History } from '../../../history/model.ts';
import { initialState, pressKey, withCalls } from './state.ts';
import { detailLines, pageOf, renderView, type ViewContext } from './view.ts';

export interface ScreenOptions extends Pick<ViewContext, 'title' | 'describe'> {
  readonly history: Pick<History, 'list' | 'version'>;
  /** Sends a recorded call again; resolves with a sentence about the result. */
  readonly replay: (id: number) => Promise<Localized>;
  /** Called with the function that shows a notice in the view. */
  readonly onReady: (show: (notice: Localized) => void) => void;
  /** Ends the view. */
  readonly signal: AbortSignal;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Most calls in the list, and how often the history is read, in milliseconds. */
const maxCalls = 500;
const pollMs = 200;

/** Switches to the alternate screen of the terminal, with a hidden cursor, and back. */
const enterScreen = '\x1b[?1049h\x1b[H\x1b[?25l';
const leaveScreen = '\x1b[?25h\x1b[?1049l';
const clearScreen = '\x1b[2J\x1b[H';

/**
 * Shows the calls of the history on a terminal, until the user quits.
 *
 * @throws the errors of inquirer: Ctrl-C, or `signal`
 */
export async function showScreen(options: ScreenOptions): Promise<void> {
  const { input, output, signal } = options;
  output.write(enterScreen);
  try {
    const closed = new AbortController();
    await prompt(
      { ...options, onClosed: () => closed.abort() },
      { input, output, signal: AbortSignal.any([signal, closed.signal]), clearPromptOnDone: true },
    );
  } finally {
    output.write(leaveScreen);
  }
}

const prompt = createPrompt<void, ScreenOptions & { readonly onClosed: () => void }>((options, done) => {
  const { history, title, describe, replay, onReady, onClosed, output } = options;
  const [state, setState] = useState(initialState);
  const [size, setSize] = useState(() => sizeOf(output));
  const latest = useRef(state);
  latest.current = state;
  const context = { ...size, title, describe };
  const show = (notice: Localized) => setState({ ...latest.current, notice });

  useEffect(() => {
    let version = -1;
    const read = () => {
      const now = history.version();
      if (now === version) return;
      version = now;
      setState(withCalls(latest.current, history.list({ limit: maxCalls })));
    };
    const timer = setInterval(read, pollMs);
    const resize = () => {
      output.write(clearScreen);
      setSize(sizeOf(output));
    };
    output.on('resize', resize);
    onReady(show);
    read();
    return () => {
      clearInterval(timer);
      output.off('resize', resize);
      // At Ctrl-D, inquirer would wait for keys that do not come; what has ended it already comes first.
      setImmediate(onClosed);
    };
  }, []);

  useKeypress((event, line) => {
    // What was typed is in the state, not in the line of readline.
    const text = line.line;
    line.clearLine(0);
    const lines = state.mode === 'detail' ? detailLines(state, context).length : 0;
    const key = { name: event.name, text };
    const { state: next, effect } = pressKey(state, key, { page: pageOf(size), lines });
    setState(next);
    if (effect === 'quit') done();
    else if (effect) void replay(effect.replay).then(show);
  });

  return renderView(state, context).join('\n');
});

function sizeOf({ rows, columns }: NodeJS.WriteStream) {
  return { rows: rows || 24, columns: columns || 80 };
}
