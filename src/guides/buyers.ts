import type { Guide } from './guide.ts';
import { knowledge, manualIntl, places } from './guide.ts';

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
        en: "Set the product's audience to specified users. Product level goes before specification level: with “specified” or “associated” the specifications are locked to the same.",
        zh: '将商品的销售对象设为指定用户。商品级优先于规格级：商品级为“指定用户”或“已购买关联商品用户”时，规格级不可编辑，与商品一致。',
      },
      console: places.audience,
      commands: ['koo product audience get ID', 'koo product audience set ID specified'],
      sources: [manualIntl('en-us_topic_0000002453027949')],
    },
    {
      text: {
        en: 'Add the users, or keep them in a file and make the list equal to it. Reading the differences first costs nothing.',
        zh: '添加用户，或用文件维护并同步，使名单与文件一致。建议先查看差异。',
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
        en: 'On a real site nothing is sent: print the worksheet, do it in the console click by click, then paste the table of the console to see whether the list is as wanted.',
        zh: '真实站点不会发送任何请求：打印操作清单，在控制台逐项完成，再粘贴控制台的表格核对名单。',
      },
      commands: [
        'koo users sync FILE --product ID --worksheet FILE',
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
