import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { yesFlag } from '../../cli/flags/value.ts';
import { confirm } from '../../cli/prompts.ts';
import { interruptedError } from '../../errors/koo-error.ts';
import type { Reset } from '../../sandbox/cli/reset.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, t } from '../../text/translate.ts';

export default class SandboxReset extends KooCommand<Reset> {
  static override summary = 'Delete all data of the sandbox and restore the default data.';
  static override description =
    'Also works while the sandbox is running. A damaged database is not deleted but renamed, and the new name is printed.';
  static override examples = ['<%= config.bin %> <%= command.id %> --yes'];
  static override flags = { yes: yesFlag };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<Reset> {
    const { flags } = await this.parse(SandboxReset);
    const question = both('Delete all data of the sandbox?');
    const options = { noInput: flags['no-input'] };
    if (!flags.yes && !(await confirm(question, '--yes', options))) throw notConfirmed;
    const { runReset } = await import('../../sandbox/cli/reset.ts');
    return runReset(stateFolder(process.env), new Date());
  }

  protected override readonly render = ({ setAside }: Reset): string => {
    const done = t('The sandbox now has its default data.');
    if (setAside === null) return done;
    return `${done}\n${t('The damaged database is kept as {path}.', { path: terminalSafe(setAside) })}`;
  };
}

const notConfirmed = interruptedError(
  'CANCELLED',
  both('Nothing was deleted'),
  both('Answer y, or add --yes.'),
);
