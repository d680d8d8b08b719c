import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import { type LogDocument, logDocument, logLine } from '../../sandbox/cli/view.ts';
import { type LogEntry, readLog } from '../../sandbox/log.ts';
import { hasStore, withStore } from '../../sandbox/store.ts';

export default class SandboxLog extends KooCommand<readonly LogDocument[]> {
  static override summary = 'Show the latest requests to the sandbox, newest last.';
  static override description =
    'The log keeps the last 10000 requests, without headers, query parameters or bodies.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -o ndjson',
    "<%= config.bin %> <%= command.id %> --limit 1000 --query '[?status!=`200`].code'",
  ];
  static override flags = {
    limit: integer({
      default: 100,
      min: 1,
      max: 10_000,
      helpValue: 'N',
      summary: 'Maximum number of requests to show.',
    }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  #entries: readonly LogEntry[] = [];

  override async run(): Promise<readonly LogDocument[]> {
    const { flags } = await this.parse(SandboxLog);
    const folder = stateFolder(process.env);
    if (hasStore(folder)) this.#entries = withStore(folder, (database) => readLog(database, flags.limit));
    return this.#entries.map(logDocument);
  }

  protected override render(): string | undefined {
    if (this.#entries.length === 0) return undefined;
    return this.#entries.map(logLine).join('\n');
  }
}
