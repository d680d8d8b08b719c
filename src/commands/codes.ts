import * as Args from '@oclif/core/args';
import { type Effects, KooCommand } from '../cli/command.ts';
import { codesFlags } from '../codes/cli/flags.ts';
import { runCodes } from '../codes/cli/run.ts';
import type { CodeEntry } from '../codes/entry.ts';
import { ExitCode } from '../errors/exit-codes.ts';

type ShownEntry = Omit<CodeEntry, 'keywords'>;

export default class Codes extends KooCommand<readonly ShownEntry[] | undefined> {
  static override summary = 'Explain result codes and error messages, offline.';
  static override description =
    'Covers the codes of callbacks, the open API, licences, uploads, usage records and the API gateway, ' +
    "and the messages of the console's interface debugging. Give codes, words, a pasted message or a " +
    'line of a log; a search shows the best match first. With --annotate, koo passes a log through ' +
    'unchanged and adds the meaning of each code to its line. Without arguments, koo lists all codes. ' +
    'Exits with 7 if a code is not documented, and names the nearest ones.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 000105 MKT.0151',
    '<%= config.bin %> <%= command.id %> sold out',
    '<%= config.bin %> <%= command.id %> MKT.9001 --http 404',
    '<%= config.bin %> <%= command.id %> --activity newInstance',
    '<%= config.bin %> <%= command.id %> --annotate < app.log',
  ];
  static override args = {
    what: Args.string({
      multiple: true,
      description: 'Codes, words or a pasted line; - reads them from stdin. With --annotate: files.',
    }),
  };
  static override flags = codesFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly ShownEntry[] | undefined> {
    const { args, flags } = await this.parse(Codes);
    if (flags.annotate) {
      const { annotateLogs } = await import('../codes/cli/annotate.ts');
      await annotateLogs(args.what ?? []);
      return undefined;
    }
    const { entries, complete, render } = await runCodes(args.what ?? [], flags, (text) => this.notice(text));
    this.render = render;
    if (!complete) this.exitCode = () => ExitCode.check;
    return entries.map(({ keywords, ...entry }) => entry);
  }

  protected override render = (): string => '';
  protected override exitCode: () => ExitCode = () => ExitCode.success;
}
