import { createProgressLine } from '../../cli/progress.ts';
import { t } from '../../text/translate.ts';
import type { PushCounts } from '../push.ts';

interface ProgressOptions {
  readonly stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly quiet: boolean;
  /** Bytes of the input, where known. */
  readonly size?: number | undefined;
  bytes(): number;
  /** Milliseconds, monotonic. */
  clock(): number;
}

const barWidth = 24;

/** Creates a progress line on stderr; silent where stderr is not a terminal. */
export function createPushProgress(options: ProgressOptions) {
  const { clock } = options;
  const started = clock();
  const line = createProgressLine(options);
  return {
    show: (counts: PushCounts) => line.show(() => progressText(counts, options, (clock() - started) / 1000)),
    end: line.end,
  };
}

function progressText(
  counts: PushCounts,
  { size, bytes }: Pick<ProgressOptions, 'size' | 'bytes'>,
  seconds: number,
): string {
  const done = counts.accepted + counts.alreadyAccepted + counts.rejected;
  const perSecond = Math.round(done / Math.max(seconds, 0.001));
  const { rejected, invalid } = counts;
  const progress = t('{done} sent, {rejected} rejected, {invalid} invalid, {perSecond}/s', {
    done,
    rejected,
    invalid,
    perSecond,
  });
  if (!size) return progress;
  const share = Math.min(1, bytes() / size);
  const filled = Math.round(share * barWidth);
  const left = share > 0 ? formatDuration((seconds / share) * (1 - share)) : '?';
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor(share * 100)}%`;
  return t('{bar}  {progress}  {left} left', { bar, progress, left });
}

function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
