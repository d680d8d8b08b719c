import { ExitCode } from '../../errors/exit-codes.ts';
import type { Localized } from '../../text/localized.ts';

/** A part of an article: words, names with what each means, commands to type. */
export interface Part {
  readonly heading: Localized;
  readonly text?: Localized;
  readonly rows?: readonly (readonly [name: string, text: Localized])[];
  readonly commands?: readonly string[];
}

const meanings: Readonly<Record<keyof typeof ExitCode, Localized>> = {
  success: {
    en: 'Success. A closed pipe (| head) is one, too.',
    zh: '成功。管道提前关闭（| head）也算成功。',
  },
  defect: {
    en: 'A defect of koo itself; KOO_DEBUG=1 shows where.',
    zh: 'koo 自身的缺陷；KOO_DEBUG=1 可显示位置。',
  },
  usage: {
    en: 'Usage: a flag, an argument or an input file is wrong, or a value is missing and there is no terminal to ask on.',
    zh: '用法错误：选项、参数或输入文件有误，或缺少某个值而又没有可供询问的终端。',
  },
  configuration: {
    en: 'Not configured: no profile, no credential, a store that cannot be read, an operation this site does not offer.',
    zh: '未配置：没有配置或凭证、存储无法读取，或该站点不提供此操作。',
  },
  permission: { en: 'The server refused the credentials or the permission.', zh: '服务器拒绝了凭证或权限。' },
  business: { en: 'The server answered with a business error.', zh: '服务器返回业务错误。' },
  network: { en: 'Network, DNS, TLS, or a deadline that passed.', zh: '网络、DNS、TLS 错误或超时。' },
  check: { en: 'A check failed; the result says which.', zh: '检查未通过；结果中说明是哪一项。' },
  partial: {
    en: 'Part of a batch failed; the result says which.',
    zh: '批量操作部分失败；结果中说明是哪些。',
  },
  interrupted: {
    en: 'Interrupted by Ctrl-C, or a question was not answered.',
    zh: '被 Ctrl-C 中断，或取消了询问。',
  },
};

/** The table of exit codes; scripts rely on them. */
export const exitCodes: readonly Part[] = [
  {
    heading: { en: 'EXIT CODES', zh: '退出码' },
    rows: Object.entries(ExitCode).map(([name, code]) => [
      String(code).padStart(3),
      meanings[name as keyof typeof ExitCode],
    ]),
  },
  {
    heading: { en: 'IN A SCRIPT', zh: '在脚本中' },
    text: {
      en: 'With --json a failure is one document on stdout whose error.exitCode is the exit code, and error.code a stable name for it.',
      zh: '使用 --json 时，失败信息是标准输出上的一个 JSON 文档：error.exitCode 为退出码，error.code 为稳定不变的名称。',
    },
    commands: ['koo order get CS2207261447AUY4H --json || echo "exit $?"'],
  },
];

/** An overview of the signature schemes. */
export const signing: readonly Part[] = [
  {
    heading: { en: 'WHAT KOOGALLERY SENDS', zh: '云商店发出的请求' },
    text: {
      en: 'The access key is the one of the interface class in the seller console: base, kit, licence and general interfaces each have their own.',
      zh: '访问密钥为卖家中心“密钥管理”中对应接口类别的密钥：基础接口、联营 Kit 接口、License 接口和通用接口各用各的密钥。',
    },
    rows: [
      [
        'v1',
        {
          en: 'authToken in the query: base64 of HMAC-SHA256 over the sorted parameters, key access key + timeStamp.',
          zh: '查询参数 authToken：对排序后的参数做 HMAC-SHA256 再做 base64，密钥为“访问密钥 + timeStamp”。',
        },
      ],
      [
        'v1-kit',
        {
          en: 'authToken in a header, over the properties of the body that are not blank.',
          zh: '请求头 authToken：对请求体中的非空属性计算，算法同上。',
        },
      ],
      [
        'v2, license-code, online-license, order-notify',
        {
          en: 'signature in the query: HMAC-SHA256 in hexadecimal over access key + nonce + timestamp + HMAC-SHA256 of the body as sorted JSON.',
          zh: '查询参数 signature：对“访问密钥 + nonce + timestamp + 请求体（按名称排序的 JSON）的 HMAC-SHA256”再做 HMAC-SHA256，结果为十六进制。',
        },
      ],
      [
        'v2-kit',
        {
          en: 'x-sign in a header, with x-timestamp and x-nonce: one HMAC-SHA256.',
          zh: '请求头 x-sign，另有 x-timestamp 和 x-nonce：只做一次 HMAC-SHA256。',
        },
      ],
    ],
  },
  {
    heading: { en: 'WHAT YOUR SERVER ANSWERS', zh: '商家服务器的应答' },
    text: {
      en: 'V1 answers carry the header Body-Sign: base64 of HMAC-SHA256 over the bytes of the body as they are sent, key access key. The pages on V2 ask for no signature of the answer.',
      zh: 'V1 的应答带有响应头 Body-Sign：以访问密钥为密钥，对实际发出的应答体字节做 HMAC-SHA256 再做 base64。V2 的文档未要求对应答签名。',
    },
  },
  {
    heading: { en: 'WHAT YOU SEND TO THE OPEN API', zh: '商家调用开放接口' },
    text: {
      en: 'AK and SK sign every call by SDK-HMAC-SHA256 in the header Authorization. A push of usage has a signature of its own on top, made with the access key.',
      zh: '每个调用都用 AK/SK 按 SDK-HMAC-SHA256 签名，放在请求头 Authorization 中。推送话单时另有一个由访问密钥生成的签名。',
    },
  },
  {
    heading: { en: 'WHEN A SIGNATURE IS REFUSED', zh: '签名被拒绝时' },
    text: {
      en: 'verify tries the known mistakes on a captured call and says which of them was made. The clock counts: V2 calls are good for 60 s, calls of the open API for 15 minutes.',
      zh: 'verify 会用已知的常见错误逐一比对抓取到的请求，指出是哪一种。时钟也会有影响：V2 请求 60 秒内有效，开放接口调用 15 分钟内有效。',
    },
    commands: ['koo callback verify request.txt', 'koo callback sign @body.json --protocol v2', 'koo doctor'],
  },
];

/** How koo behaves without a person at a terminal. */
export const pipelines: readonly Part[] = [
  {
    heading: { en: 'STREAMS', zh: '输入与输出' },
    text: {
      en: 'stdout carries the result and nothing else; progress, notices and failures in words go to stderr (-q leaves notices out). A file argument - reads stdin. A reader that closes the pipe early is no failure.',
      zh: '标准输出只有结果；进度、提示和失败说明输出到标准错误（-q 可关闭提示）。文件参数 - 表示读取标准输入。管道另一端提前关闭不算失败。',
    },
    commands: ["koo callback activities --json --query '[].name'", 'koo usage check usage.csv -o ndjson'],
  },
  {
    heading: { en: 'NO TERMINAL, NO QUESTION', zh: '没有终端就不询问' },
    text: {
      en: 'Without a terminal, or with --no-input, koo asks nothing: a missing value is exit 2, and the message names the flag. What destroys something needs --yes there.',
      zh: '没有终端或使用 --no-input 时，koo 不会询问：缺少值时退出码为 2，并指出应使用的选项。会造成数据丢失的操作需加 --yes。',
    },
  },
  {
    heading: { en: 'SECRETS', zh: '密钥' },
    text: {
      en: 'Give keys by the environment, masked by your CI, or by a file; never on the command line.',
      zh: '密钥应通过 CI 的加密环境变量或文件提供，不要写在命令行上。',
    },
    commands: [
      'koo callback test https://isv.example.com/saasproduce --protocol v2 --access-key-file key.txt',
    ],
  },
  {
    heading: { en: 'TEST REPORTS', zh: '测试报告' },
    text: {
      en: 'Reporters can be combined, each to a file of its own; exit 7 means that a check failed.',
      zh: '可同时使用多种报告，各写入自己的文件；退出码 7 表示有检查未通过。',
    },
    commands: ['koo callback test --demo --reporter spec --reporter junit=report.xml'],
  },
  {
    heading: { en: 'EXIT CODES', zh: '退出码' },
    text: { en: 'koo help exit-codes has them all.', zh: '全部退出码见 koo help exit-codes。' },
  },
];

/** How results can be formed and cut. */
export const formatting: readonly Part[] = [
  {
    heading: { en: 'FORMS', zh: '格式' },
    text: { en: 'Every command takes -o, --output.', zh: '所有命令都支持 -o（--output）。' },
    rows: [
      [
        'table',
        {
          en: 'For people (default). It fits the terminal, where long cells are cut; in a pipe it is whole.',
          zh: '便于阅读（默认）。在终端中按宽度截断过长的单元格；在管道中内容完整。',
        },
      ],
      [
        'json',
        {
          en: 'One document; --json is short for it. Its keys and its structure stay.',
          zh: '一个 JSON 文档；可简写为 --json。键名和结构保持稳定。',
        },
      ],
      ['ndjson', { en: 'A document a line, one for each row.', zh: '每行一个 JSON 文档，对应一条记录。' }],
      ['yaml', { en: 'The JSON document as YAML.', zh: '以 YAML 表示的同一文档。' }],
      [
        'csv, tsv',
        {
          en: 'A header and a line for each row; what is nested is JSON in its cell. Values are as they are, for programs: a spreadsheet takes one that begins with =, +, - or @ for a formula. Import such a file as text.',
          zh: '表头加每条记录一行；嵌套的值在单元格中以 JSON 表示。内容供程序读取，原样输出：以 =、+、- 或 @ 开头的值会被电子表格软件当作公式，请以文本方式导入。',
        },
      ],
    ],
  },
  {
    heading: { en: 'FIELDS', zh: '字段' },
    text: {
      en: '--fields chooses columns (or keys) and their order. A dot goes inwards; a number takes an element of a list. A field that is not there is exit 2, and the message lists those that are.',
      zh: '--fields 选择列（或键）及其顺序。用点号取内层字段，用数字取列表中的元素。字段不存在时退出码为 2，并列出可用的字段。',
    },
    commands: [
      'koo callback activities --fields name,title.zh',
      'koo callback activities --protocol v2 --fields protocol,name -o csv',
    ],
  },
  {
    heading: { en: 'QUERIES', zh: '查询' },
    text: {
      en: '--query takes a JMESPath (jmespath.org) and prints that part of the result. --fields then chooses from what the query gives.',
      zh: '--query 使用 JMESPath（jmespath.org），只输出结果中的这一部分；--fields 再从查询结果中选择字段。',
    },
    commands: [
      `koo callback activities --query "[?need.period=='required'].name" -o csv`,
      "koo order get MOCKPERIODYEARNEW --site sandbox --query 'orderInfo.orderLine[0].expireTime'",
    ],
  },
  {
    heading: { en: 'LANGUAGE', zh: '语言' },
    text: {
      en: '--lang zh (or KOO_LANG=zh, or a Chinese locale) gives Chinese texts. Names, keys and JSON stay English; JSON carries texts in both languages.',
      zh: '--lang zh（或 KOO_LANG=zh，或中文系统语言环境）显示中文。命令名、键名和 JSON 保持英文；JSON 中的文字同时包含两种语言。',
    },
  },
];
