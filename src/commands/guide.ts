import * as Args from '@oclif/core/args';
import { type Effects, KooCommand } from '../cli/command.ts';
import type { GuideList, GuideShown } from '../guides/cli/guide.ts';

export default class GuideCommand extends KooCommand<GuideList | GuideShown> {
  static override summary = "Short checklists for a merchant's tasks.";
  static override description =
    'Without a topic: all of them. A guide tells what to do, where in the seller console, and which commands of koo ' +
    'help. What koo does not know for sure is marked: the console has the last word. With --json each step carries ' +
    'the pages of Huawei it comes from.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> saas-v2',
    "<%= config.bin %> <%= command.id %> access-keys --query 'steps[].commands[]'",
  ];
  static override args = { topic: Args.string({ description: 'What about; see the list.' }) };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<GuideList | GuideShown> {
    const { args } = await this.parse(GuideCommand);
    return (await import('../guides/cli/guide.ts')).runGuide(args.topic);
  }

  protected override async show(result: GuideList | GuideShown): Promise<string> {
    return (await import('../guides/cli/guide.ts')).showGuide(result, this.language);
  }

  protected override records(result: GuideList | GuideShown): readonly object[] {
    return 'steps' in result ? result.steps : result;
  }
}
