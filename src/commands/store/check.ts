import * as Args from '@oclif/core/args';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { StoreCheck } from '../../media/cli/check.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

export default class StoreCheckCommand extends KooCommand<StoreCheck> {
  static override summary = "Check introduction media of a merchant's store page.";
  static override description =
    'A video in MP4 or MOV, or pictures in JPG, JPEG or PNG, 780 × 440 pixels. Format and size are read from the ' +
    "file's own header, and its name has to agree. Nothing is sent. Exit 7 when a file does not fit, 2 when one " +
    'cannot be read.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> intro.mp4 front.png',
    "<%= config.bin %> <%= command.id %> *.jpg --json --query 'files[?!valid].file'",
  ];
  static override args = {
    file: Args.string({ multiple: true, required: true, description: 'Videos and pictures.' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  /** One of several files cannot be read. */
  #isIncomplete = false;

  override async run(): Promise<StoreCheck> {
    const { args } = await this.parse(StoreCheckCommand);
    const { isIncomplete, runStoreCheck } = await import('../../media/cli/check.ts');
    const result = await runStoreCheck(args.file);
    this.#isIncomplete = isIncomplete(result);
    return result;
  }

  protected override show({ files }: StoreCheck): string {
    return files
      .flatMap(({ file, valid, format, width, height, faults }) => [
        [valid ? '✓' : '✗', terminalSafe(file), format?.toUpperCase(), width && `${width}×${height}`]
          .filter(Boolean)
          .join(' '),
        ...faults.map(({ message }) => `    ${terminalSafe(this.text(message))}`),
      ])
      .join('\n');
  }

  protected override records({ files }: StoreCheck): readonly object[] {
    return files;
  }

  protected override exitCode({ valid }: StoreCheck): ExitCode {
    if (this.#isIncomplete) return ExitCode.usage;
    return valid ? ExitCode.success : ExitCode.check;
  }
}
