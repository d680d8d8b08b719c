import type { Guide } from './guide.ts';
import { access, knowledge, places } from './guide.ts';

const certification = knowledge('JWV4YW1wbGXnlLXlrZDpgq7nrrHms6jlhowl/t_30_p_9/JeS6keWVhuW6lyU');

export const jointOperation: Guide = {
  id: 'joint-operation',
  title: { en: 'Joint-operation certification', zh: '联营认证' },
  about: {
    en: 'What a product needs before it can be published as a joint-operation product.',
    zh: '商品以联营方式发布前需要具备的条件。',
  },
  steps: [
    {
      text: {
        en: 'Sign the joint-operation partner plan: until then the console offers no certification, and no joint-operation product can be published.',
        zh: '签订联营伙伴计划协议：签订之前控制台不提供联营认证，也不能发布联营商品。',
      },
      console: places.certification,
      sources: [certification],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Hand in the certification for the product: its access type has to be the one you will publish with, its environments those you will sell (public cloud, HCS, HCSO). News goes to the contact you name there.',
        zh: '为商品提交联营认证：商品接入类型须与将来发布时一致，部署环境须与将来销售的一致（公有云、HCS、HCSO）。进展会通知其中填写的联系人。',
      },
      console: places.certification,
      sources: [certification],
      checkInConsole: true,
    },
    {
      text: {
        en: 'SaaS: build the five kit interfaces beside the base ones (tenant, application, authorisation, single and all departments). Deleting and adding again must always succeed, also without an instance.',
        zh: 'SaaS 类：除基础接口外，还须实现五个 Kit 接口（企业、应用、用户授权、部门增量、部门全量同步）。重复新增和删除都必须成功，删除时不得要求实例存在。',
      },
      commands: [
        'koo callback activities --protocol v2-kit',
        'koo callback test URL --protocol v2,v2-kit --joint --rsa-public-key FILE',
      ],
      sources: [access('zh-cn_topic_0070649414'), access('zh-cn_topic_0070649433')],
    },
    {
      text: {
        en: 'KooGallery appends the kit paths (/produceAPI/v2/…) to your address. Enter the address without them.',
        zh: '云商店会在您的地址后追加 Kit 子路径（/produceAPI/v2/…），填写地址时不要带上子路径。',
      },
      sources: [access('zh-cn_topic_0070649433')],
    },
    {
      text: {
        en: 'Apply for an application credential of the production environment; publishing needs it.',
        zh: '申请生产环境的应用凭证，发布商品时需要。',
      },
      console: places.credentials,
      commands: ['koo guide app-credentials'],
      sources: [access('zh-cn_topic_0070649438')],
    },
    {
      text: {
        en: 'Licence: a joint-operation licence product sold on the public cloud has to report how its licences are used.',
        zh: 'License 类：在公有云销售的联营 License 商品必须上报授权码的软件使用统计。',
      },
      commands: ['koo license stats LICENSE --active N'],
      sources: [access('zh-cn_topic_0000002290055385')],
    },
    {
      text: {
        en: 'After listing, credit cash coupons are accepted and the credit line is not, unless you change it.',
        zh: '联营商品上架后，默认接受授信现金券、不接受信用额度支付，可自行修改。',
      },
      console: places.credit,
      commands: ['koo product credit get ID'],
      sources: [knowledge('JWNjZSDorr7nva5jdHJsJQ')],
    },
  ],
};
