import { type Guide, knowledge, manual, manualIntl, places } from './guide.ts';

export const buyers: Guide = {
  id: 'buyers',
  title: { en: 'Specified users and credit', zh: '指定用户与信控设置' },
  about: {
    en: "Who may buy, and who may pay on credit. Huawei has no published API for it: koo's own contract, or a worksheet for the console.",
    zh: '谁可以购买，谁可以用信用额度支付。华为未公布相关接口：koo 使用自有契约，或生成控制台操作清单。',
  },
  steps: [
    {
      text: {
        en: 'Ask the buyer for account name and account id, both of the account, not of an IAM user. The buyer reads them under My Credentials (我的凭证).',
        zh: '向买家索取华为云账号名和华为云账号 ID：须为主账号而非 IAM 用户，买家可在“我的凭证”中查看。',
      },
      commands: ['koo users check FILE'],
      sources: [manualIntl('en-us_topic_0000002453027949')],
    },
    {
      text: {
        en: 'Add the users first: a list in force with nobody on it lets nobody buy. Or keep them in a file and make the list equal to it. Reading the differences first costs nothing.',
        zh: '先添加用户：名单生效但为空时，任何人都不能购买。也可用文件维护并同步，使名单与文件一致。建议先查看差异。',
      },
      console: places.audience,
      commands: [
        'koo users add NAME:ID --product ID',
        'koo users sync FILE --product ID --dry-run',
        'koo users list --product ID',
      ],
    },
    {
      text: {
        en: "Then set the product's audience to specified users. Product level goes before specification level: with “specified” or “associated” the specifications are locked to the same.",
        zh: '然后将商品的销售对象设为指定用户。商品级优先于规格级：商品级为“指定用户”或“已购买关联商品用户”时，规格级不可编辑，与商品一致。',
      },
      console: places.audience,
      commands: ['koo product audience get ID', 'koo product audience set ID specified'],
      sources: [manualIntl('en-us_topic_0000002453027949')],
    },
    {
      text: {
        en: 'On a real site nothing is sent: print the worksheet, do it in the console click by click, then paste the table of the console to see whether the list is as wanted.',
        zh: '真实站点不会发送任何请求：打印操作清单，在控制台逐项完成，再粘贴控制台的表格核对名单。',
      },
      commands: [
        'koo users sync FILE --product ID --worksheet SHEET.md',
        'koo users sync FILE --product ID --from - --dry-run',
      ],
    },
    {
      text: {
        en: 'Removing a user takes the permission away. What it means for orders that exist is not documented.',
        zh: '删除用户即收回购买授权；对已有订单的影响，官方文档未说明。',
      },
      console: places.audience,
      commands: ['koo users remove ID --product ID'],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Joint-operation products and those of Huawei have two credit switches: credit cash coupon and credit line. Of joint-operation products the coupon is on by default, and the line off (if listed after October 2022). On means: Huawei settles with you only after the buyer has repaid in full.',
        zh: '联营商品和华为商品有两个信控开关：授信现金券支付和信用额度支付。联营商品默认开启授信现金券支付、关闭信用额度支付（2022 年 10 月后上架的商品）。开启意味着买家全额还款后，华为才与您结算。',
      },
      console: places.credit,
      commands: ['koo product credit get ID'],
      sources: [knowledge('JWNjZSDorr7nva5jdHJsJQ')],
    },
    {
      text: {
        en: 'The credit line can be opened for specified users alone; it takes effect at once. Do not confuse this list with the one of the audience.',
        zh: '信用额度支付可以只对指定用户开放，立即生效。该名单与销售对象名单是两份不同的名单。',
      },
      console: places.credit,
      commands: [
        'koo users add NAME:ID --product ID --list credit-line',
        'koo product credit set ID --credit-line specified',
      ],
      sources: [knowledge('JeS4muWKoeezu-e7n-i_geenu-S4iuS6keaWueahiCU')],
    },
    {
      text: {
        en: 'Switch credit off with care: buyers who renew on credit are cut off.',
        zh: '关闭信控须谨慎：以授信现金券或信用额度续费的买家会业务中断。',
      },
      console: places.credit,
      sources: [knowledge('JWNjZSDorr7nva5jdHJsJQ')],
    },
  ],
};

export const productConfig: Guide = {
  id: 'product-config',
  title: { en: 'Product configuration', zh: '商品配置' },
  about: {
    en: 'Stock, purchase limits, trials and attributes, kept in a file under version control.',
    zh: '库存、限购、试用和属性，用纳入版本管理的文件维护。',
  },
  steps: [
    {
      text: {
        en: "Write the present state into a file, and commit it. This HTTP contract is koo's own; the sandbox serves it, Huawei's sites have the console only.",
        zh: '把当前配置写入文件并提交版本库。该 HTTP 契约为 koo 自有，由沙箱提供；华为站点只有控制台。',
      },
      commands: ['koo product list', 'koo product get ID -o yaml'],
    },
    {
      text: {
        en: 'Change the file, let koo find broken rules, and read the difference.',
        zh: '修改文件，用 koo 检查规则并查看差异。',
      },
      commands: ['koo product validate -f FILE', 'koo product diff -f FILE'],
    },
    {
      text: {
        en: 'Stock: only for products on sale, 999 at first. You add or take away (−9,999,999 to 9,999,999), with a note; it cannot fall below what is used already.',
        zh: '库存：仅限在售商品，默认 999。填写本次补货数量（−9999999～9999999）和补货说明；结果不能低于已消耗的数量。',
      },
      console: places.stock,
      commands: ['koo product stock get ID', 'koo product stock add ID --delta N --note TEXT'],
    },
    {
      text: {
        en: 'Purchase limits: not for pay-per-use. Once a customer (again after expiry, if you tick that), or a maximum of the quantity attribute. Cancelled orders do not count.',
        zh: '限购：不适用于按需商品。可限每个客户购买一次（可选到期后允许再次购买），或限制数量属性的上限。已取消的订单不计。',
      },
      console: places.limits,
      commands: ['koo product limit get ID', 'koo product limit set ID --once'],
      sources: [manualIntl('sp_topic_0000124')],
    },
    {
      text: {
        en: 'Trial: SaaS with a published trial specification, by month or year. 3 to 180 days, for everybody or for listed users; days stay as published.',
        zh: '试用：限已发布试用规格的 SaaS 商品（包月、包年规格）。3～180 天，对所有用户或名单内用户开放；天数发布后不可修改。',
      },
      console: places.trial,
      commands: ['koo product trial get ID', 'koo users add NAME:ID --product ID --list trial'],
      sources: [knowledge('Jei0reS5sOS7o-eQhuacjeWKoeWZqOWcsOWdgCU')],
    },
    {
      text: {
        en: 'Attributes: enumeration or quantity, with a code and names in Chinese and English. Changing one does not touch products that are published.',
        zh: '属性：枚举型或数量型，含编码和中英文名称。修改或删除不影响已发布的商品。',
      },
      console: places.attributes,
      commands: [
        'koo product attribute list',
        'koo product attribute add CODE --type enumeration --name-en NAME --name-zh NAME',
      ],
      sources: [manualIntl('en-us_sp_topic_0199264843')],
    },
    {
      text: {
        en: 'Apply: koo shows the difference, asks, and refuses when somebody changed the product meanwhile. On a real site take the worksheet.',
        zh: '应用：koo 显示差异并询问，若期间有人修改过商品则拒绝。真实站点请使用操作清单。',
      },
      commands: ['koo product apply -f FILE', 'koo product apply -f FILE --worksheet FILE'],
    },
    {
      text: {
        en: 'The menu is called Product Management on newer consoles and Transactions on older ones.',
        zh: '菜单位置：较新的控制台在“商品管理”下，较旧的在“交易管理”下。',
      },
      checkInConsole: true,
    },
  ],
};

const overview = manual('sp_topic_0000187');

export const supervision: Guide = {
  id: 'supervision',
  title: { en: 'Service supervision', zh: '服务监管' },
  about: {
    en: 'Proof of delivery for what is delivered by hand; without it an order is not settled.',
    zh: '线下交付类订单的交付凭证；未完成则订单不出账。',
  },
  steps: [
    {
      text: {
        en: 'Know whether it concerns you: SaaS and licences that are delivered offline, services, hardware and application orchestration. Images, APIs, containers and SaaS that is ready at once are not supervised.',
        zh: '先确认是否涉及：线下交付的 SaaS、License，以及人工服务、硬件、应用编排类商品涉及；镜像、API、容器及即开即用的 SaaS 不涉及。',
      },
      sources: [overview],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Look up what was bought before you deliver.',
        zh: '交付前先查询订单内容。',
      },
      console: places.orders,
      commands: ['koo order get ORDER'],
      checkInConsole: true,
    },
    {
      text: {
        en: "Confirm or refuse the buyer's requirements where the flow has that step.",
        zh: '流程中有需求确认环节时，确认或驳回用户需求。',
      },
      console: places.supervision,
      sources: [manual('zh-cn_topic_0000002043653290')],
      checkInConsole: true,
    },
    {
      text: {
        en: "After delivery upload the requirement and acceptance documents and the real start of service. Where the start is left out, the buyer's acceptance counts as the start.",
        zh: '交付完成后上传需求文档、验收文档，并填写服务实际开通时间；未填写时以用户验收时间为准。',
      },
      console: places.supervision,
      sources: [manual('zh-cn_topic_0000002043653290'), manual('zh-cn_topic_0000001349175293')],
      checkInConsole: true,
    },
    {
      text: {
        en: "Wait for the buyer's acceptance: the order stays “in progress” and out of the bill until then, and is finished within 3 hours after it.",
        zh: '等待用户验收：在此之前订单为“处理中”、不出账；用户确认验收后 3 小时内变为“已完成”。',
      },
      sources: [overview],
      checkInConsole: true,
    },
    {
      text: {
        en: 'An appeal of either side freezes the flow until KooGallery has decided. Keep your own record of calls and deliveries.',
        zh: '任一方申诉后流程冻结，待运营经理处理。请自行留存接口调用与交付记录。',
      },
      commands: ['koo callback verify CAPTURE'],
      checkInConsole: true,
    },
    {
      text: {
        en: 'There is no open interface for it; exports of the console are kept for 3 days.',
        zh: '服务监管没有开放接口；控制台导出的文件保留 3 天。',
      },
      checkInConsole: true,
    },
  ],
};
