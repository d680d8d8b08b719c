import type { Config } from '../../../account/cli/koo-yaml/document.ts';
import type { Language, Localized } from '../../../text/localized.ts';

/** A setting of the file: what it is, and what it may look like where it is not set. */
interface Line {
  readonly name: string;
  readonly about: Localized;
  readonly sample: string | Localized;
}

const top: readonly Line[] = [
  {
    name: 'site',
    about: {
      en: 'Site of the open API: cn, intl, eu, sandbox. koo login stores its keys.',
      zh: '开放接口的站点：cn、intl、eu、sandbox。密钥由 koo login 保存。',
    },
    sample: 'sandbox',
  },
  {
    name: 'profile',
    about: {
      en: 'Profile whose keys are used; see koo profile list.',
      zh: '使用哪个配置的密钥；可用 koo profile list 查看。',
    },
    sample: 'acme',
  },
];

const callback: readonly Line[] = [
  {
    name: 'url',
    about: { en: 'Production address of your callback server.', zh: '回调服务器的生产接口地址。' },
    sample: 'https://isv.example.com/saasproduce',
  },
  {
    name: 'protocols',
    about: {
      en: 'Protocols it speaks: v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify.',
      zh: '服务器支持的协议：v1、v1-kit、v2、v2-kit、license-code、online-license、order-notify。',
    },
    sample: '[v2]',
  },
  {
    name: 'sale',
    about: {
      en: 'How the product is sold: period, on-demand, one-time. Decides which activities are due.',
      zh: '商品的销售方式：period（包周期）、on-demand（按需）、one-time（一次性），决定必须提供哪些接口。',
    },
    sample: 'period',
  },
  {
    name: 'joint',
    about: {
      en: 'A joint-operation product: the kit interfaces are due as well.',
      zh: '联营商品：Kit 接口也必须提供。',
    },
    sample: 'true',
  },
  {
    name: 'encrypt',
    about: {
      en: 'Encryption chosen for sensitive fields (V1): aes256, aes128.',
      zh: '敏感字段所选的加密算法（V1）：aes256、aes128。',
    },
    sample: 'aes256',
  },
  {
    name: 'skip',
    about: { en: 'Checks to leave out, each with its reason.', zh: '要略过的检查，并写明原因。' },
    sample: {
      en: '[{ id: V2-AUTH-REPLAY, reason: the gateway in front keeps the nonces }]',
      zh: '[{ id: V2-AUTH-REPLAY, reason: 前置网关负责 nonce 去重 }]',
    },
  },
  {
    name: 'set',
    about: {
      en: 'Values that only you know: NAME or ACTIVITY.NAME.',
      zh: '只有您知道的值：NAME 或 ACTIVITY.NAME。',
    },
    sample: '{ newInstance.orderId: "CS1" }',
  },
];

const head: Localized = {
  en: '# Settings of koo for this folder and those below. Made to be committed: it never holds a key.\n# Keys come from koo login, the environment (KOO_ACCESS_KEY, …) or a file (--access-key-file).',
  zh: '# koo 在本目录及其下级目录的配置，可提交到代码库，不要写入密钥。\n# 密钥来自 koo login、环境变量（KOO_ACCESS_KEY 等）或文件（--access-key-file）。',
};

/**
 * The text of a `koo.yaml`: what is set, and what could be as comments.
 *
 * @param schema where editors find the JSON Schema of the file
 */
export function configText(config: Config, language: Language, schema?: string): string {
  const { callback: own = {}, ...rest } = config;
  // The section is there even when all of it is a comment, so that a line can be switched on alone.
  const section = Object.keys(own).length > 0 ? 'callback:' : '# callback:';
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    head[language],
    ...top.flatMap((line) => ['', ...linesOf(line, rest, language, '')]),
    '',
    `# ${{ en: 'What koo callback test and koo callback send work with.', zh: 'koo callback test 和 koo callback send 使用的配置。' }[language]}`,
    section,
    ...callback.flatMap((line) => linesOf(line, own, language, '  ')),
    '',
  ].join('\n');
}

function linesOf(
  { name, about, sample }: Line,
  values: Readonly<Record<string, unknown>>,
  language: Language,
  indent: string,
): string[] {
  const value = values[name];
  const comment = `${indent}# ${about[language]}`;
  const example = typeof sample === 'string' ? sample : sample[language];
  return value === undefined
    ? [comment, `${indent}# ${name}: ${example}`]
    : [comment, `${indent}${name}: ${written(value)}`];
}

/** JSON is YAML; what needs no quotes has none. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  const plain = typeof value === 'string' && /^[A-Za-z][\w./-]*(:\/\/[\w.:/-]*[\w/-])?$/.test(value);
  const word = plain && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(String(value));
  return word ? String(value) : JSON.stringify(value);
}
