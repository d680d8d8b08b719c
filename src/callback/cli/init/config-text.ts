import type { Config } from '../../../account/cli/koo-yaml/document.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';

interface Setting {
  readonly name: string;
  readonly about: Localized;
  /** The value in the comment of a setting that is not set. */
  readonly sample: string | Localized;
}

const topLevel: readonly Setting[] = [
  {
    name: 'site',
    about: both('Site of the open API: cn, intl, eu, sandbox. Store its AK/SK with koo login.'),
    sample: 'sandbox',
  },
  {
    name: 'profile',
    about: both('Profile whose AK/SK is used. List the profiles with koo profile list.'),
    sample: 'acme',
  },
];

const callback: readonly Setting[] = [
  {
    name: 'url',
    about: both('Address of your callback server: in production, or on this machine.'),
    sample: 'https://isv.example.com/saasproduce',
  },
  {
    name: 'start',
    about: both('Shell command that starts the server in this folder, for koo callback test.'),
    sample: 'npm start',
  },
  {
    name: 'generateKeys',
    about: both(
      'Whether the started server gets new keys and an empty database for each run. Exported keys are used as they are.',
    ),
    sample: 'true',
  },
  {
    name: 'protocols',
    about: both(
      'Protocols of the server: v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify.',
    ),
    sample: '[v2]',
  },
  {
    name: 'sale',
    about: both(
      'How the product is charged: period, on-demand, one-time. Determines which activities are required.',
    ),
    sample: 'period',
  },
  {
    name: 'joint',
    about: both('Whether this is a joint-operation product, which also requires the kit interfaces.'),
    sample: 'true',
  },
  { name: 'encrypt', about: both('Encryption of sensitive fields (V1): aes256, aes128.'), sample: 'aes256' },
  {
    name: 'skip',
    about: both('Checks to skip, each with a reason.'),
    sample: both('[{ id: V2-AUTH-REPLAY, reason: the gateway rejects repeated nonces }]'),
  },
  {
    name: 'set',
    about: both('Values that only you know, by NAME or ACTIVITY.NAME.'),
    sample: '{ newInstance.orderId: "CS1", newInstance.orderLineId: "CS1-000001" }',
  },
];

const sso: readonly Setting[] = [
  {
    name: 'login',
    about: both('Registered login address, which receives code and tenant.'),
    sample: 'https://isv.example.com/sso/callback',
  },
  {
    name: 'cas',
    about: both('Registered callback of CAS. {placeholder} stands for the tenant.', {
      placeholder: '{tenantId}',
    }),
    sample: '"https://isv.example.com/sso/cas?tenant={tenantId}"',
  },
  {
    name: 'loginPage',
    about: both('Page on which the server starts the login of a tenant itself.'),
    sample: '"https://isv.example.com/sso/login?tenant={tenantId}"',
  },
  {
    name: 'accountPage',
    about: both('Page that shows who is logged in.'),
    sample: 'https://isv.example.com/sso/account',
  },
  {
    name: 'logout',
    about: both('Address that logs the user out.'),
    sample: 'https://isv.example.com/sso/logout',
  },
];

const fileHeader: Localized = both(
  '# Settings of koo for this folder and its subfolders. Commit this file: it contains no keys.\n# Keys come from koo login, environment variables (such as KOO_ACCESS_KEY) or files (--access-key-file).',
);

/** Renders a `koo.yaml`, with unset settings as comments. @param schema path of the JSON Schema, for editors */
export function configText(config: Config, schema?: string): string {
  const { callback: own = {}, sso: login, ...rest } = config;
  // Written even if all of its settings are comments, so that each can be enabled alone.
  const section = Object.keys(own).length > 0 ? 'callback:' : '# callback:';
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    localize(fileHeader),
    ...topLevel.flatMap((line) => ['', ...settingLines(line, rest, '')]),
    '',
    `# ${t('Settings of koo callback test and koo callback send.')}`,
    section,
    ...callback.flatMap((line) => settingLines(line, own, '  ')),
    // Only joint-operation products have a login.
    ...(login
      ? [
          '',
          `# ${t('Settings of koo sso test.')}`,
          'sso:',
          ...sso.flatMap((line) => settingLines(line, login, '  ')),
        ]
      : []),
    '',
  ].join('\n');
}

function settingLines(
  { name, about, sample }: Setting,
  values: Readonly<Record<string, unknown>>,
  indent: string,
): string[] {
  const value = values[name];
  const comment = `${indent}# ${localize(about)}`;
  const example = typeof sample === 'string' ? sample : localize(sample);
  return value === undefined
    ? [comment, `${indent}# ${name}: ${example}`]
    : [comment, `${indent}${name}: ${toYaml(value)}`];
}

/** Writes a value as JSON, which is valid YAML, without quotes where possible. */
function toYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toYaml).join(', ')}]`;
  const plain = typeof value === 'string' && /^[A-Za-z][\w./-]*(:\/\/[\w.:/-]*[\w/-])?$/.test(value);
  const word = plain && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(String(value));
  return word ? String(value) : JSON.stringify(value);
}
