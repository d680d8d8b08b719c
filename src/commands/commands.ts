import { commandTree, flatCommands, renderCommands, type TreeNode } from '../app/manifest/command-tree.ts';
import { readCommands } from '../app/manifest/manifest.ts';
import { type Effects, KooCommand } from '../cli/command.ts';

export default class CommandsCommand extends KooCommand<readonly TreeNode[]> {
  static override summary = 'List all commands, with their flags and effects.';
  static override description =
    'JSON and YAML give a tree of topics and commands; a table, CSV and NDJSON have a row for each command. readOnly: ' +
    'the command changes nothing. destructive: it can lose data for good. idempotent: running it twice has the same ' +
    'effect as running it once.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
    '<%= config.bin %> <%= command.id %> --fields path,readOnly,destructive,idempotent -o csv',
  ];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly TreeNode[]> {
    await this.parse(CommandsCommand);
    return commandTree(readCommands(this.config.root));
  }

  protected override readonly render = renderCommands;

  protected override readonly records = flatCommands;
}
