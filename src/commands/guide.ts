import * as Args from '@oclif/core/args';
import { type ChineseTexts, type Effects, KooCommand } from '../cli/command.ts';
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
  static readonly zh: ChineseTexts = {
    summary: '面向商家的简明操作清单。',
    description:
      '不带主题时列出全部主题。清单说明要做什么、在卖家中心的哪个菜单，以及哪些 koo 命令有帮助。koo 不能确定的内容会注明，以控制台为准。使用 --json 时，每一步都附有所依据的官方页面。',
    args: { topic: '主题；可选值见列表。' },
  };

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
