import { interrupt } from '../../../../cli/interrupt.ts';
import { KooError } from '../../../../errors/koo-error.ts';
import type { Keys } from '../../../../signing/key-class.ts';
import { both, type Localized, verbatim } from '../../../../text/translate.ts';
import type { ListenState } from '../../../console/calls.tsx';
import type { RecordedCall } from '../../../history/model.ts';
import { detailsOf } from '../../history/documents.ts';
import { verifyRecorded } from '../../history/run.ts';
import { callText } from '../../history/view.ts';
import { type ScreenOptions, showScreen } from './screen.ts';

export interface ViewOptions extends Pick<ScreenOptions, 'onReady' | 'signal'>, ListenState {}

/** Shows the calls on the terminal until the user quits, or until it is ended; Ctrl-C interrupts koo. */
export async function runView({ keys, url, target, sendAgain, ...options }: ViewOptions): Promise<void> {
  const replay = async (id: number): Promise<Localized> => {
    const { meaning } = await sendAgain(id);
    return both('Call {id} was sent again: {meaning}', { id, meaning });
  };
  try {
    await showScreen({
      ...options,
      title: target === undefined ? url : `${url} → ${target}`,
      describe: (call) => describe(call, keys),
      replay: (id) => replay(id).catch(messageOf),
      input: process.stdin,
      output: process.stdout,
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ExitPromptError') interrupt();
    else if (error.name !== 'AbortPromptError') throw error;
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
