import * as Flags from '@oclif/core/flags';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { confirm } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import { type Counts, countRows, resetStore, withStore } from '../../sandbox/store.ts';
import { both, t } from '../../text/translate.ts';

interface Reset {
  readonly reset: true;
  /** The data after the reset. */
  readonly counts: Counts;
}

export default class SandboxReset extends KooCommand<Reset> {
  static override summary = 'Delete all data of the sandbox and restore the default data.';
  static override description = 'Also works while the sandbox is running.';
  static override examples = ['<%= config.bin %> <%= command.id %> --yes'];
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'Do not ask for confirmation.' }) };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<Reset> {
    const { flags } = await this.parse(SandboxReset);
    const question = both('Delete all data of the sandbox?');
    const options = { noInput: flags['no-input'] };
    if (!flags.yes && !(await confirm(question, '--yes', options))) throw notConfirmed;
    return withStore(stateFolder(process.env), (database) => {
      resetStore(database);
      return { reset: true, counts: countRows(database) };
    });
  }

  protected override render(): string {
    return t('The sandbox now has its default data.');
  }
}

const notConfirmed = new KooError({
  category: 'interrupted',
  code: 'CANCELLED',
  message: both('Nothing was deleted'),
  hint: both('Answer y, or add --yes.'),
});
