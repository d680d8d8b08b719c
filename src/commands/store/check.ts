import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { StoreCheck } from '../../media/cli/check.ts';
import { marks, terminalSafe } from '../../text/terminal-safe.ts';
import { localize } from '../../text/translate.ts';

export default class StoreCheckCommand extends KooCommand<StoreCheck> {
  static override summary = "Check pictures and videos for a merchant's store page.";
  static override description =
    'Introduction media (--for media) are videos in MP4 or MOV, or pictures in JPG, JPEG or PNG, of 780 × 440 pixels. ' +
    'Pictures of the brand story (--for brand-story) are JPG, JPEG or PNG; their width is not checked, because the page ' +
    "of Huawei that prescribes it is cut off. koo reads format and size from the file's own header; the file name must " +
    'have the matching ending. Nothing is sent. The exit code is 7 when a file does not meet the requirements, and 2 ' +
    'when a file cannot be read.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> intro.mp4 front.png',
    '<%= config.bin %> <%= command.id %> certificates.png --for brand-story',
    "<%= config.bin %> <%= command.id %> *.jpg --json --query 'files[?!valid].file'",
  ];
  static override args = {
    file: Args.string({ multiple: true, required: true, description: 'Videos and pictures.' }),
  };
  static override flags = {
    for: Flags.option({ options: ['media', 'brand-story'] as const })({
      default: 'media',
      summary: 'What the files are for: the introduction of the store, or its brand story.',
    }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  /** One of several files cannot be read. */
  #isIncomplete = false;

  override async run(): Promise<StoreCheck> {
    const { args, flags } = await this.parse(StoreCheckCommand);
    const { isIncomplete, runStoreCheck } = await import('../../media/cli/check.ts');
    const result = await runStoreCheck(args.file, flags.for);
    this.#isIncomplete = isIncomplete(result);
    return result;
  }

  protected override readonly render = ({ files, notes }: StoreCheck): string => {
    return [
      ...files.flatMap(({ file, valid, format, width, height, faults }) => [
        [
          valid ? marks.passed : marks.failed,
          terminalSafe(file),
          format?.toUpperCase(),
          width && `${width}×${height}`,
        ]
          .filter(Boolean)
          .join(' '),
        ...faults.map(({ message }) => `    ${terminalSafe(message)}`),
      ]),
      ...notes.map(({ message }) => localize(message)),
    ].join('\n');
  };

  protected override readonly records = ({ files }: StoreCheck) => files;

  protected override readonly exitCode = ({ valid }: StoreCheck): ExitCode => {
    if (this.#isIncomplete) return ExitCode.usage;
    return valid ? ExitCode.success : ExitCode.check;
  };
}
