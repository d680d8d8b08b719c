import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {
  type ActivityInfo,
  describeActivities,
  listActivities,
  renderActivity,
} from '../../callback/cli/activities.ts';
import { protocols } from '../../callback/protocols/index.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { oneOf } from '../../cli/flags/value.ts';
import { both } from '../../text/translate.ts';

export default class CallbackActivities extends KooCommand<readonly ActivityInfo[]> {
  static override summary = 'List the callback protocols and their activities.';
  static override description =
    'With NAME, show the fields, idempotency rule, retry behaviour and result codes of that activity.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> newInstance --protocol v2',
    '<%= config.bin %> <%= command.id %> --query "[].name" --json',
  ];
  static override args = { name: Args.string({ description: 'Activity name, such as newInstance.' }) };
  static override flags = {
    protocol: Flags.string({
      summary: 'Limit the list to this protocol, such as v2 or v1-kit.',
      helpValue: 'PROTOCOL',
    }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  #named = false;

  override async run(): Promise<readonly ActivityInfo[]> {
    const { args, flags } = await this.parse(CallbackActivities);
    const ids = protocols.map(({ id }) => id);
    const chosen = oneOf(flags.protocol, ids, both('protocol'), 'UNKNOWN_PROTOCOL');
    const searched = protocols.filter(({ id }) => chosen === undefined || id === chosen);
    const names = [...new Set(searched.flatMap(({ activities }) => activities.map(({ name }) => name)))];
    const name = oneOf(args.name, names, both('activity'), 'UNKNOWN_ACTIVITY');
    this.#named = name !== undefined;
    return describeActivities(searched, name);
  }

  protected override readonly render = (activities: readonly ActivityInfo[]): string => {
    if (!this.#named) return listActivities(activities);
    return activities.map(renderActivity).join('\n\n');
  };
}
