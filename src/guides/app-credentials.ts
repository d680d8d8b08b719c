import type { Guide } from './guide.ts';
import { access, places, saasCenter } from './guide.ts';

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
