import { both } from '../../text/translate.ts';
import type { Part } from './article-texts.ts';

/** The environment variables that koo reads; a test holds this list to the sources. */
export const environment: readonly Part[] = [
  {
    heading: both('ORDER'),
    text: both(
      'A flag goes before the environment, the environment before koo.yaml, koo.yaml before the profile, the profile before the default. A profile that a flag names goes before KOO_AK and KOO_SK.',
    ),
  },
  {
    heading: both('OPEN API'),
    rows: [
      ['KOO_PROFILE', both('Profile to use.')],
      ['KOO_SITE', both('Site to call: cn, intl, eu, sandbox.')],
      ['KOO_AK, KOO_SK', both('Access key id and secret access key.')],
      ['KOO_SECURITY_TOKEN', both('Token of a temporary key pair.')],
      [
        'HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_SECURITY_TOKEN',
        both('The same by the names of Huawei’s SDKs, where KOO_AK is not set.'),
      ],
    ],
  },
  {
    heading: both('ACCESS KEYS OF THE CALLBACKS'),
    text: both(
      'No flag takes a key itself: a key comes from here, from a file (--access-key-file and its like), or from the profile.',
    ),
    rows: [
      ['KOO_ACCESS_KEY', both('Base interfaces; for the other classes where they have none of their own.')],
      ['KOO_KIT_KEY', both('Kit interfaces of joint-operation products.')],
      ['KOO_LICENSE_KEY', both('Licence interfaces.')],
      ['KOO_NOTIFY_KEY', both('Order notifications.')],
    ],
  },
  {
    heading: both('BEHAVIOUR'),
    rows: [
      [
        'KOO_LANG',
        both('Language of texts, en or zh; without it the locale decides (LC_ALL, LC_MESSAGES, LANG).'),
      ],
      ['KOO_NO_INPUT', both('Never ask, like --no-input.')],
      ['KOO_NO_UPDATE_NOTIFIER', both('Never look for a newer koo.')],
      ['KOO_DEBUG', both('Show where koo itself failed.')],
      ['CI', both('No progress bar, no notice of a newer koo.')],
      [
        'NO_COLOR, FORCE_COLOR, TERM',
        both('Colours: never, always; TERM=dumb means a terminal without any.'),
      ],
    ],
  },
  {
    heading: both('PLACES'),
    rows: [
      [
        'KOO_CONFIG_DIR',
        both(
          'Folder of settings and of secrets outside a keyring. Default: koo in XDG_CONFIG_HOME (APPDATA on Windows), else ~/.config/koo.',
        ),
      ],
      [
        'KOO_STATE_DIR',
        both(
          'Folder of journals and the sandbox. Default: koo in XDG_STATE_HOME (LOCALAPPDATA on Windows), else ~/.local/state/koo.',
        ),
      ],
      [
        'XDG_CACHE_HOME',
        both(
          'Where Node’s compiled code is kept, in koo/compile-cache; NODE_COMPILE_CACHE names another folder.',
        ),
      ],
      ['HOME', both('The home folder that the defaults begin with.')],
    ],
  },
  {
    heading: both('NETWORK'),
    rows: [
      [
        'HTTPS_PROXY, HTTP_PROXY',
        both('Proxy of calls; in lower case, too. This machine is always called directly.'),
      ],
      ['NO_PROXY', both('Hosts to call without it.')],
    ],
  },
];
