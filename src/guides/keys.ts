import { access, accessIntl, type Guide, knowledge, places, productPage, saasCenter } from './guide.ts';

export const appCredentials: Guide = {
  id: 'app-credentials',
  title: { en: 'Application credentials and test accounts', zh: '应用凭证与测试账号' },
  about: {
    en: 'For joint-operation SaaS: how the credential comes about, and what reaches your server meanwhile.',
    zh: '适用于联营 SaaS：如何申请凭证，以及其间服务器会收到什么。',
  },
  steps: [
    {
      text: {
        en: 'Make an RSA key pair of 3072 bits or more. The console wants the public key without the BEGIN and END lines; the private key stays with you.',
        zh: '生成 3072 位及以上的 RSA 密钥对。控制台填写公钥时去掉 BEGIN、END 行；私钥自行保管。',
      },
      sources: [access('zh-cn_topic_0070649434')],
    },
    {
      text: {
        en: 'Build the decryption of clientSecret: RSA-OAEP with SHA-256 and MGF1 with SHA-1. Node, WebCrypto and .NET take one hash for both by default and fail.',
        zh: '实现 clientSecret 解密：RSA-OAEP，哈希 SHA-256，MGF1 使用 SHA-1。Node、WebCrypto、.NET 默认两者使用同一哈希，会解密失败。',
      },
      commands: ['koo callback decrypt --client-secret --rsa-private-key FILE'],
      sources: [access('zh-cn_topic_0070649434')],
    },
    {
      text: {
        en: 'Debug the five kit interfaces and save them: the credential asks for an address that was debugged and saved.',
        zh: '调测并保存五个 Kit 接口：申请凭证时只能选择已调测并保存的地址。',
      },
      console: places.debugging,
      commands: ['koo callback test URL --protocol v2-kit --rsa-public-key FILE'],
      sources: [access('zh-cn_topic_0070649438')],
    },
    {
      text: {
        en: 'Apply: application name, way of authentication (OAuth2.0 or SDK), production address, public key, kind of login address, platforms. “Several instances” cannot be taken back once it is yes.',
        zh: '申请凭证：应用名称、认证方式（OAuth2.0 或 SDK）、生产地址、公钥、登录地址类型、适用平台。“多实例绑定”选“是”后不能改回。',
      },
      console: places.credentials,
      sources: [access('zh-cn_topic_0070649438')],
    },
    {
      text: {
        en: 'Applying fires tenantSync, applicationSync and allOrgSync at your server, with instanceId empty, and orderId too in tenantSync. Accept that.',
        zh: '提交申请会触发 tenantSync、applicationSync、allOrgSync，此时 instanceId 为空，tenantSync 的 orderId 也为空，必须能处理。',
      },
      commands: ['koo callback send tenantSync URL --protocol v2-kit'],
      sources: [saasCenter('saascenter_usermanual_0169')],
    },
    {
      text: {
        en: 'Note the application id and secret that you get: they are for the login of users, and are neither an access key nor an AK/SK.',
        zh: '记下得到的应用 ID 和密钥：它们用于用户登录，既不是访问密钥，也不是 AK/SK。',
      },
      commands: ['koo guide oauth'],
      sources: [access('zh-cn_topic_0070649438')],
    },
    {
      text: {
        en: 'Apply for a test account: that fires authSync. Log in with it and see the user arrive in your application.',
        zh: '申请测试账号：会触发 authSync。用该账号登录，确认用户已同步到您的应用。',
      },
      console: places.credentials,
      commands: ['koo callback send authSync URL --protocol v2-kit'],
      sources: [saasCenter('saascenter_usermanual_0169')],
    },
    {
      text: {
        en: 'Later you may change production address, login address and public key. A new address has to be debugged and saved first; then hand in the product change for review and update existing orders.',
        zh: '之后可修改生产地址、登录地址和公钥。新地址须先调测并保存；修改后提交商品修改审核，并批量更新存量订单。',
      },
      console: places.credentials,
      sources: [access('zh-cn_topic_0070649439')],
    },
    {
      text: {
        en: 'How a client secret is rotated is not documented.',
        zh: 'clientSecret 如何轮换，官方文档未说明。',
      },
      checkInConsole: true,
    },
  ],
};

const creating = knowledge('JeaJi-acuuWmguS9leiuvue9ruWfn-WQjemHjeWumuWQkSU/t_30_p_9/JeS6keWVhuW6lyU');
const subUsers = knowledge('JeaMieaXtumXtOaUtui0ueeahHZwbiU/t_30_p_32/JeS6keWVhuW6lyU');
const iam = 'https://support.huaweicloud.com/usermanual-permissions/iam_11_0132.html';

export const aksk: Guide = {
  id: 'aksk',
  title: { en: 'AK/SK and the rights of IAM users', zh: 'AK/SK 与 IAM 用户权限' },
  about: {
    en: 'The key pair that signs calls to the open API, and why it is refused.',
    zh: '调用开放接口所用的密钥对，以及被拒绝的原因。',
  },
  steps: [
    {
      text: {
        en: "Three things are called key and none replaces another: the AK/SK signs your calls to KooGallery, the access key signs calls between both sides' servers, the application credential is for the login of users.",
        zh: '三种密钥互不替代：AK/SK 用于签名您对云商店开放接口的调用；访问密钥用于双方服务器之间的签名；应用凭证用于用户登录。',
      },
      commands: ['koo guide access-keys', 'koo guide app-credentials'],
    },
    {
      text: {
        en: 'Create the pair with the account that published the product. The SK can be downloaded once, two pairs a user at most.',
        zh: '用发布商品的账号创建密钥。SK 只能下载一次，每个用户最多两对。',
      },
      console: places.accessKeyPair,
      sources: [creating],
    },
    {
      text: {
        en: 'With an IAM sub-user: the main account has to tick programmatic access (编程访问) for that user first.',
        zh: '使用 IAM 子用户时：主账号须先为该用户勾选“编程访问”。',
      },
      console: {
        en: 'Identity and Access Management (统一身份认证服务) > the user',
        zh: '统一身份认证服务 > 该 IAM 用户',
      },
      sources: [subUsers],
    },
    {
      text: {
        en: 'Which IAM policy the seller interfaces need is not published: the actions of the service prefix marketplace are all for buyers.',
        zh: '卖家接口所需的 IAM 策略未公布：marketplace 服务前缀下公布的授权项均面向买家。',
      },
      sources: [iam],
      checkInConsole: true,
    },
    {
      text: {
        en: "Store it in koo: it is tried first, and kept in the system's keyring or in a file only you can read. In a pipeline use KOO_AK and KOO_SK.",
        zh: '存入 koo：先验证再保存，存放在系统密钥环或仅您可读的文件中。流水线中使用 KOO_AK、KOO_SK。',
      },
      commands: ['koo login --site cn', 'koo whoami'],
    },
    {
      text: {
        en: "Refused? MKT.0150: the product is another seller's. MKT.0151: the account is no seller. MKT.0154 or APIGW.0301: the signature, the key or the clock; more than 15 minutes off is refused.",
        zh: '被拒绝时：MKT.0150 表示商品不属于该账号；MKT.0151 表示账号不是商家；MKT.0154 或 APIGW.0301 表示签名、密钥或时钟有误，时钟偏差超过 15 分钟会被拒绝。',
      },
      commands: ['koo doctor', 'koo codes MKT.0151 APIGW.0301'],
    },
    {
      text: {
        en: 'Too many failures lock an AK for a while. Mend the cause before you repeat.',
        zh: '失败次数过多会暂时锁定该 AK，请先排除原因再重试。',
      },
      commands: ['koo doctor'],
    },
    {
      text: {
        en: 'To rotate: create the second pair, log in with it, see that it works, then delete the first.',
        zh: '轮换：创建第二对密钥，用它登录并确认可用，再删除旧的一对。',
      },
      console: places.accessKeyPair,
      commands: ['koo login', 'koo order get MOCKPERIODYEARNEW'],
      sources: [access('zh-cn_topic_0070649350')],
    },
  ],
};

export const accessKeys: Guide = {
  id: 'access-keys',
  title: { en: 'Access keys and their rotation', zh: '访问密钥与轮换' },
  about: {
    en: 'One key for each class of interfaces, and how to change it without failing probes.',
    zh: '每个接口类别一个密钥，以及如何更换而不影响拨测。',
  },
  steps: [
    {
      text: {
        en: 'Create the key in the console. V1 shows it in the merchant information (eye icon).',
        zh: '在控制台新增密钥 ID。V1.0 在服务商信息中点击眼睛图标查看。',
      },
      console: places.keys,
      sources: [access('zh-cn_topic_0000002091917709'), accessIntl('en-us_topic_0000001864077948')],
    },
    {
      text: {
        en: 'Bind it: a verified address has one key for each class (base, joint-operation SaaS kit, licence code delivery, general for order notices). A key of one class is not valid for another.',
        zh: '绑定密钥：已校验的地址按接口类别各绑定一个密钥（基础接口、联营 SaaS 同步接口、License 授权码交付接口、用于订单通知的通用接口），类别之间不能混用。',
      },
      console: places.addresses,
      sources: [access('zh-cn_topic_0070649478'), access('zh-cn_topic_0000002091917709')],
    },
    {
      text: {
        en: 'Give it to koo by the environment, a file or the profile, never on the command line.',
        zh: '通过环境变量、文件或配置提供给 koo，不要写在命令行上。',
      },
      commands: [
        'koo login',
        'koo callback test URL --protocol v2,v2-kit --access-key-file FILE --kit-key-file FILE',
      ],
    },
    {
      text: {
        en: 'The usage push signs its header with the key of the base interfaces, beside the AK/SK.',
        zh: '使用量推送除 AK/SK 外，还用基础接口的访问密钥对请求头签名。',
      },
      commands: ['koo usage push FILE'],
      sources: [access('zh-cn_topic_0070649410')],
    },
    {
      text: {
        en: 'To rotate, teach your server to accept both keys first. Then add the new key, bind it to the address, see that probes and calls verify, and only then delete the old one.',
        zh: '轮换前先让服务器同时接受新旧两个密钥；再新增密钥、重新绑定地址，确认拨测和调用都验签通过后，才删除旧密钥。',
      },
      console: places.keys,
      commands: ['koo callback test URL --protocol v2 --access-key-file FILE'],
      sources: [access('zh-cn_topic_0000002091917709')],
    },
    {
      text: {
        en: 'Changing the binding at once breaks the probes of listed products whose server knows the old key alone.',
        zh: '若服务器只认旧密钥，直接更换绑定会导致在售商品拨测失败。',
      },
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'European site: the shown value is the base64 form of the key; decode it before use.',
        zh: '欧洲站：显示的值是密钥的 Base64 形式，使用前须解码。',
      },
      checkInConsole: true,
    },
  ],
};

export const oauth: Guide = {
  id: 'oauth',
  title: { en: 'Account login (OAuth)', zh: '账号登录（OAuth）' },
  about: {
    en: "How users of a joint-operation SaaS log in with their organisation's account.",
    zh: '联营 SaaS 的用户如何用组织账号登录。',
  },
  steps: [
    {
      text: {
        en: 'Keep what the kit brings: domainName of each tenant (with https://) from tenantSync, clientId and clientSecret of each tenant and application from applicationSync.',
        zh: '保存 Kit 同步的内容：tenantSync 中每个租户的 domainName（含 https://），applicationSync 中每个租户和应用的 clientId、clientSecret。',
      },
      commands: ['koo callback activities applicationSync --protocol v2-kit', 'koo guide app-credentials'],
      sources: [access('zh-cn_topic_0070649433'), access('zh-cn_topic_0070649434')],
    },
    {
      text: {
        en: "Start: either the unified login page with your application id (it comes back with code and tenant), or the authorize address of the tenant's domain with state.",
        zh: '发起登录：使用带应用 ID 的统一登录页（回调带 code 和租户），或租户域名的 authorize 地址（带 state）。',
      },
      sources: [access('zh-cn_topic_0070649141'), saasCenter('saascenter_usermanual_0158')],
    },
    {
      text: {
        en: 'Exchange the code at DOMAIN/api/v1/oauth2/token: a form with client_id, client_secret (decrypted), code, grant_type=authorization_code. A code is good for one use.',
        zh: '到“租户域名/api/v1/oauth2/token”换取令牌：表单提交 client_id、client_secret（解密后的明文）、code、grant_type=authorization_code。code 只能使用一次。',
      },
      sources: [access('zh-cn_topic_0070649448'), productPage('page-1155')],
    },
    {
      text: {
        en: 'Access tokens live 7200 s, refresh tokens 30 days; refresh with grant_type=refresh_token at the same address.',
        zh: 'access_token 有效期 7200 秒，refresh_token 30 天；在同一地址用 grant_type=refresh_token 刷新。',
      },
      sources: [access('zh-cn_topic_0070649448')],
    },
    {
      text: {
        en: 'Read the user at DOMAIN/api/v1/oauth2/userinfo with the Bearer token: id, userName, role (user or admin), organizationCode, tenant. organizationCode is the orgCode of the kit.',
        zh: '携带 Bearer 令牌访问“租户域名/api/v1/oauth2/userinfo”获取用户：id、userName、role（user 或 admin）、organizationCode、tenant；organizationCode 即 Kit 中的 orgCode。',
      },
      sources: [access('zh-cn_topic_0070649450')],
    },
    {
      text: {
        en: 'Let in only users whom authSync has enabled, and map the tenant to the instance you provisioned.',
        zh: '只允许 authSync 已启用的用户登录，并将租户对应到已开通的实例。',
      },
      commands: ['koo callback test URL --protocol v2-kit'],
      sources: [access('zh-cn_topic_0070649435')],
    },
    {
      text: {
        en: 'Try it with a test account. A logout address and a CAS way exist; their parameters are not in the pages koo has.',
        zh: '用测试账号试一遍。另有登出地址和 CAS 方式，其参数不在 koo 掌握的文档中。',
      },
      console: places.credentials,
      checkInConsole: true,
    },
  ],
};
