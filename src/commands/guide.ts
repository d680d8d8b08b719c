import * as Args from '@oclif/core/args';
import { type Effects, KooCommand } from '../cli/command.ts';
import type { Guide } from '../guides/markdown.ts';
import type { GuideTopic } from '../guides/topics.ts';

type Result = readonly GuideTopic[] | Guide;

export default class GuideCommand extends KooCommand<Result> {
  static override summary = "Show guides for a merchant's tasks.";
  static override description =
    'Without a topic, the command lists all guides. A guide says what to do, where in the console, and which commands ' +
    'of koo help. Steps that koo is not sure of are marked: there the console has the last word. With --json, each ' +
    'step has the Huawei pages that it rests on.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> saas-v2',
    "<%= config.bin %> <%= command.id %> access-keys --query 'steps[].commands[]'",
  ];
  static override args = {
    topic: Args.string({ description: 'Topic of the guide. Run koo guide to list the topics.' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Result> {
    const { args } = await this.parse(GuideCommand);
    return (await import('../guides/cli/guide.ts')).runGuide(args.topic);
  }

  protected override readonly render = async (result: Result) =>
    (await import('../guides/cli/guide.ts')).renderGuide(result);

  protected override readonly records = (result: Result) => ('steps' in result ? result.steps : result);
}
