import * as Args from '@oclif/core/args';
import { sessionFlags } from '../account/cli/api-flags.ts';
import { openPages, type PageLink, renderPages } from '../account/cli/open.ts';
import { type Effects, KooCommand } from '../cli/command.ts';

export default class Open extends KooCommand<readonly PageLink[]> {
  static override summary = 'Open a page of the console, such as the one for the AK/SK.';
  static override description = [
    'koo prints the address, and on a terminal also opens it in the browser (BROWSER, else the default one; BROWSER=none opens none). Where Huawei names no address, koo prints the menu path.',
    'Without PAGE, koo lists the pages and opens none.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> keys',
    '<%= config.bin %> <%= command.id %> docs --site intl',
    '<%= config.bin %> <%= command.id %>',
  ];
  static override args = { page: Args.string({ description: 'Name of the page.' }) };
  static override flags = sessionFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly PageLink[]> {
    const { args, flags } = await this.parse(Open);
    const atTerminal = this.format === 'table' && process.stdout.isTTY;
    const notice = this.notice.bind(this);
    return openPages(args.page, flags, { env: process.env, atTerminal, notice });
  }

  protected override readonly render = renderPages;
}
