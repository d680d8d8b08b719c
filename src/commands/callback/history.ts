import * as Args from '@oclif/core/args';
import { version } from '../../app/version.ts';
import type { CallDetails, ListedCall } from '../../callback/cli/history/documents.ts';
import type { ExportedCalls } from '../../callback/cli/history/export.ts';
import { historyFlags } from '../../callback/cli/history/flags.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';

type Result = readonly ListedCall[] | CallDetails | ExportedCalls;

export default class CallbackHistory extends KooCommand<Result> {
  static override summary =
    'List the calls that koo has received, or show one with its signature and response.';
  static override description =
    'Reads what `koo callback listen` has recorded, newest first: at most 10000 calls, for 30 days, up to 512 MB. ' +
    'Access keys, credentials and the clear text of encrypted fields are replaced by *** before they are written. ' +
    'With an ID, shows one call whole: request, text to sign, known mistakes, response, and what KooGallery makes of it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --verdict failed --since 2h',
    '<%= config.bin %> <%= command.id %> 12 --signed-text mine.txt',
    '<%= config.bin %> <%= command.id %> 12 14 --export scenario > scenario.yaml',
    '<%= config.bin %> <%= command.id %> --instance i-0001 --export har > calls.har',
  ];
  static override args = {
    id: Args.string({ multiple: true, description: 'Number of a call; several with --export.' }),
  };
  static override flags = historyFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  protected override readonly columns = [
    'id',
    'time',
    'protocol',
    'activity',
    'instanceId',
    'orderId',
    'signature',
    'verdict',
    'meaning',
    'resultCode',
    'status',
    'durationMs',
    'target',
    'replayOf',
  ];

  #isFiltered = false;

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(CallbackHistory);
    const run = await import('../../callback/cli/history/run.ts');
    if (flags.export !== undefined) {
      const { exportCalls } = await import('../../callback/cli/history/export.ts');
      const exported = exportCalls(run.selectCalls(args.id ?? [], flags), flags.export, version.version);
      for (const note of exported.notes) this.notice(note);
      return exported;
    }
    if (args.id === undefined) {
      this.#isFiltered = run.isFiltered(flags);
      return run.listCalls(flags, (text) => this.notice(text));
    }
    return run.showCall(args.id, flags, (text) => this.notice(text));
  }

  protected override readonly render = async (result: Result): Promise<string> => {
    if ('text' in result) return result.text;
    const { callsText, callText } = await import('../../callback/cli/history/view.ts');
    return 'request' in result ? callText(result) : callsText(result, this.#isFiltered);
  };
}
