import { serveFlags, serveFlagsZh } from '../../callback/cli/serve/flags.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../../cli/command.ts';
import { usageError } from '../../errors/koo-error.ts';

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
  static readonly zh: ChineseTexts = {
    summary: '运行参考商家：一个正确实现全部协议的回调服务器。',
    description: [
      '验签，拒绝过期和重放的请求，保证幂等，对应答签名和加密；数据只保存在内存中。',
      '标准输出为日志，每个请求一行；加 --json 或 -o ndjson 时每行一个 JSON 对象。监听地址显示在标准错误输出。',
      'Ctrl-C 结束时退出码为 130，SIGTERM 为 0；端口被占用等原因导致无法监听时为 6。',
    ].join('\n'),
    flags: serveFlagsZh,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(CallbackServe);
    if (!['table', 'json', 'ndjson'].includes(this.format) || this.wantsPart) throw noStream;
    const { runServe } = await import('../../callback/cli/serve/run.ts');
    await runServe(flags, {
      language: this.language,
      json: this.format !== 'table',
      notice: (text) => this.notice(text),
    });
  }
}

const noStream = usageError(
  'FORMAT_NOT_STREAMED',
  {
    en: 'A log has the forms table, json and ndjson, and neither --query nor --fields',
    zh: '日志只支持 table、json、ndjson 格式，不支持 --query 和 --fields',
  },
  {
    en: 'Filter it: koo callback serve --json | jq .resultCode',
    zh: '可自行过滤：koo callback serve --json | jq .resultCode',
  },
);
