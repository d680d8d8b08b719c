import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type KeyFileFlags, keyFlags, keyFlagsZh, requireKey, resolveKeys } from '../../account/cli/keys.ts';
import { fallbackNotice, rsaKeyPair } from '../../callback/cli/keys.ts';
import { protocolList } from '../../callback/cli/protocol-list.ts';
import { serveFlags, serveFlagsZh } from '../../callback/cli/serve/flags.ts';
import { logDocument, logLine } from '../../callback/cli/serve/view.ts';
import { createMerchant } from '../../callback/merchant/merchant.ts';
import type { MerchantOptions } from '../../callback/merchant/model.ts';
import { type LogEntry, startServer } from '../../callback/merchant/server.ts';
import type { Protocol } from '../../callback/protocols/model.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../../cli/command.ts';
import { interruption } from '../../cli/interrupt.ts';
import { listenFailure } from '../../cli/listen-failure.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { KooError } from '../../errors/koo-error.ts';
import { toJson } from '../../text/to-json.ts';

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
  static override flags = { ...serveFlags, ...keyFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '运行参考商家：一个正确实现全部协议的回调服务器。',
    description: [
      '验签，拒绝过期和重放的请求，保证幂等，对应答签名和加密；数据只保存在内存中。',
      '标准输出为日志，每个请求一行；加 --json 或 -o ndjson 时每行一个 JSON 对象。监听地址显示在标准错误输出。',
      'Ctrl-C 结束时退出码为 130，SIGTERM 为 0；端口被占用等原因导致无法监听时为 6。',
    ].join('\n'),
    flags: { ...serveFlagsZh, ...keyFlagsZh },
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(CallbackServe);
    if (!['table', 'json', 'ndjson'].includes(this.format) || this.wantsPart) throw noStream;
    const protocols = protocolList(flags.protocol);
    const keys = await this.#keys(flags, protocols);
    // The kit families alone have a secret to decrypt.
    const rsa = protocols.some(({ keyClass }) => keyClass === 'kit')
      ? await rsaKeyPair(flags['rsa-private-key'], flags['rsa-public-key-out'])
      : undefined;
    const merchant = createMerchant({
      protocols: protocols.map(({ id }) => id),
      keys,
      ...(rsa && { rsaPrivateKey: rsa.privateKey }),
      encryptBits: flags.encrypt === 'aes128' ? 128 : 256,
      sale: flags.sale,
      licenses: flags['license-code'],
      asyncMs: flags.async * 1000,
      oncePerAccount: flags['once-per-account'],
      ...(flags.stock !== undefined && { stock: flags.stock }),
      ...(flags['license-quota'] !== undefined && { licenseQuota: flags['license-quota'] }),
      now: () => new Date(),
      id: () => randomBytes(16).toString('hex'),
    });
    const { host, port } = flags;
    const server = await startServer({ merchant, host, port, log: (entry) => this.#log(entry) }).catch(
      (error: unknown) => {
        throw listenFailure(error, host, port);
      },
    );
    // Before it says that it listens, or a signal could come too early.
    const stop = interruption();
    const ended = Promise.race([
      once(stop, 'abort'),
      once(process, 'SIGTERM'),
      // Nobody reads the log any more.
      once(process.stdout, 'error'),
    ]);
    const named = flags['rsa-private-key'] ?? flags['rsa-public-key-out'];
    if (rsa && named === undefined) this.notice(newPublicKey(rsa.publicPem));
    if (!server.loopback) this.notice(openToOthers);
    this.notice(listening(server.url));
    await ended;
    await server.close();
    if (stop.aborted) process.exitCode = ExitCode.interrupted;
  }

  #log(entry: LogEntry): void {
    const line = this.format === 'table' ? logLine(entry, this.language) : toJson(logDocument(entry));
    process.stdout.write(`${line}\n`);
  }

  async #keys(flags: KeyFileFlags, protocols: readonly Protocol[]): Promise<MerchantOptions['keys']> {
    const keys = await resolveKeys(flags);
    const found = protocols.map((protocol) => ({ protocol, ...requireKey(keys, protocol.keyClass) }));
    const borrowing = found.filter(({ fellBack }) => fellBack).map(({ protocol }) => protocol);
    if (borrowing.length > 0) this.notice(fallbackNotice(borrowing));
    return Object.fromEntries(found.map(({ protocol, key }) => [protocol.keyClass, key]));
  }
}

const noStream = new KooError({
  category: 'usage',
  code: 'FORMAT_NOT_STREAMED',
  message: {
    en: 'A log has the forms table, json and ndjson, and neither --query nor --fields',
    zh: '日志只支持 table、json、ndjson 格式，不支持 --query 和 --fields',
  },
  hint: {
    en: 'Filter it: koo callback serve --json | jq .resultCode',
    zh: '可自行过滤：koo callback serve --json | jq .resultCode',
  },
});

const openToOthers = {
  en: 'Other machines can reach this server, and it speaks plain HTTP.',
  zh: '其他机器可以访问该服务器，且使用的是明文 HTTP。',
};

function listening(url: string) {
  return { en: `Listening on ${url} (Ctrl-C ends)`, zh: `正在监听 ${url}（按 Ctrl-C 结束）` };
}

function newPublicKey(pem: string) {
  return {
    en: `New RSA public key for client secrets (koo callback test --rsa-public-key FILE):\n${pem.trimEnd()}`,
    zh: `新生成的 RSA 公钥，用于加密 clientSecret（koo callback test --rsa-public-key FILE）：\n${pem.trimEnd()}`,
  };
}
