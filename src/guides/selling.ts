import { access, type Guide, knowledge, manualIntl, places } from './guide.ts';

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

export const publishing: Guide = {
  id: 'publishing',
  title: { en: 'Publishing a product', zh: '发布商品' },
  about: {
    en: 'What to have ready, what cannot be changed later, and what is watched afterwards.',
    zh: '发布前的准备、发布后不可更改的内容，以及上架后的监测。',
  },
  steps: [
    {
      text: {
        en: 'Know what you sell: access type (SaaS, licence, image, service, …) and how it is paid (period, one-time, pay-per-use, package). They decide which interfaces you need.',
        zh: '明确商品的接入类型（SaaS、License、镜像、人工服务等）和计费模式（包周期、一次性、按需、套餐包），它们决定需要哪些接口。',
      },
      commands: ['koo callback activities', 'koo callback test URL --sale on-demand --list'],
      sources: [access('zh-cn_topic_0070649414')],
    },
    {
      text: {
        en: 'Plan specifications: at most 10 values an enumeration, 100 specifications a product, 50 characters a name; a quantity attribute has a least, a most and a step. Preset attributes (appName, version, os, mode) keep their names.',
        zh: '规划规格：每个枚举属性最多 10 个值，一个商品最多 100 个规格，规格名称最多 50 个字符；数量属性有最小值、最大值和步长。预置属性（appName、version、os、mode）的名称不能占用。',
      },
      console: places.attributes,
      commands: ['koo product attribute list', 'koo product validate -f FILE'],
      sources: [manualIntl('en-us_sp_topic_0199264843')],
    },
    {
      text: {
        en: 'Get the interfaces right before the console tries them: run the suite until it is green, also in your pipeline.',
        zh: '在控制台调测之前先把接口改对：反复运行测试套件直至全部通过，并加入流水线。',
      },
      commands: ['koo callback test URL --protocol v2 --reporter spec --reporter junit=FILE'],
    },
    {
      text: {
        en: 'Debug each interface in the console and save the case. Saved cases are what the probes replay while the product is listed, unchanged, for months.',
        zh: '在控制台逐个调测接口并保存用例。商品在售期间，拨测会一直原样重放这些已保存的用例。',
      },
      console: places.debugging,
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'Publish: fill in the product form, choose the tested address, hand it in for review. V1: the AES length you choose here (256 or 128 bits) is the one KooGallery encrypts mobile numbers and mail addresses with.',
        zh: '发布：填写商品信息，选择已调测的生产地址，提交审核。V1 商品在此选择的加密位数（256 或 128）即云商店加密手机号和邮箱所用的位数。',
      },
      console: places.products,
      commands: ['koo callback decrypt TEXT --bits 256'],
      sources: [
        access('zh-cn_topic_0272346898'),
        knowledge('Jei0temYs-S6keiuoeeul-S4reW_gyU/t_30_p_1/JeS6keWVhuW6lyU'),
      ],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Think before you release a trial: once published it cannot be cancelled, nor its days changed (3 to 180).',
        zh: '发布试用规格前请考虑清楚：发布后不能取消，也不能修改试用天数（3～180 天）。',
      },
      console: places.trial,
      commands: ['koo product trial get ID'],
      sources: [knowledge('Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU')],
    },
    {
      text: {
        en: "To try the purchase itself, sell to specified users first (a colleague's account), then open the sale.",
        zh: '想先验证购买流程，可将销售对象设为指定用户（例如同事的账号），验证后再放开。',
      },
      console: places.audience,
      commands: ['koo users add NAME:ID --product ID', 'koo guide buyers'],
      sources: [manualIntl('en-us_topic_0000002453027949')],
    },
    {
      text: {
        en: 'Afterwards the interfaces are probed each morning and afternoon. V1: mend within 2 working days, and more than 5 failed orders in a month take the product off the shelf. V2: 5 failing days in a row freeze the sale and hide it.',
        zh: '上架后每天上午和下午自动拨测。V1：2 个工作日内未修复将下架，单月失败订单超过 5 个也会下架；V2：连续 5 天失败将冻结交易并隐藏商品。',
      },
      console: places.cases,
      commands: ['koo callback test URL --protocol v2'],
      // The rules of V1 are on the pages of its interfaces, those of V2 on the last one.
      sources: [
        access('zh-cn_topic_0070649013'),
        access('zh-cn_topic_0070649055'),
        access('zh-cn_topic_0070649414'),
      ],
    },
    {
      text: {
        en: 'Hiding a product is a change of its business information (public sale: no) and is reviewed too.',
        zh: '隐藏商品需修改业务信息（是否公开销售：否），同样需要审核。',
      },
      console: places.products,
      checkInConsole: true,
    },
  ],
};

const storyPage = knowledge('JWFuZHJvaWQg5a-85YWlY3J06K-B5LmmJQ/t_30_p_2/JeS6keWVhuW6lyU');

export const store: Guide = {
  id: 'store',
  title: { en: 'The store page', zh: '店铺页面' },
  about: {
    en: 'What buyers see of the merchant, and media that fit at the first upload.',
    zh: '买家看到的商家页面，以及一次就能上传成功的素材。',
  },
  steps: [
    {
      text: {
        en: "Find the store's page in the seller console, under store operation (店铺运营).",
        zh: '在卖家中心的“店铺运营”中找到店铺页面。',
      },
      console: { en: 'Seller Console (卖家中心) > Store Operation (店铺运营)', zh: '卖家中心 > 店铺运营' },
      checkInConsole: true,
    },
    {
      text: {
        en: 'Introduction media: a video in MP4 or MOV, or pictures in JPG, JPEG or PNG, 780 × 440 pixels. koo reads format and size from the file itself.',
        zh: '店铺介绍素材：视频为 MP4 或 MOV，图片为 JPG、JPEG 或 PNG，尺寸 780×440 像素。koo 从文件内容读取格式和尺寸。',
      },
      commands: ['koo store check FILE'],
      sources: [storyPage],
    },
    {
      text: {
        en: 'Do not rename a file to another ending; convert it. koo takes a renamed file for a fault; what the upload does with one is not documented.',
        zh: '不要只改扩展名，请转换格式。koo 将改名的文件视为不符合要求；上传时如何处理，文档未说明。',
      },
      commands: ['koo store check FILE --json'],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Limits on file size, length of a video and number of pictures: the upload dialog shows them.',
        zh: '文件大小、视频时长和图片数量的限制以上传页面为准。',
      },
      checkInConsole: true,
    },
    {
      text: {
        en: 'Write the company profile as plain text: external links in it are refused.',
        zh: '公司简介使用纯文本：其中不能粘贴外部链接。',
      },
      sources: [manualIntl('en-us_sp_topic_0000111')],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Support phone and mail address are shown to buyers; answer within 24 hours.',
        zh: '客服电话和邮箱会展示给买家，请确保 24 小时内答复。',
      },
      sources: [manualIntl('en-us_sp_topic_0000111')],
      checkInConsole: true,
    },
  ],
};
