import { type Effects, KooCommand } from '../../cli/command.ts';
import { historyFlags } from '../../usage/cli/flags.ts';
import type { PastPush, SentRecord } from '../../usage/journal/history.ts';

type History = readonly PastPush[] | readonly SentRecord[];

export default class UsageHistory extends KooCommand<History | undefined> {
  static override summary = 'Show which usage records were pushed from this machine.';
  static override description =
    'Lists the pushes of the last 45 days, newest first: when, where, and with which outcome. With --records, lists every ' +
    'record that was sent, with its outcome; any number of them, without loading all, except for --query. A push that is ' +
    'still running or was killed is "incomplete"; records without a response are counted as not accepted, and are sent again by the ' +
    'next push, but not over the old interface. Records that were not sent (invalid, duplicates, acknowledged before) ' +
    'are counted, but not listed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --since 7d',
    '<%= config.bin %> <%= command.id %> --push 1 --outcome rejected -o csv',
    '<%= config.bin %> <%= command.id %> --sn koo-0123456789abcdef0123456789abcdef01234567 --json',
  ];
  static override flags = historyFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<History | undefined> {
    const { flags } = await this.parse(UsageHistory);
    const { listPushes, listRecords, printRecords } = await import('../../usage/cli/history.ts');
    const { outcome, instance, sn, query, fields } = flags;
    const wantsRecords = flags.records || [outcome, instance, sn].some((value) => value !== undefined);
    if (!wantsRecords) return listPushes(flags);
    if (query !== undefined) return listRecords(flags);
    await printRecords(flags, this.format, fields);
    return undefined;
  }

  protected override readonly render = async (history: History): Promise<string> => {
    const pushes = history.filter((row) => 'startedAt' in row);
    return (await import('../../usage/cli/history.ts')).renderPushes(pushes);
  };
}
