import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { dueText } from '../../sandbox/cli/market/entry-view.ts';
import { durationFlag, given, timeFlag } from '../../sandbox/cli/market/flags.ts';
import { beijingTime } from '../../text/beijing-time.ts';
import { t } from '../../text/translate.ts';

export default class SandboxClock extends MarketCommand {
  static override summary = 'Show, set or advance the business clock of the sandbox.';
  static override description =
    'Whatever becomes due on the way happens, in order: reminders, expiry, retries, freezes, releases, bills. A virtual ' +
    'clock stands still between commands; a real one goes on while a sandbox runs. Signatures always use the wall ' +
    'clock. Exit 7 if KooGallery gave up on a callback on the way.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --virtual --to 2026-03-02',
    '<%= config.bin %> <%= command.id %> --advance 400d',
    '<%= config.bin %> <%= command.id %> --next',
  ];
  static override flags = {
    advance: durationFlag({
      exclusive: ['to', 'next', 'real'],
      summary: 'Advance a virtual clock, such as by 30d, 12h or 90m.',
    }),
    to: timeFlag({
      exclusive: ['next', 'real'],
      summary: 'Set a virtual clock; without a zone, the time is that of Beijing.',
    }),
    next: Flags.boolean({ exclusive: ['real'], summary: 'Advance a virtual clock to what is due next.' }),
    virtual: Flags.boolean({ exclusive: ['real'], summary: 'Make the clock a virtual one.' }),
    real: Flags.boolean({ summary: 'Make the clock the real one.' }),
    seed: integer({
      min: 0,
      helpValue: 'N',
      summary: 'Derive IDs from this number, so that two runs are equal.',
    }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { flags } = await this.parse(SandboxClock);
    const { advance, to, next, seed } = flags;
    const mode = flags.virtual ? ('virtual' as const) : flags.real ? ('real' as const) : undefined;
    const command = { do: 'clock' as const, ...given({ mode, advance, to, seed }), ...(next && { next }) };
    return this.act(command, { wait: false, quiet: flags.quiet });
  }

  protected override render({ clock, now, due }: ActDocument): string {
    const time = beijingTime(now);
    const shown =
      clock === 'virtual'
        ? t('The clock shows {time} in Beijing (virtual).', { time })
        : t('The clock shows {time} in Beijing.', { time });
    return [shown, dueText(due) ?? t('Nothing is due.')].join('\n');
  }
}
