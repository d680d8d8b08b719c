import type { Guide } from './guide.ts';
import { access, knowledge, manualIntl, places } from './guide.ts';

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
