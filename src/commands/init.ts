import * as Flags from '@oclif/core/flags';
import type { Initialised } from '../callback/cli/init/run.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../cli/command.ts';
import { terminalSafe } from '../text/terminal-safe.ts';

export default class InitCommand extends KooCommand<Initialised> {
  static override summary = 'Write a koo.yaml: what koo is to know of your project.';
  static override description =
    'Asks a few questions on a terminal; without one the flags are what is written. What is left open stands in the ' +
    'file as a comment. Keys are never in it. A file that is there stays as it is, unless --force says otherwise.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --url https://isv.example.com/saasproduce --protocol v2,v2-kit --no-input',
    '<%= config.bin %> <%= command.id %> --site sandbox --no-input --force --json',
  ];
  static override flags = {
    file: Flags.string({ default: 'koo.yaml', helpValue: 'FILE', summary: 'File to write.' }),
    force: Flags.boolean({ summary: 'Overwrite a file that is there.' }),
    url: Flags.string({ helpValue: 'URL', summary: 'Production address of your callback server.' }),
    protocol: Flags.string({
      char: 'p',
      helpValue: 'LIST',
      summary: 'Protocols it speaks, comma-separated, such as v2,v2-kit.',
    }),
    sale: Flags.option({ options: ['period', 'on-demand', 'one-time'] as const })({
      summary: 'How the product is sold.',
    }),
    joint: Flags.boolean({ allowNo: true, summary: 'A joint-operation product.' }),
    encrypt: Flags.option({ options: ['aes256', 'aes128'] as const })({
      summary: 'Key length of sensitive fields (V1).',
    }),
    site: Flags.option({ options: ['cn', 'intl', 'eu', 'sandbox'] as const })({
      summary: 'Site of the open API.',
    }),
    profile: Flags.string({ helpValue: 'NAME', summary: 'Profile whose keys are used.' }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '写出 koo.yaml：koo 所需的项目配置。',
    description:
      '在终端中询问几个问题；没有终端时按选项写入。未设置的内容以注释形式保留在文件中。文件中不含密钥。已有的文件不会改动，除非使用 --force。',
    flags: {
      file: '要写入的文件。',
      force: '覆盖已有的文件。',
      url: '回调服务器的生产接口地址。',
      protocol: '服务器支持的协议，以逗号分隔，例如 v2,v2-kit。',
      sale: '商品的销售方式。',
      joint: '联营商品。',
      encrypt: '敏感字段的密钥位数（V1）。',
      site: '开放接口的站点。',
      profile: '使用哪个配置的密钥。',
    },
  };

  override async run(): Promise<Initialised> {
    const { flags } = await this.parse(InitCommand);
    const { runInit } = await import('../callback/cli/init/run.ts');
    return runInit(flags, { language: this.language, noInput: flags['no-input'] });
  }

  protected override show({ path, config }: Initialised): string {
    const next = config.callback?.url === undefined ? 'koo callback test --demo' : 'koo callback test';
    return terminalSafe(
      this.text({ en: `Wrote ${path}. Next: ${next}`, zh: `已写入 ${path}。下一步：${next}` }),
    );
  }
}
