import * as Flags from '@oclif/core/flags';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { confirm } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import { type Counts, countRows, resetStore, withStore } from '../../sandbox/store.ts';

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
    const question = { en: 'Forget everything the sandbox holds?', zh: '清空沙箱中的全部数据？' };
    const options = { language: this.language, noInput: flags['no-input'] };
    if (!flags.yes && !(await confirm(question, '--yes', options))) throw notConfirmed;
    return withStore(stateFolder(process.env), (database) => {
      resetStore(database);
      return { reset: true, counts: countRows(database) };
    });
  }

  protected override show(): string {
    return this.text({ en: 'The sandbox holds its default data again.', zh: '沙箱已恢复为默认数据。' });
  }
}

const notConfirmed = new KooError({
  category: 'interrupted',
  code: 'CANCELLED',
  message: { en: 'Nothing was reset', zh: '未清空数据' },
  hint: { en: 'Answer y, or add --yes.', zh: '请回答 y，或加 --yes。' },
});
