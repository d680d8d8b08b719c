import { logoutFlags } from '../account/cli/api-flags.ts';
import { type LoggedOut, runLogout } from '../account/cli/logout.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../cli/command.ts';

export default class Logout extends KooCommand<readonly LoggedOut[]> {
  static override summary = 'Forget the secrets of a profile.';
  static override description =
    'The profile stays, logged out: koo login --profile NAME logs it in again. --all leaves no secret behind, not even of profiles that are forgotten or in damaged files that were set aside.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --all',
  ];
  static override flags = logoutFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '清除配置中保存的密钥。',
    description:
      '配置本身会保留为未登录状态，可用 koo login --profile NAME 重新登录。--all 不留下任何密钥，包括已不在设置中的配置以及被移开的损坏文件中的密钥。',
    flags: {
      profile: '要退出登录的配置（默认取 KOO_PROFILE，其次为当前配置）。',
      all: '退出所有配置。',
      force: '即使无法删除密钥也退出登录；会提示可能残留的密钥。',
    },
  };

  override async run(): Promise<readonly LoggedOut[]> {
    const { flags } = await this.parse(Logout);
    let isTold = false;
    const results = await runLogout(flags, process.env, (text) => {
      isTold = true;
      this.notice(text);
    });
    if (results.length === 0 && !isTold) {
      this.notice({ en: 'There was nothing to forget.', zh: '没有需要清除的密钥。' });
    }
    return results;
  }

  protected override show(results: readonly LoggedOut[]): string | undefined {
    if (results.length === 0) return undefined;
    return results
      .map(({ profile, removed }) =>
        this.text(
          removed
            ? { en: `Logged out: ${profile}`, zh: `已退出登录：${profile}` }
            : {
                en: `Logged out; no secrets were removed: ${profile}`,
                zh: `已退出登录，没有删除密钥：${profile}`,
              },
        ),
      )
      .join('\n');
  }
}
