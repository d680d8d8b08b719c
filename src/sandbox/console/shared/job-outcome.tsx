import type { Done } from '../../../console/model.ts';
import { Button, OwnForm } from '../../../console/parts.tsx';
import { both, type Localized, localize, t, verbatim } from '../../../text/translate.ts';
import { commandLine } from '../../acts/command-line.ts';
import type { Job } from './jobs.ts';

/** A job that takes longer than the response to its form: it is running, or has failed meanwhile. */
export function Running({ job, canStop }: { readonly job: Job | undefined; readonly canStop?: boolean }) {
  if (!job || job.result) return null;
  const line = commandLine(job.command);
  if (job.error) {
    return (
      <div class="running bad" role="alert">
        {t('{line} ended: {message}', { line, message: localize(job.error.message) })}
        <p>{localize(job.error.hint)}</p>
      </div>
    );
  }
  return (
    <div class="running warn row" role="status">
      <span>
        {t('Running: {line}', { line })}{' '}
        {t('{count, plural, one {# thing has} other {# things have}} happened so far.', { count: job.count })}
      </span>
      {canStop && (
        <OwnForm label={t('Stop')}>
          <Button name="do" value="stop" kind="quiet" label={t('Stop')} />
        </OwnForm>
      )}
    </div>
  );
}

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
