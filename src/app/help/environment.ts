import { both } from '../../text/translate.ts';
import type { Part } from './article-texts.ts';

/** The environment variables that koo reads; a test holds this list to the sources. */
export const environment: readonly Part[] = [
  {
    heading: both('PRECEDENCE'),
    text: both(
      'koo takes a value from the first of these that has it: the flag, the environment variable, koo.yaml, the profile, the default. Each key (the AK/SK, and the access key of each interface class) comes from the first of these: the profile that --profile names, the variables KOO_…, the variables HUAWEICLOUD_SDK_…, the profile of KOO_PROFILE, that of koo.yaml, the current profile. If the profile that --profile names lacks the key, no other source is used. A profile brings its site as well: the site comes from the first of --site, the profile that --profile names, KOO_SITE, the profile of KOO_PROFILE, site in koo.yaml, the profile in koo.yaml, the current profile.',
    ),
  },
  {
    heading: both('OPEN API'),
    rows: [
      ['KOO_PROFILE', both('The profile to use.')],
      ['KOO_SITE', both('The site to call: cn, intl, eu or sandbox. Not used with --profile.')],
      ['KOO_AK, KOO_SK', both('The AK and SK that sign calls of the open API.')],
      ['KOO_SECURITY_TOKEN', both('The security token of a temporary AK/SK.')],
      [
        'HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_SECURITY_TOKEN',
        both(
          "The same values under the names that Huawei's SDKs use. koo reads them if KOO_AK and KOO_SK are not set, on Huawei's own sites only.",
        ),
      ],
    ],
  },
  {
    heading: both('ACCESS KEYS OF CALLBACKS'),
    text: both(
      'A key is never passed as a flag. Pass it in one of these variables, in a file (--access-key-file and similar flags), or store it in a profile.',
    ),
    rows: [
      [
        'KOO_ACCESS_KEY',
        both(
          'The key of base interfaces. It is also used for the other classes if they have no key of their own.',
        ),
      ],
      ['KOO_KIT_KEY', both('The key of kit interfaces (joint-operation products).')],
      ['KOO_LICENSE_KEY', both('The key of licence interfaces.')],
      ['KOO_NOTIFY_KEY', both('The key of order notifications.')],
      [
        'KOO_RSA_PRIVATE_KEY',
        both(
          'With generateKeys in koo.yaml: the RSA private key of the server that koo starts. If it is not set, koo generates one.',
        ),
      ],
      [
        'KOO_ALLOW_ORIGIN',
        both(
          'Origins, separated by commas, to which koo may send requests signed with these keys although only koo.yaml names them, such as https://isv.example.com. Otherwise koo asks once for each origin and key.',
        ),
      ],
    ],
  },
  {
    heading: both('LOGIN OF BUYERS'),
    rows: [
      ['KOO_CLIENT_SECRET', both('The client secret of a tenant, for koo sso token.')],
      ['KOO_SSO_TOKEN', both('The access token for koo sso userinfo.')],
    ],
  },
  {
    heading: both('BEHAVIOUR'),
    rows: [
      [
        'KOO_LANG',
        both(
          'The language of messages: en or zh. If it is not set, koo uses the locale (LC_ALL, LC_MESSAGES, LANG).',
        ),
      ],
      ['KOO_NO_INPUT', both('Never prompt. Same as --no-input.')],
      ['KOO_NO_UPDATE_NOTIFIER', both('Do not check for a newer version of koo.')],
      ['KOO_DEBUG', both('Show a stack trace when koo fails.')],
      [
        'GITHUB_STEP_SUMMARY',
        both('The file to which --reporter github adds the step summary. GitHub Actions sets it.'),
      ],
      ['CI', both('If set, koo shows no progress bar and no notice of a newer version.')],
      [
        'NO_COLOR, FORCE_COLOR, TERM',
        both(
          'NO_COLOR turns colours off, FORCE_COLOR turns them on. TERM=dumb stands for a terminal without colours.',
        ),
      ],
    ],
  },
  {
    heading: both('FILES'),
    rows: [
      [
        'KOO_CONFIG_FILE',
        both(
          'The path of koo.yaml, also of one that belongs to another user. Default: koo.yaml in this folder or a parent folder.',
        ),
      ],
      [
        'KOO_CONFIG_DIR',
        both(
          'The folder for settings, and for secrets that are not in a keyring. Default: the folder koo in XDG_CONFIG_HOME (on Windows, in APPDATA), otherwise ~/.config/koo.',
        ),
      ],
      [
        'KOO_STATE_DIR',
        both(
          'The folder for push journals, the sandbox, and the instances that koo callback send created. Default: the folder koo in XDG_STATE_HOME (on Windows, in LOCALAPPDATA), otherwise ~/.local/state/koo.',
        ),
      ],
      [
        'XDG_CACHE_HOME',
        both(
          'The folder for the compile cache of Node.js, in koo/compile-cache. NODE_COMPILE_CACHE sets another folder.',
        ),
      ],
      ['HOME', both('The home folder. The defaults above are inside it.')],
    ],
  },
  {
    heading: both('NETWORK'),
    rows: [
      [
        'HTTPS_PROXY, HTTP_PROXY',
        both('The proxy for calls. Lower-case names work, too. Calls to this machine never use a proxy.'),
      ],
      ['NO_PROXY', both('The hosts to call without a proxy.')],
    ],
  },
];
