import * as Args from '@oclif/core/args';
import { type Shell, shells } from '../app/completion/model.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../cli/command.ts';

interface CompletionScript {
  readonly shell: Shell;
  readonly script: string;
  /** The file of the shell that the line goes into, so that every new shell has it. */
  readonly setUp: { readonly file: string; readonly line: string };
}

export default class CompletionCommand extends KooCommand<CompletionScript> {
  static override summary = 'Print a script that makes a shell complete commands, flags and values with Tab.';
  static override description = [
    'Profiles, sites, protocols, activities, checks, codes, guides and the products of the sandbox complete as well, with what they mean. Put one line into the file of your shell:',
    '',
    '  bash        ~/.bashrc                   eval "$(koo completion bash)"',
    '  zsh         ~/.zshrc (after compinit)   eval "$(koo completion zsh)"',
    '  fish        ~/.config/fish/config.fish  koo completion fish | source',
    '  PowerShell  $PROFILE                    koo completion powershell | Out-String | Invoke-Expression',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> bash',
    'eval "$(<%= config.bin %> <%= command.id %> bash)"',
    '<%= config.bin %> <%= command.id %> zsh --json --query setUp.line',
  ];
  static override args = {
    shell: Args.string({ required: true, options: [...shells], description: 'The shell.' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '输出补全脚本，使 Shell 可用 Tab 键补全命令、选项和取值。',
    description: [
      '还可补全配置、站点、协议、接口、检查编号、结果码、指南以及沙箱中的商品，并显示含义。请将对应的一行加入 Shell 的配置文件：',
      '',
      '  bash        ~/.bashrc                   eval "$(koo completion bash)"',
      '  zsh         ~/.zshrc（compinit 之后）   eval "$(koo completion zsh)"',
      '  fish        ~/.config/fish/config.fish  koo completion fish | source',
      '  PowerShell  $PROFILE                    koo completion powershell | Out-String | Invoke-Expression',
    ].join('\n'),
    args: { shell: 'Shell 的名称。' },
  };

  override async run(): Promise<CompletionScript> {
    const { args } = await this.parse(CompletionCommand);
    const { scripts, setUp } = await import('../app/completion/scripts.ts');
    const shell = args.shell as Shell;
    return { shell, script: scripts[shell], setUp: setUp[shell] };
  }

  protected override show({ script }: CompletionScript): string {
    return script;
  }
}
