import type { Guide } from './guide.ts';
import { knowledge, manualIntl } from './guide.ts';

const overview = knowledge('JeWNjuS4uuS6keahjOmdoua1i-ivleaKpeWRiiU/t_30_p_2/JeS6keWVhuW6lyU');

export const joining: Guide = {
  id: 'joining',
  title: { en: 'Joining KooGallery', zh: '入驻云商店' },
  about: {
    en: 'From a Huawei Cloud account to a merchant who may publish.',
    zh: '从华为云账号到可以发布商品的商家。',
  },
  steps: [
    {
      text: {
        en: 'Choose the site first: accounts of the Chinese and of the international site are separate, and keys of one do not work on the other. The international site offers fewer open interfaces.',
        zh: '先确定站点：中国站与国际站的账号相互独立，密钥不能互用；国际站提供的开放接口较少。',
      },
      commands: ['koo guide aksk'],
    },
    {
      text: {
        en: 'Register a Huawei Cloud account and complete its real-name verification. Take a company account that will stay: products, keys and sub-users hang on it.',
        zh: '注册华为云账号并完成实名认证。请使用会长期保留的企业账号：商品、密钥和子用户都归属于它。',
      },
      sources: [overview],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Hand in the merchant application: company data, contacts, logo, the agreements. The conditions (age and capital of the company, staff, certificates) differ by site and kind of merchant.',
        zh: '提交商家入驻申请：公司信息、联系人、Logo、协议等。入驻条件（成立年限、注册资金、人员、证书）因站点和商家类型而异。',
      },
      sources: [overview, manualIntl('en-us_sp_topic_0000111')],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Complete the business information certification: settlement goes to the bank account that is given there.',
        zh: '完成商业信息认证：结算款项将打入其中登记的银行账号。',
      },
      sources: [overview],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Meanwhile try everything without an account: koo brings a KooGallery of its own and a merchant that is right.',
        zh: '等待审核期间，无需账号即可先行试用：koo 自带云商店沙箱和一个正确的商家服务器。',
      },
      commands: ['koo callback test --demo', 'koo order get MOCKPERIODYEARNEW --site sandbox'],
    },
    {
      text: {
        en: 'Create sub-users for colleagues instead of sharing the main account. They are IAM users, 50 at most; products are authorised for each in the console.',
        zh: '为同事创建子用户，不要共用主账号。子用户即 IAM 用户，最多 50 个；商品在控制台按子用户授权。',
      },
      commands: ['koo guide aksk'],
    },
    {
      text: {
        en: 'Once you are in, log koo in and see that network, clock and keys are in order.',
        zh: '入驻后登录 koo，并确认网络、时钟和密钥均正常。',
      },
      commands: ['koo login --site cn', 'koo whoami', 'koo doctor'],
    },
  ],
};
