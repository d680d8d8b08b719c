import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { interruption } from '../../cli/interrupt.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { Act } from '../../sandbox/acts/act.ts';
import type { Command } from '../../sandbox/acts/acts.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actArgs, fieldFlags, valuesOf } from '../../sandbox/cli/market/act-flags.ts';
import { createEntryText, dueText } from '../../sandbox/cli/market/entry-view.ts';
import { type ActFlags, actFlags } from '../../sandbox/cli/market/flags.ts';
import type { EntryDocument } from '../../sandbox/market/views/entry-text.ts';
import { t } from '../../text/translate.ts';

/** Most due events that an act prints; the clock prints more. */
const mostDue = 3;

/** A command that acts in the marketplace of the sandbox: what happens is printed as it happens. */
export abstract class MarketCommand extends KooCommand<ActDocument | undefined, EntryDocument> {
  /** Performs the act. The result is nothing where all of it was streamed. */
  protected async act(
    command: Command,
    { wait = false, quiet = false }: ActFlags,
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
  protected override readonly render = (done: ActDocument): string | undefined => {
    return (
      dueText(done.due, mostDue) ?? (done.entries.length === 0 ? t('Done. No callback follows.') : undefined)
    );
  };

  protected override readonly records = (done: ActDocument) => done.entries;

  protected override readonly exitCode = (done: ActDocument | undefined) =>
    done && done.gaveUp.length > 0 ? ExitCode.check : ExitCode.success;
}

/** The command of an act, as its declaration says. */
export function actCommand(act: Act) {
  return class extends MarketCommand {
    static override summary = act.summary;
    static override description = act.description;
    static override examples = act.examples.map((words) => `<%= config.bin %> <%= command.id %> ${words}`);
    static override args = actArgs(act);
    // The clock has no callbacks of its own to wait for.
    static override flags = { ...fieldFlags(act), ...(act.subject !== undefined && actFlags) };
    static readonly effects: Effects = {
      readOnly: false,
      destructive: false,
      idempotent: act.isIdempotent ?? false,
    };

    override async run(): Promise<ActDocument | undefined> {
      const { args, flags } = await this.parse(this.ctor);
      return this.act({ do: act.do, ...valuesOf(act, args, flags) } as unknown as Command, flags as ActFlags);
    }
  };
}
