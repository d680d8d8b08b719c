import { stateFolder } from '../../account/folders.ts';
import { KooCommand } from '../../cli/command.ts';
import { interruption } from '../../cli/interrupt.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { Command } from '../../sandbox/acts/commands.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { createEntryText, dueText } from '../../sandbox/cli/market/entry-view.ts';
import type { ActFlags } from '../../sandbox/cli/market/flags.ts';
import type { EntryDocument } from '../../sandbox/market/views/entry-text.ts';
import { t } from '../../text/translate.ts';

/** How much of what is due next an act tells; the clock tells more. */
const mostDue = 3;

/** A command that acts in the marketplace of the sandbox: what happens is printed as it happens. */
export abstract class MarketCommand extends KooCommand<ActDocument | undefined, EntryDocument> {
  /** Performs the act. The result is nothing where all of it was streamed. */
  protected async act(
    command: Command,
    { wait, quiet }: ActFlags & { readonly quiet: boolean },
  ): Promise<ActDocument | undefined> {
    const isStreamed = ['table', 'ndjson'].includes(this.format) && !this.hasSelection;
    const textOf = createEntryText();
    const { runAct } = await import('../../sandbox/cli/market/act.ts');
    const done = await runAct(command, {
      stateFolder: stateFolder(process.env),
      wait,
      quiet: quiet || this.format !== 'table',
      notice: (text) => this.notice(text),
      onStarted: (text) => {
        // A program has no use for the address of a sandbox that is closed when it reads of it.
        if (this.format === 'table') this.notice(text);
      },
      onEntry: (entry) => {
        if (isStreamed) this.printLine(entry, () => textOf(entry));
      },
      signal: interruption(),
    });
    if (!isStreamed || this.format === 'table') return done;
    process.exitCode = this.exitCode(done);
    return undefined;
  }

  /** The entries are printed already. */
  protected override render(done: ActDocument): string | undefined {
    return (
      dueText(done.due, mostDue) ?? (done.entries.length === 0 ? t('Done. No callback follows.') : undefined)
    );
  }

  protected override records(done: ActDocument): readonly object[] {
    return done.entries;
  }

  protected override exitCode(done: ActDocument | undefined): ExitCode {
    return done && done.gaveUp.length > 0 ? ExitCode.check : ExitCode.success;
  }
}
