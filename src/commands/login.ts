import { apiFlagsZh, loginFlags, sessionFlagsZh } from '../account/cli/api-flags.ts';
import { keyFlagsZh } from '../account/cli/keys.ts';
import { type Login, loginText, runLogin } from '../account/cli/login.ts';
import { ApiCommand } from '../app/api-command.ts';
import type { ChineseTexts, Effects } from '../cli/command.ts';

export default class LoginCommand extends ApiCommand<Login> {
  static override summary = 'Store the keys of a seller in a profile, once the server has confirmed them.';
  static override description = [
    'Asks on the terminal for what no flag or environment variable gives. An access key can be skipped, and added later.',
    'Refused keys are not stored (exit 4), nor are keys that nobody could be asked about (exit 6) unless --no-verify.',
    'Secrets go to the keyring of the system; where it is missing, locked or silent for 3 s, to a file that only you can read.',
    'They are sent to the address they are stored for and to no other. The sandbox needs no keys.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --site sandbox',
    '<%= config.bin %> <%= command.id %> --profile acme --site intl --ak HPUA0EXAMPLE --sk-file sk.txt --no-input',
    'pass show koogallery/sk | <%= config.bin %> <%= command.id %> --ak HPUA0EXAMPLE --sk-stdin',
  ];
  static override flags = loginFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '将商家的密钥保存到配置中；保存前先由服务器确认。',
    description: [
      '参数和环境变量未提供的值会在终端询问。访问密钥可以跳过，以后再补充。',
      '被拒绝的密钥不会保存（退出码 4）；无法联系服务器时也不会保存（退出码 6），除非使用 --no-verify。',
      '密钥保存在系统密钥环中；密钥环不存在、已锁定或 3 秒内没有响应时，保存在仅当前用户可读的文件中。',
      '密钥只会发送到保存时对应的地址。沙箱不需要密钥。',
    ].join('\n'),
    flags: {
      ...sessionFlagsZh,
      profile: '要创建或更新的配置（默认取 KOO_PROFILE，其次为站点名）。',
      ak: '访问密钥 ID，不属于机密（默认取 KOO_AK）。',
      'sk-file': '存放秘密访问密钥（SK）的文件；- 表示从标准输入读取（默认取 KOO_SK）。',
      'sk-stdin': '从标准输入读取秘密访问密钥（SK）。',
      'no-verify': '不经服务器确认，直接保存密钥。',
      debug: apiFlagsZh.debug,
      ...keyFlagsZh,
    },
  };

  override async run(): Promise<Login> {
    const { flags } = await this.parse(LoginCommand);
    return runLogin(flags, {
      env: process.env,
      language: this.language,
      noInput: flags['no-input'],
      quiet: flags.quiet,
      ...this.host,
    });
  }

  protected override show(login: Login): string {
    return loginText(login, this.language);
  }
}
