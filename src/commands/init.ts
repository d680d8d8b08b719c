import { join } from 'node:path';
import * as Args from '@oclif/core/args';
import { initFlags } from '../callback/cli/init/flags.ts';
import type { InitResult } from '../callback/cli/init/run.ts';
import type { StarterResult } from '../callback/cli/init/starter.ts';
import { type Effects, KooCommand } from '../cli/command.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { both } from '../text/translate.ts';

export default class InitCommand extends KooCommand<InitResult | StarterResult> {
  static override summary = 'Create a koo.yaml with the settings of your project.';
  static override description =
    'On a terminal, the command asks for settings that no flag gives. Without a terminal, it writes only the settings ' +
    'given by flags. Other settings are added to the file as comments. The file never contains keys. An existing file ' +
    'is not overwritten unless --force is given.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --url https://isv.example.com/saasproduce --protocol v2,v2-kit --no-input',
    '<%= config.bin %> <%= command.id %> --site sandbox --no-input --force --json',
  ];
  static override args = {
    folder: Args.string({ description: 'Folder of the starter server.' }),
  };
  static override flags = initFlags;
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<InitResult | StarterResult> {
    const { args, flags } = await this.parse(InitCommand);
    if (flags.template !== undefined) {
      const { runStarter } = await import('../callback/cli/init/starter.ts');
      return runStarter(flags.template, args.folder ?? '.', flags, join(this.config.root, 'templates'));
    }
    const { runInit } = await import('../callback/cli/init/run.ts');
    return runInit(flags, { noInput: flags['no-input'], notice: this.notice.bind(this) });
  }

  protected override render(written: InitResult | StarterResult): string {
    if ('folder' in written) return terminalSafe(written.folder);
    const { path, config } = written;
    const next = config.callback?.url === undefined ? 'koo callback test --demo' : 'koo callback test';
    return terminalSafe(this.text(both('Wrote {path}. Next, run: {next}', { path, next })));
  }
}
