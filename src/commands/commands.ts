import { commandTree, flatCommands, showCommands, type TreeNode } from '../app/command-tree.ts';
import { readCommands } from '../app/manifest.ts';
import { type Effects, KooCommand } from '../cli/command.ts';

export default class CommandsCommand extends KooCommand<readonly TreeNode[]> {
  static override summary = 'List all commands, with their flags and what they do to the world.';
  static override description =
    'As JSON and YAML they are a tree of topics; as a table, CSV and NDJSON a row each. A command is read-only, or it ' +
    'may change something; destructive is what can lose something for good; idempotent is what may be run twice.';
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

  protected override show(nodes: readonly TreeNode[]): string {
    return showCommands(nodes, this.language);
  }

  protected override records(nodes: readonly TreeNode[]): readonly object[] {
    return flatCommands(nodes);
  }
}
