import type { Guide } from './guide.ts';
import { access, places, productPage, saasCenter } from './guide.ts';

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
