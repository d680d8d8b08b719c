import type { Guide } from './guide.ts';
import { knowledge, manualIntl, places } from './guide.ts';

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
