import { table } from '../../cli/output/table.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
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
    terminalSafe(withWords(meaning[language], message, language)),
  ]);
  const more = rejected + invalid + maybeThere - firstRejected.length;
  const where = rejects === undefined ? '--rejects FILE' : rejects;
  const rest = more > 0 ? { en: `… and more: see ${where}\n`, zh: `…其余见 ${where}\n` }[language] : '';
  return `${table(header, rows).trimEnd()}\n${rest}`;
}

/** The counts in words. */
export function pushSummary(result: UsagePushResult): Localized {
  const { records, accepted, alreadyAccepted, unverified, durationMs } = result;
  const seconds = (durationMs / 1000).toFixed(1);
  const parts: readonly (readonly [number, Localized])[] = [
    [accepted, { en: 'accepted', zh: '条已接收' }],
    [
      alreadyAccepted,
      { en: `there already${ofThem(unverified).en}`, zh: `条此前已接收${ofThem(unverified).zh}` },
    ],
    [result.skipped, { en: 'acknowledged earlier and not sent', zh: '条此前已确认，未再推送' }],
    [result.duplicates, { en: 'twice in the input and sent once', zh: '条在输入中重复，未再推送' }],
    [
      result.maybeThere,
      {
        en: 'may be there: their answer was lost, and the old interface would take them twice (--rejects lists them, --no-resume sends them)',
        zh: '条可能已被接收：未收到响应，旧接口会重复入库，因此未再推送（--rejects 可列出，--no-resume 可重新推送）',
      },
    ],
    [result.rejected, { en: 'rejected', zh: '条被拒绝' }],
    [result.invalid, { en: 'invalid and not sent', zh: '条不合规，未推送' }],
  ];
  const told = parts.filter(([count], index) => count > 0 || index === 0);
  const end = result.interrupted
    ? { en: ' Interrupted: the same command goes on from here.', zh: '已中断：再次执行相同命令即可继续。' }
    : { en: '', zh: '' };
  return {
    en: `${records} records: ${told.map(([count, { en }]) => `${count} ${en}`).join(', ')} (${seconds} s).${end.en}`,
    zh: `共 ${records} 条话单：${told.map(([count, { zh }]) => `${count} ${zh}`).join('，')}（${seconds} 秒）。${end.zh}`,
  };
}

/** Records of which KooGallery said no more than that their id was used. */
function ofThem(unverified: number): Localized {
  if (unverified === 0) return { en: '', zh: '' };
  return {
    en: ` (${unverified} of them known by their metering_sn alone)`,
    zh: `（其中 ${unverified} 条仅凭 metering_sn 判断）`,
  };
}

/** A meaning, and the server's own words where it said some. */
function withWords(meaning: string, message: string | undefined, language: Language): string {
  if (!message) return meaning;
  return language === 'zh' ? `${meaning}（${message}）` : `${meaning} (${message})`;
}
