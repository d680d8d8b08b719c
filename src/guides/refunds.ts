import type { Guide } from './guide.ts';
import { access, knowledge, places } from './guide.ts';

const rules = knowledge('JeacuuWZqOivreiogOe8lueoi-WunuS-iyU/t_30_p_12/JeS6keWVhuW6lyU');
const review = knowledge('JeWtpuS5oOeahOa3seW6puWSjOW5v-W6puS4jeWknyU/t_30_p_5/JeS6keWVhuW6lyU');

export const refunds: Guide = {
  id: 'refunds',
  title: { en: 'Refunds and unsubscription', zh: '退款与退订' },
  about: {
    en: 'What you approve in the console, and what your server is told.',
    zh: '控制台中需要审批什么，服务器会收到什么。',
  },
  steps: [
    {
      text: {
        en: 'Which rule holds depends on supervision: a supervised order can be refunded by agreement until supervision ends, and needs your approval; for others the rules of the product type hold.',
        zh: '规则取决于是否涉及服务监管：涉及的订单在监管完成前可协商退款，需商家审批；不涉及的按商品类型的退订规则执行。',
      },
      commands: ['koo guide supervision'],
      sources: [rules],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Approve or refuse requests in time; the buyer may appeal when you do not answer.',
        zh: '及时审核退订申请；超期未处理时用户可以申诉。',
      },
      console: {
        en: 'Seller Console (卖家中心) > Orders > Unsubscriptions (订单管理 > 退订管理)',
        zh: '卖家中心 > 订单管理 > 退订管理',
      },
      sources: [review],
      checkInConsole: true,
    },
    {
      text: {
        en: 'V2: your server gets releaseInstance; orderId is there only when the release comes from an unsubscription, and names that unsubscription order. V1: releaseInstance carries the purchase order.',
        zh: 'V2：服务器收到 releaseInstance；仅退订触发时带 orderId，且为退订订单号。V1：releaseInstance 的 orderId 为购买订单号。',
      },
      commands: ['koo callback send releaseInstance URL --protocol v2 --set instanceId=ID'],
      sources: [access('zh-cn_topic_0070649431'), access('zh-cn_topic_0070649056')],
    },
    {
      text: {
        en: 'A renewal alone can be taken back: V2 refreshInstance with the scene UNSUBSCRIBE_RENEWAL_PERIOD, V1 refreshInstance with a negative orderAmount. Put the expiry back to expireTime and keep the instance.',
        zh: '可以只退续费：V2 为 refreshInstance，scene 为 UNSUBSCRIBE_RENEWAL_PERIOD；V1 为 orderAmount 为负的 refreshInstance。按 expireTime 恢复到期时间，实例保留。',
      },
      commands: ['koo callback activities refreshInstance --protocol v2'],
      sources: [access('zh-cn_topic_0070649429')],
    },
    {
      text: {
        en: 'Releasing and taking back have to succeed again when they are repeated.',
        zh: '释放和退续费被重复调用时仍须返回成功。',
      },
      commands: ['koo callback test URL --protocol v2'],
    },
    {
      text: {
        en: 'Look up the unsubscription order; a mock one shows its form.',
        zh: '查询退订订单；可先用 MOCK 订单了解其结构。',
      },
      commands: ['koo order get MOCKMONTYUNSUBSCRIBE', 'koo order get ORDER'],
      sources: [access('zh-cn_topic_0070649350')],
    },
    {
      text: {
        en: 'An order that you never provision is unsubscribed by itself once the repeats are used up: look into failed calls first.',
        zh: '一直未开通成功的订单在重试用尽后会自动退订：请先排查失败的调用。',
      },
      console: places.messages,
      sources: [access('zh-cn_topic_0070649013')],
    },
    {
      text: {
        en: 'Amounts, periods and who bears what are not in the pages koo has.',
        zh: '退款金额、期限和费用承担不在 koo 掌握的文档中。',
      },
      checkInConsole: true,
    },
  ],
};
