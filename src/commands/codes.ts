import * as Args from '@oclif/core/args';
import { type ChineseTexts, type Effects, KooCommand } from '../cli/command.ts';
import type { CodesResult } from '../codes/cli/explain.ts';
import { codesFlags } from '../codes/cli/flags.ts';
import { runCodes } from '../codes/cli/run.ts';
import type { CodeEntry } from '../codes/entry.ts';
import { ExitCode } from '../errors/exit-codes.ts';

export default class Codes extends KooCommand<readonly CodeEntry[] | undefined> {
  static override summary = 'Explain result codes and error messages, offline.';
  static override description =
    'Codes of callbacks, the open API, licences, uploads, usage records and the API gateway, and what the ' +
    "console's debugger says. Words, a pasted message or a line of a log are searched, best first. With --annotate " +
    'a log passes through as it is, and the meaning of each code is added to its line. Without a word: a list. ' +
    'Exit 7 for a code that is not documented, with the nearest ones.';
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
  static readonly zh: ChineseTexts = {
    summary: '离线解释结果码和错误消息。',
    description:
      '涵盖回调、开放接口、授权码、上传、话单和 API 网关的结果码，以及控制台接口调测的消息。给出文字、粘贴的消息或一行日志时进行搜索，最相符的在前。使用 --annotate 时原样输出日志，并在行尾加上结果码的含义。不带参数时列出全部。结果码未收录时退出码为 7，并给出最接近的结果码。',
    examples: [
      '<%= config.bin %> <%= command.id %> 000105 MKT.0151',
      '<%= config.bin %> <%= command.id %> 售罄',
      '<%= config.bin %> <%= command.id %> MKT.9001 --http 404',
      '<%= config.bin %> <%= command.id %> --activity newInstance',
      '<%= config.bin %> <%= command.id %> --annotate < app.log',
    ],
    args: { what: '结果码、文字或粘贴的内容；- 表示从标准输入读取。使用 --annotate 时为文件。' },
    flags: {
      family: '只看这个类别，例如 callback 或 gateway。',
      activity: '只看该接口可能返回的结果码，例如 newInstance。',
      http: '结果码随附的 HTTP 状态码。',
      annotate: '原样输出日志，并加上结果码的含义。',
    },
  };

  #result: CodesResult | undefined;

  override async run(): Promise<readonly CodeEntry[] | undefined> {
    const { args, flags } = await this.parse(Codes);
    if (flags.annotate) {
      const { annotateLogs } = await import('../codes/cli/annotate.ts');
      await annotateLogs(args.what ?? [], this.language);
      return undefined;
    }
    this.#result = await runCodes(args.what ?? [], flags, (text) => this.notice(text));
    return this.#result.entries;
  }

  protected override show(): string | undefined {
    return this.#result?.show(this.language);
  }

  protected override exitCode(): ExitCode {
    return this.#result?.complete === false ? ExitCode.check : ExitCode.success;
  }
}
