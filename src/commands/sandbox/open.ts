import * as Flags from '@oclif/core/flags';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import type { OpenedConsole } from '../../sandbox/cli/open.ts';
import { t } from '../../text/translate.ts';

export default class SandboxOpen extends KooCommand<OpenedConsole> {
  static override summary = 'Open the console of the sandbox in the browser.';
  static override description = [
    'Products, purchases, instances, callbacks with their signatures, bills and the business clock, as pages. If no sandbox is running, koo starts one in the background.',
    'On a terminal koo starts the browser (BROWSER, else the default one; BROWSER=none starts none). Otherwise, it prints an address that lets one browser of this machine in, once, within five minutes.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --page instances',
    '<%= config.bin %> <%= command.id %> --print',
  ];
  static override flags = {
    page: Flags.string({
      helpValue: 'PATH',
      summary: 'Page of the console, as in its address: instances/1.',
    }),
    print: Flags.boolean({ summary: 'Print the address, and start no browser.' }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<OpenedConsole> {
    const { flags } = await this.parse(SandboxOpen);
    const { openSandboxConsole } = await import('../../sandbox/cli/open.ts');
    return openSandboxConsole({
      stateFolder: stateFolder(process.env),
      page: flags.page,
      starts: !flags.print && this.format === 'table' && process.stdout.isTTY,
      env: process.env,
      notice: (text) => this.notice(text),
    });
  }

  protected override readonly render = ({ address, opened }: OpenedConsole) =>
    opened ? t('Opened in the browser: {address}', { address }) : address;
}
