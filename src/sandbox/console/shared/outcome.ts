import type { Done } from '../../../console/model.ts';
import { both, verbatim } from '../../../text/translate.ts';
import type { Command } from '../../acts/acts.ts';
import { commandLine } from '../../acts/command-line.ts';
import type { Job } from './jobs.ts';

/** Describes what a form has done, and how the callbacks ended; nothing while the job goes on, which its page shows. */
export function outcomeOf({ result, entries }: Job, command: Command): Omit<Done, 'to'> {
  if (!result) return {};
  const line = verbatim(commandLine(command));
  const last = entries.findLast((entry) => entry.type === 'attempt');
  const facts = last?.type === 'attempt' ? last : undefined;
  if (facts?.result === 'failed') {
    const { activity, meaning } = facts;
    return {
      said:
        facts.nextAt === undefined
          ? both('{activity} failed: {meaning}. Done: {line}', { activity, meaning, line })
          : both('{activity} failed: {meaning}. It is attempted again. Done: {line}', {
              activity,
              meaning,
              line,
            }),
      tone: 'warn',
    };
  }
  if (result.gaveUp > 0)
    return { said: both('KooGallery gave up on a callback. Done: {line}', { line }), tone: 'warn' };
  if (facts?.result === 'in-progress') {
    return {
      said: both('{activity} is answered, and still in progress. Done: {line}', {
        activity: facts.activity,
        line,
      }),
      tone: 'warn',
    };
  }
  return { said: both('Done: {line}', { line }) };
}
