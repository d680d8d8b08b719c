import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { serveFlags } from '../../callback/cli/serve/flags.ts';
import type { LogRecord } from '../../callback/cli/serve/run.ts';
import { both } from '../../text/translate.ts';

export default class CallbackServe extends ApiCommand<void, LogRecord> {
  static override summary = 'Run the reference merchant server, a correct callback server for all protocols.';
  static override description = [
    'The server verifies signatures, rejects expired and replayed requests, is idempotent, signs and encrypts its responses, and keeps all data in memory.',
    'With --order-api, it looks orders up as a V2 merchant must, and can push the usage of pay-per-use instances.',
    'With the kit interfaces, it also serves the login of the users of joint-operation products below /sso/, by OAuth 2.0 and CAS 3.0.',
    'It writes one log line for each request to stdout; with --json or -o ndjson, each line is a JSON object. It prints its URL to stderr.',
    'Exit 130 after Ctrl-C, 0 after SIGTERM, 6 if the server cannot listen, for example because the port is in use.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --access-key-file key.txt',
    '<%= config.bin %> <%= command.id %> --protocol v2,v2-kit --port 0 --json',
    '<%= config.bin %> <%= command.id %> --order-api http://127.0.0.1:8788 --push-usage 60',
  ];
  static override flags = serveFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<void> {
    const { flags } = await this.parse(CallbackServe);
    this.assertStreamable(
      both('Filter the log with another program: `koo callback serve --json | jq .resultCode`'),
    );
    const { runServe } = await import('../../callback/cli/serve/run.ts');
    await runServe(flags, { printLine: (record, text) => this.printLine(record, text), ...this.host });
  }
}
