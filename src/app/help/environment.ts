import type { Part } from './article-texts.ts';

/** The environment variables that koo reads; a test holds this list to the sources. */
export const environment: readonly Part[] = [
  {
    heading: { en: 'ORDER', zh: '优先级' },
    text: {
      en: 'A flag goes before the environment, the environment before koo.yaml, koo.yaml before the profile, the profile before the default. A profile that a flag names goes before KOO_AK and KOO_SK.',
      zh: '优先级依次为：选项、环境变量、koo.yaml、配置、默认值。通过选项指定的配置优先于 KOO_AK 和 KOO_SK。',
    },
  },
  {
    heading: { en: 'OPEN API', zh: '开放接口' },
    rows: [
      ['KOO_PROFILE', { en: 'Profile to use.', zh: '要使用的配置。' }],
      [
        'KOO_SITE',
        { en: 'Site to call: cn, intl, eu, sandbox.', zh: '要访问的站点：cn、intl、eu、sandbox。' },
      ],
      [
        'KOO_AK, KOO_SK',
        { en: 'Access key id and secret access key.', zh: '访问密钥 ID（AK）和秘密访问密钥（SK）。' },
      ],
      ['KOO_SECURITY_TOKEN', { en: 'Token of a temporary key pair.', zh: '临时密钥的安全令牌。' }],
      [
        'HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_SECURITY_TOKEN',
        {
          en: 'The same by the names of Huawei’s SDKs, where KOO_AK is not set.',
          zh: '未设置 KOO_AK 时，读取华为云 SDK 使用的这些同义变量。',
        },
      ],
    ],
  },
  {
    heading: { en: 'ACCESS KEYS OF THE CALLBACKS', zh: '回调接口的访问密钥' },
    text: {
      en: 'No flag takes a key itself: a key comes from here, from a file (--access-key-file and its like), or from the profile.',
      zh: '没有任何选项直接接收密钥：密钥取自环境变量、文件（--access-key-file 等选项）或配置。',
    },
    rows: [
      [
        'KOO_ACCESS_KEY',
        {
          en: 'Base interfaces; for the other classes where they have none of their own.',
          zh: '基础接口；其他类别没有单独设置密钥时也使用它。',
        },
      ],
      ['KOO_KIT_KEY', { en: 'Kit interfaces of joint-operation products.', zh: '联营 Kit 接口。' }],
      ['KOO_LICENSE_KEY', { en: 'Licence interfaces.', zh: 'License 接口。' }],
      ['KOO_NOTIFY_KEY', { en: 'Order notifications.', zh: '订单通知接口。' }],
    ],
  },
  {
    heading: { en: 'BEHAVIOUR', zh: '行为' },
    rows: [
      [
        'KOO_LANG',
        {
          en: 'Language of texts, en or zh; without it the locale decides (LC_ALL, LC_MESSAGES, LANG).',
          zh: '文字所用的语言：en 或 zh；未设置时由系统语言环境决定（LC_ALL、LC_MESSAGES、LANG）。',
        },
      ],
      ['KOO_NO_INPUT', { en: 'Never ask, like --no-input.', zh: '从不询问，等同于 --no-input。' }],
      ['KOO_NO_UPDATE_NOTIFIER', { en: 'Never look for a newer koo.', zh: '从不检查 koo 的新版本。' }],
      ['KOO_DEBUG', { en: 'Show where koo itself failed.', zh: '显示 koo 自身出错的位置。' }],
      ['CI', { en: 'No progress bar, no notice of a newer koo.', zh: '不显示进度条，不提示新版本。' }],
      [
        'NO_COLOR, FORCE_COLOR, TERM',
        {
          en: 'Colours: never, always; TERM=dumb means a terminal without any.',
          zh: '颜色：从不、总是；TERM=dumb 表示终端不支持颜色。',
        },
      ],
    ],
  },
  {
    heading: { en: 'PLACES', zh: '文件位置' },
    rows: [
      [
        'KOO_CONFIG_DIR',
        {
          en: 'Folder of settings and of secrets outside a keyring. Default: koo in XDG_CONFIG_HOME (APPDATA on Windows), else ~/.config/koo.',
          zh: '存放设置和未进入密钥环的密钥的目录。默认为 XDG_CONFIG_HOME（Windows 上为 APPDATA）下的 koo，其次为 ~/.config/koo。',
        },
      ],
      [
        'KOO_STATE_DIR',
        {
          en: 'Folder of journals and the sandbox. Default: koo in XDG_STATE_HOME (LOCALAPPDATA on Windows), else ~/.local/state/koo.',
          zh: '存放日志和沙箱数据的目录。默认为 XDG_STATE_HOME（Windows 上为 LOCALAPPDATA）下的 koo，其次为 ~/.local/state/koo。',
        },
      ],
      [
        'XDG_CACHE_HOME',
        {
          en: 'Where Node’s compiled code is kept, in koo/compile-cache; NODE_COMPILE_CACHE names another folder.',
          zh: 'Node 编译缓存所在的目录（其中的 koo/compile-cache）；可用 NODE_COMPILE_CACHE 另行指定。',
        },
      ],
      ['HOME', { en: 'The home folder that the defaults begin with.', zh: '默认目录所在的用户主目录。' }],
    ],
  },
  {
    heading: { en: 'NETWORK', zh: '网络' },
    rows: [
      [
        'HTTPS_PROXY, HTTP_PROXY',
        {
          en: 'Proxy of calls; in lower case, too. This machine is always called directly.',
          zh: '调用所用的代理；小写形式同样有效。访问本机时从不经过代理。',
        },
      ],
      ['NO_PROXY', { en: 'Hosts to call without it.', zh: '不经过代理的主机。' }],
    ],
  },
];
