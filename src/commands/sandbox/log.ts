import * as Flags from '@oclif/core/flags';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import { interruption } from '../../cli/interrupt.ts';
import { printDocument, printText } from '../../cli/output/edge.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { type NumberedEntry, readLog } from '../../sandbox/api/log/log.ts';
import {
  type LogDocument,
  logBlock,
  logDocument,
  logLine,
  selectionHint,
} from '../../sandbox/cli/log-view.ts';
import { hasStore } from '../../sandbox/state/database.ts';
import { withStore } from '../../sandbox/store.ts';
import { toJson } from '../../text/json.ts';

export default class SandboxLog extends KooCommand<readonly LogDocument[] | undefined> {
  static override summary = 'Show the latest requests to the sandbox, newest last.';
  static override description =
    'The log keeps the last 10000 requests, and the bodies of the last 1000 that are not longer than 64 KB. Secrets are ' +
    'replaced by *** before they are written. With --follow, exits with 130 on Ctrl-C and with 0 on SIGTERM.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -o ndjson | <%= config.bin %> api verify',
    '<%= config.bin %> <%= command.id %> --limit 1 --bodies',
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
    bodies: Flags.boolean({ summary: 'Show headers and bodies, and the bodies of responses.' }),
    follow: Flags.boolean({ char: 'f', summary: 'Keep running, and show each further request.' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  #entries: readonly NumberedEntry[] = [];
  #bodies = false;

  override async run(): Promise<readonly LogDocument[] | undefined> {
    const { flags } = await this.parse(SandboxLog);
    const folder = stateFolder(process.env);
    this.#bodies = flags.bodies;
    if (flags.follow) this.assertStreamable(selectionHint);
    if (hasStore(folder)) this.#entries = withStore(folder, (database) => readLog(database, flags.limit));
    if (!flags.follow) return this.#entries.map((entry) => logDocument(entry, flags.bodies));
    const { followLog } = await import('../../sandbox/cli/follow.ts');
    const [interrupted, terminated] = [interruption(), new AbortController()];
    process.once('SIGTERM', () => terminated.abort());
    const write = this.format === 'table' ? printText : printDocument;
    const print = (entry: NumberedEntry) => write(`${this.#line(entry)}\n`);
    await followLog(folder, this.#entries, print, AbortSignal.any([interrupted, terminated.signal]));
    if (interrupted.aborted) process.exitCode = ExitCode.interrupted;
    return undefined;
  }

  #line(entry: NumberedEntry): string {
    if (this.format !== 'table') return toJson(logDocument(entry, this.#bodies));
    return this.#bodies ? logBlock(entry) : logLine(entry);
  }

  protected override readonly render = (): string | undefined => {
    if (this.#entries.length === 0) return undefined;
    return this.#entries.map((entry) => this.#line(entry)).join('\n');
  };
}
