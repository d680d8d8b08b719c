import * as Flags from '@oclif/core/flags';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { confirm } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import { type Counts, countRows, resetStore, withStore } from '../../sandbox/store.ts';
import { both, t } from '../../text/translate.ts';

interface Reset {
  readonly reset: true;
  /** What the sandbox holds now. */
  readonly counts: Counts;
}

export default class SandboxReset extends KooCommand<Reset> {
  static override summary = 'Forget everything the sandbox holds, and put its default data back.';
  static override description = 'Works on a running sandbox as well.';
  static override examples = ['<%= config.bin %> <%= command.id %> --yes'];
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'Do it without a question.' }) };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<Reset> {
    const { flags } = await this.parse(SandboxReset);
    const question = both('Forget everything the sandbox holds?');
    const options = { noInput: flags['no-input'] };
    if (!flags.yes && !(await confirm(question, '--yes', options))) throw notConfirmed;
    return withStore(stateFolder(process.env), (database) => {
      resetStore(database);
      return { reset: true, counts: countRows(database) };
    });
  }

  protected override show(): string {
    return t('The sandbox holds its default data again.');
  }
}

const notConfirmed = new KooError({
  category: 'interrupted',
  code: 'CANCELLED',
  message: both('Nothing was reset'),
  hint: both('Answer y, or add --yes.'),
});
