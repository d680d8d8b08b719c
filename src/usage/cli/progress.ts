import { createProgressLine } from '../../cli/progress.ts';
import type { Localized } from '../../text/localized.ts';
import type { PushCounts } from '../push.ts';

interface ProgressOptions {
  readonly stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly quiet: boolean;
  /** Bytes of the input, where they are known, and how many of them have been read. */
  readonly size?: number | undefined;
  bytes(): number;
  /** Milliseconds, monotonic. */
  clock(): number;
  text(text: Localized): string;
}

const barWidth = 24;

/** A line on stderr that tells how far a push is; nothing where stderr is no terminal. */
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
  { size, bytes, text }: Pick<ProgressOptions, 'size' | 'bytes' | 'text'>,
  seconds: number,
): string {
  const done = counts.accepted + counts.alreadyAccepted + counts.rejected;
  const perSecond = Math.round(done / Math.max(seconds, 0.001));
  const refused = counts.rejected + counts.invalid;
  const records = text({
    en: `${done} sent, ${refused} rejected, ${perSecond}/s`,
    zh: `已推送 ${done}，被拒 ${refused}，每秒 ${perSecond}`,
  });
  if (!size) return records;
  const share = Math.min(1, bytes() / size);
  const filled = Math.round(share * barWidth);
  const left = share > 0 ? duration((seconds / share) * (1 - share)) : '?';
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor(share * 100)}%`;
  return text({ en: `${bar}  ${records}  ${left} left`, zh: `${bar}  ${records}  剩余 ${left}` });
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
