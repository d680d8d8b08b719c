import { interrupt } from '../../../../cli/interrupt.ts';
import { KooError } from '../../../../errors/koo-error.ts';
import type { Keys } from '../../../../signing/key-class.ts';
import type { Localized } from '../../../../text/localized.ts';
import { both, verbatim } from '../../../../text/translate.ts';
import type { History, RecordedCall } from '../../../history/model.ts';
import { detailsOf } from '../../history/documents.ts';
import { verifyRecorded } from '../../history/run.ts';
import { createSender } from '../../history/send-again.ts';
import { callText } from '../../history/view.ts';
import { type ScreenOptions, showScreen } from './screen.ts';

export interface ViewOptions {
  readonly history: History;
  readonly keys: Keys;
  /** Address of the listener. */
  readonly url: string;
  /** Where it forwards to; absent if it answers itself. */
  readonly target: string | undefined;
  readonly timeoutMs: number;
  readonly onReady: ScreenOptions['onReady'];
  /** Ends the view. */
  readonly ended: Promise<unknown>;
}

/** Shows the calls on the terminal until the user quits, or until it is ended; Ctrl-C interrupts koo. */
export async function runView(options: ViewOptions): Promise<void> {
  const { history, keys, url, target, timeoutMs, onReady, ended } = options;
  const end = new AbortController();
  void ended.then(() => end.abort());
  const sender = createSender({ history, keys, url, target, timeoutMs, signal: end.signal });
  const sendAgain = async (id: number): Promise<Localized> => {
    const { meaning } = await sender.sendAgain(id);
    return both('Call {id} was sent again: {meaning}', { id, meaning });
  };
  try {
    await showScreen({
      history,
      title: target === undefined ? url : `${url} → ${target}`,
      describe: (call) => describe(call, keys),
      replay: (id) => sendAgain(id).catch(messageOf),
      onReady,
      signal: end.signal,
      input: process.stdin,
      output: process.stdout,
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ExitPromptError') interrupt();
    else if (error.name !== 'AbortPromptError') throw error;
  } finally {
    await sender.close();
  }
}

function describe(call: RecordedCall, keys: Keys): string {
  const verified = verifyRecorded(call, keys);
  return callText(detailsOf(call, typeof verified === 'string' ? null : verified));
}

function messageOf(error: unknown): Localized {
  if (!(error instanceof KooError)) return verbatim(String(error));
  const { message, hint } = error.facts;
  return both('{message}. {hint}', { message, hint });
}
