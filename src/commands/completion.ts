import * as Args from '@oclif/core/args';
import { type Shell, shells } from '../app/completion/model.ts';
import { type Effects, KooCommand } from '../cli/command.ts';

interface CompletionScript {
  readonly shell: Shell;
  readonly script: string;
  /** The file of the shell that the line goes into, so that every new shell has it. */
  readonly setUp: { readonly file: string; readonly line: string };
}

export default class CompletionCommand extends KooCommand<CompletionScript> {
  static override summary = 'Print the shell completion script.';
  static override description = [
    'With it, Tab completes commands, flags and values, such as profiles, sites, protocols, activities, checks, result codes, guides and sandbox products, and shows what they mean. Add the line for your shell to its configuration file:',
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
    shell: Args.string({ required: true, options: [...shells], description: 'Name of the shell.' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<CompletionScript> {
    const { args } = await this.parse(CompletionCommand);
    const { scripts, profileSetup: setUp } = await import('../app/completion/scripts.ts');
    const shell = args.shell as Shell;
    return { shell, script: scripts[shell], setUp: setUp[shell] };
  }

  protected override readonly render = ({ script }: CompletionScript) => script;
}
