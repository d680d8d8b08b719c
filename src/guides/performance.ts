import type { Guide } from './guide.ts';
import { access, knowledge, places } from './guide.ts';

const figures = knowledge(
  'JeWmguS9leaKiuWNjuS4uuS6keacjeWKoeS4pOS4qui0puWPt-WQiOW5tiU/t_30_p_19/JeS6keWVhuW6lyU',
);
const consumption = knowledge('JeS8geS4mumCrueuseeZu-mZhuWFpeWPoyU/t_30_p_6/JeWQiOS9nOS8meS8tOS4reW_gyU');

export const performance: Guide = {
  id: 'performance',
  title: { en: 'Performance figures and resource consumption', zh: '业绩与资源消耗' },
  about: {
    en: "Which of several consoles has which figure: partner performance, customers' consumption, usage, orders.",
    zh: '哪个数字在哪个页面：伙伴业绩、客户资源消耗、话单、订单。',
  },
  steps: [
    {
      text: {
        en: 'Two consoles: the seller console has your orders, bills and usage; the partner center (伙伴中心) has performance and what your customers consume of Huawei Cloud.',
        zh: '分清两个控制台：卖家中心看订单、账单和话单；伙伴中心看业绩和客户消耗的华为云资源。',
      },
      checkInConsole: true,
    },
    {
      text: {
        en: "Performance: summary and details by period. Figures of a day come a working day later; this month's are estimates, last month's are final once reviewed.",
        zh: '业绩：按期次查看汇总和明细。当天数据一个工作日后可查；本月为预估，上月审核后为终稿。',
      },
      console: {
        en: 'Partner Center (伙伴中心) > Sales > Performance and Incentives (销售 > 伙伴账务 > 业绩激励对账 > 业绩查询)',
        zh: '伙伴中心 > 销售 > 伙伴账务 > 业绩激励对账 > 业绩查询',
      },
      sources: [figures],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Resource consumption of customers: read in the partner center, by customer and month. It is no bill: do not settle or invoice by it.',
        zh: '客户的资源消耗：在伙伴中心按客户和月份查看。它不是账单，不能作为结算和开票依据。',
      },
      console: {
        en: 'Partner Center (伙伴中心) > Sales > Customers > Consumption (销售 > 客户 > 客户消费 > 消费明细)',
        zh: '伙伴中心 > 销售 > 客户 > 客户消费 > 消费明细',
      },
      sources: [consumption],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Consumption of your own pay-per-use product: what you pushed, and which records were refused.',
        zh: '自有按需商品的使用量：查看已推送的话单及被拒绝的话单。',
      },
      console: places.usageRecords,
      commands: ['koo usage push FILE --rejects FILE', 'koo codes --family usage-record'],
      sources: [access('zh-cn_topic_0070649410')],
    },
    {
      text: {
        en: "Use of licences: you report it; a sum over all sellers' orders is not offered by any open interface.",
        zh: '授权码的使用统计由商家上报；开放接口不提供订单汇总。',
      },
      commands: ['koo license stats LICENSE --active N'],
      sources: [access('zh-cn_topic_0000002290055385')],
    },
    {
      text: {
        en: 'Single orders by number; lists of orders are in the console alone.',
        zh: '可按订单号查询单个订单；订单列表只能在控制台查看。',
      },
      console: places.orders,
      commands: ['koo order get ORDER'],
      sources: [access('zh-cn_topic_0070649350')],
      checkInConsole: true,
    },
  ],
};
