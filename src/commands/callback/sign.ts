import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { keyFlags, keyFlagsZh } from '../../account/cli/keys.ts';
import { protocols } from '../../callback/protocols/index.ts';
import type { Signed } from '../../callback/sign.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../../cli/command.ts';

export default class CallbackSign extends KooCommand<Signed> {
  static override summary = 'Sign a request or the body of a reply.';
  static override description =
    'V1: a URL, a query, or a line name=value for each parameter. V2 and the kit interfaces: the JSON body. Prints ' +
    'the parts of the signature, or with --curl the whole command. With --reply: the Body-Sign of a body, every ' +
    'byte of which counts.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> @body.json --protocol v2',
    `<%= config.bin %> <%= command.id %> '{"activity":"newInstance","orderId":"MOCKPERIODYEARNEW"}' --curl https://isv.example.com/saasproduce`,
    `<%= config.bin %> <%= command.id %> --reply '{"resultCode":"000000","resultMsg":"success."}'`,
  ];
  static override args = {
    input: Args.string({ description: 'What to sign: text, @FILE, or - for stdin.' }),
  };
  static override flags = {
    protocol: Flags.option({ options: protocols.map(({ id }) => id) })({
      char: 'p',
      summary: 'The protocol (default: what the form of the input tells).',
    }),
    reply: Flags.boolean({ summary: 'The input is the body of a V1 reply.', exclusive: ['curl'] }),
    curl: Flags.string({ helpValue: 'URL', summary: 'Print a curl command that sends it to this address.' }),
    timestamp: Flags.string({ summary: 'Time of the proof as it goes over the wire (default: now).' }),
    nonce: Flags.string({ summary: 'Nonce of the proof (default: random).' }),
    ...keyFlags,
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '对请求或应答体签名。',
    description:
      'V1：URL、查询串，或每行一个 名称=值。V2 和 Kit 接口：JSON 请求体。输出签名的各个部分；使用 --curl 时输出完整命令。使用 --reply 时输出应答体的 Body-Sign，对每个字节签名。',
    args: { input: '要签名的内容：文本、@FILE，或用 - 表示标准输入。' },
    flags: {
      ...keyFlagsZh,
      protocol: '协议（默认根据输入的形式判断）。',
      reply: '输入是 V1 应答体。',
      curl: '输出发送到该地址的 curl 命令。',
      timestamp: '签名所用的时间，按报文中的写法（默认为当前时间）。',
      nonce: '签名所用的随机数（默认随机生成）。',
    },
  };

  #curl = false;

  override async run(): Promise<Signed> {
    const { args, flags } = await this.parse(CallbackSign);
    this.#curl = flags.curl !== undefined;
    const { runSign } = await import('../../callback/cli/sign.ts');
    return runSign(args.input, flags, (text) => this.notice(text));
  }

  protected override show({ parts, curl }: Signed): string {
    if (this.#curl && curl !== null) return curl;
    return parts
      .map(({ in: place, name, value }) => (place === 'header' ? `${name}: ${value}` : `${name}=${value}`))
      .join('\n');
  }
}
