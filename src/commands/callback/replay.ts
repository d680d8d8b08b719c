import * as Args from '@oclif/core/args';
import { replayFlags } from '../../callback/cli/history/flags.ts';
import type { Replay } from '../../callback/listen/replay.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';

export default class CallbackReplay extends KooCommand<readonly Replay[]> {
  static override summary = 'Send calls that koo has received again, and check the responses.';
  static override description =
    'Signs each call afresh: with its values, a new time and nonce, and encrypted fields with a new IV. With --as-is, ' +
    'sends the recorded bytes, whose signature may be too old: a server must then refuse them. Several calls are sent ' +
    'one after the other, and recorded as replays. Exit 7 if a response is not what KooGallery needs, 6 if a server ' +
    'does not respond.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 12',
    '<%= config.bin %> <%= command.id %> 12 13 14 --to http://127.0.0.1:8080/saasproduce',
    '<%= config.bin %> <%= command.id %> 12 --set orderId=CS2211181819B4LVS',
    '<%= config.bin %> <%= command.id %> 12 --as-is',
  ];
  static override args = {
    id: Args.string({
      multiple: true,
      required: true,
      description: 'Numbers of calls: see koo callback history.',
    }),
  };
  static override flags = replayFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<readonly Replay[]> {
    const { args, flags } = await this.parse(CallbackReplay);
    const { runReplay } = await import('../../callback/cli/history/replay.ts');
    return runReplay(args.id, flags, {
      noInput: flags['no-input'] || this.format !== 'table',
      notice: (text) => this.notice(text),
    });
  }

  protected override readonly render = async (replays: readonly Replay[]) =>
    (await import('../../callback/cli/history/replay.ts')).renderReplays(replays);

  protected override readonly exitCode = (replays: readonly Replay[]): ExitCode => {
    const failed = replays.filter(({ ok }) => !ok);
    if (failed.length === 0) return ExitCode.success;
    return failed.some(({ reply }) => reply) ? ExitCode.check : ExitCode.network;
  };
}
