import { Button, OwnForm } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { commandLine } from '../../acts/command-line.ts';
import type { Job } from './jobs.ts';

/** A job that takes longer than the response to its form: it is running, or has failed meanwhile. */
export function Running({
  job,
  canStop = false,
}: {
  readonly job: Job | undefined;
  readonly canStop?: boolean;
}) {
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
          <Button name="do" value="stop" kind="quiet">
            {t('Stop')}
          </Button>
        </OwnForm>
      )}
    </div>
  );
}
