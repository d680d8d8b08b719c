import { listenFlags } from '../../callback/cli/listen/flags.ts';
import type { CallLine } from '../../callback/cli/listen/line.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { both } from '../../text/translate.ts';

export default class CallbackListen extends KooCommand<void, CallLine> {
  static override summary = 'Receive callbacks, record and judge them, and forward them to your server.';
  static override description = [
    'Give KooGallery the address of a tunnel to this port, or connect a product of the sandbox to it. Each call is verified, recorded and forwarded as it is; the response of your server is returned as it is, then judged as KooGallery does.',
    'A call that is not valid is forwarded as well: your server must refuse it. Without --forward-to, koo answers as the reference merchant.',
    'The path of the URL is that of your server: koo appends the sub-path of kit interfaces, such as /produceAPI/v2/tenantSync. A URL without a path keeps the path of the call. The query is never changed.',
    'It writes a line for each call to stdout; with --json or -o ndjson, each line is a JSON object. "Ready" on stderr tells when it receives calls. `koo callback history` shows what was recorded, `koo callback replay` sends it again.',
    'Exit 130 after Ctrl-C, 0 after SIGTERM, 6 if koo cannot listen, for example because the port is in use.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --forward-to http://127.0.0.1:3000/saasproduce',
    '<%= config.bin %> <%= command.id %> -f http://127.0.0.1:3000 --allow-host my-tunnel.example.com --print',
    `<%= config.bin %> <%= command.id %> -f http://127.0.0.1:3000 --on-failure 'notify-send "call $KOO_CALL_ID failed"'`,
  ];
  static override flags = listenFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<void> {
    const { flags } = await this.parse(CallbackListen);
    this.assertStreamable(
      both('Filter the lines with another program: `koo callback listen --json | jq .verdict`'),
    );
    const { runListen } = await import('../../callback/cli/listen/run.ts');
    await runListen(flags, {
      printLine: (line, text) => this.printLine(line, text),
      notice: (text) => this.notice(text),
    });
  }
}
