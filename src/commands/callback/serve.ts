import { serveFlags } from '../../callback/cli/serve/flags.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { usageError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';

export default class CallbackServe extends KooCommand<void> {
  static override summary = 'Run the reference merchant: a correct callback server for all protocols.';
  static override description = [
    'It verifies, refuses stale and replayed requests, is idempotent, signs, encrypts, and keeps everything in memory.',
    'stdout is its log, a line a request; with --json or -o ndjson each line is a JSON object. stderr says where it listens.',
    'Ctrl-C ends it with exit 130, SIGTERM with 0. When it cannot listen, the port being in use, exit is 6.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --access-key-file key.txt',
    '<%= config.bin %> <%= command.id %> --protocol v2,v2-kit --port 0 --json',
  ];
  static override flags = serveFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<void> {
    const { flags } = await this.parse(CallbackServe);
    if (!['table', 'json', 'ndjson'].includes(this.format) || this.wantsPart) throw noStream;
    const { runServe } = await import('../../callback/cli/serve/run.ts');
    await runServe(flags, {
      json: this.format !== 'table',
      notice: (text) => this.notice(text),
    });
  }
}

const noStream = usageError(
  'FORMAT_NOT_STREAMED',
  both('A log has the forms table, json and ndjson, and neither --query nor --fields'),
  both('Filter it: koo callback serve --json | jq .resultCode'),
);
