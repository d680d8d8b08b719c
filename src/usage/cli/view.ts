import { table } from '../../cli/output/table.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, t } from '../../text/translate.ts';
import type { PushCounts } from '../push.ts';
import type { Reject } from '../rejects.ts';

/** How a push ended, as `--json` prints it. */
export interface UsagePushResult extends PushCounts {
  /** Ctrl-C ended it; the same command goes on from there. */
  readonly interrupted: boolean;
  readonly durationMs: number;
  /** How often each code was the reason for a record not to be accepted. */
  readonly byCode: Readonly<Record<string, number>>;
  /** File with all rejected records, where one was asked for. */
  readonly rejects?: string;
  /** The first of them. */
  readonly firstRejected: readonly Reject[];
}

/** How a push ended, for people: the counts, and the first rejected records. */
export function showPush(result: UsagePushResult): Localized {
  const { en, zh } = pushSummary(result);
  return { en: `${rejectLines(result, 'en')}${en}`, zh: `${rejectLines(result, 'zh')}${zh}` };
}

function rejectLines(
  { firstRejected, rejected, invalid, maybeThere, rejects }: UsagePushResult,
  language: Language,
): string {
  if (firstRejected.length === 0) return '';
  const header = language === 'zh' ? ['行', '结果码', '含义'] : ['LINE', 'CODE', 'MEANING'];
  const rows = firstRejected.map(({ line, code, meaning, message }) => [
    String(line),
    code,
    terminalSafe(withWords(meaning[language], message)),
  ]);
  const more = rejected + invalid + maybeThere - firstRejected.length;
  const where = rejects === undefined ? '--rejects FILE' : rejects;
  const rest = more > 0 ? t('… and more: see {where}\n', { where }) : '';
  return `${table(header, rows).trimEnd()}\n${rest}`;
}

/** The counts in words. */
export function pushSummary(result: UsagePushResult): Localized {
  const { records, accepted, alreadyAccepted, unverified, durationMs } = result;
  const seconds = (durationMs / 1000).toFixed(1);
  const { skipped, duplicates, maybeThere, rejected, invalid } = result;
  const parts: readonly (readonly [number, Localized])[] = [
    [accepted, both('{accepted} accepted', { accepted })],
    [
      alreadyAccepted,
      both('{alreadyAccepted} there already{note}', { alreadyAccepted, note: ofThem(unverified) }),
    ],
    [skipped, both('{skipped} acknowledged earlier and not sent', { skipped })],
    [duplicates, both('{duplicates} twice in the input and sent once', { duplicates })],
    [
      maybeThere,
      both(
        '{maybeThere} may be there: their answer was lost, and the old interface would take them twice (--rejects lists them, --no-resume sends them)',
        { maybeThere },
      ),
    ],
    [rejected, both('{rejected} rejected', { rejected })],
    [invalid, both('{invalid} invalid and not sent', { invalid })],
  ];
  const told = parts.filter(([count], index) => count > 0 || index === 0);
  return both('{records} records: {told} ({seconds} s).{end}', {
    records,
    told: told.map(([, text]) => text),
    seconds,
    end: result.interrupted ? both(' Interrupted: the same command goes on from here.') : '',
  });
}

/** Records of which KooGallery said no more than that their id was used. */
function ofThem(unverified: number): Localized {
  if (unverified === 0) return { en: '', zh: '' };
  return both(' ({unverified} of them known by their metering_sn alone)', { unverified });
}

/** A meaning, and the server's own words where it said some. */
function withWords(meaning: string, message: string | undefined): string {
  if (!message) return meaning;
  return t('{meaning} ({message})', { meaning, message });
}
