import type { Done } from '../../../console/model.ts';
import type { Localized } from '../../../text/localized.ts';
import { both, verbatim } from '../../../text/translate.ts';
import { commandLine } from '../../acts/command-line.ts';
import type { Job } from './jobs.ts';

/** Describes what a form has done, and how the callbacks ended; nothing while the job goes on, which its page shows. */
export function describeOutcome({ command, result, entries }: Job): Omit<Done, 'to'> {
  if (!result) return {};
  const line = verbatim(commandLine(command));
  const warn = (said: Localized) => ({ said, tone: 'warn' }) as const;
  const last = entries.findLast((entry) => entry.type === 'attempt');
  if (last?.result === 'failed') {
    const facts = { activity: last.activity, meaning: last.meaning, line };
    return warn(
      last.nextAt === undefined
        ? both('{activity} failed: {meaning}. Done: {line}', facts)
        : both('{activity} failed: {meaning}. It is attempted again. Done: {line}', facts),
    );
  }
  if (result.gaveUp > 0) return warn(both('KooGallery gave up on a callback. Done: {line}', { line }));
  if (last?.result === 'in-progress') {
    const { activity } = last;
    return warn(both('{activity} is answered, and still in progress. Done: {line}', { activity, line }));
  }
  return { said: both('Done: {line}', { line }) };
}
