import { access, type Guide, knowledge, manual, places, productPage } from './guide.ts';

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

const issuing = manual('sp_topic_0000066');
const greyButton = knowledge('JeWtpuS5oOeahOa3seW6puWSjOW5v-W6puS4jeWknyU/t_30_p_5/JeS6keWVhuW6lyU');
const letter = knowledge('JWRlbHBoaeW8gOWPkXdlYuacjeWKoeWZqCU/t_30_p_16/JeS6keWVhuW6lyU');

export const invoices: Guide = {
  id: 'invoices',
  title: { en: 'Invoices', zh: '发票' },
  about: {
    en: 'Who issues which invoice, why the electronic button is grey, and what to say about a third-party issuer.',
    zh: '各类发票由谁开具、电子发票按钮为何置灰，以及客户质疑第三方开票时如何说明。',
  },
  steps: [
    {
      text: {
        en: 'General products: the buyer pays Huawei Cloud, Huawei Cloud passes it on, and you, the seller, invoice the full order. Joint-operation and Huawei products: Huawei Cloud invoices.',
        zh: '通用商品：用户付款给华为云，由华为云转付商家，商家按订单全额为用户开票。联营商品和华为商品：由华为云开票。',
      },
      sources: [issuing, letter],
      checkInConsole: true,
    },
    {
      text: {
        en: "Why the electronic button is grey for a buyer: you have not said that you issue electronic (电子发票) or fully digital (数电发票) invoices. It is the merchant's setting, for ordinary and special VAT invoices each.",
        zh: '用户申请开票时电子发票按钮置灰：说明商家未声明支持电子发票或数电发票。该设置由商家自行维护，普票和专票分别设置。',
      },
      sources: [greyButton, productPage('productsdesc-bms_39998ad8afdf91ec1bdb4fac62e5259fsupport1')],
      checkInConsole: true,
    },
    {
      text: {
        en: "Third-party issuer: a buyer's accountant who does not accept an invoice of another company than Huawei can get KooGallery's letter that explains it. Point the buyer to it.",
        zh: '第三方开票：用户财务无法接受由商家（而非华为）开具的发票时，可在云商店获取通用商品开票说明函，请引导用户下载。',
      },
      sources: [letter],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Issue within 7 days of the request: read the details, make the invoice on the medium that was asked for, send it, enter it.',
        zh: '收到申请后 7 天内开票：查看详情，按用户所选介质开具，寄送或邮件发送，再录入发票信息。',
      },
      console: places.invoices,
      sources: [issuing],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Sign it off once it has arrived; then it is finished.',
        zh: '确认用户已收到后点击“签收”，状态变为“已完成”。',
      },
      console: places.invoices,
      sources: [issuing],
      checkInConsole: true,
    },
    {
      text: {
        en: 'The invoice for the platform fee comes from Huawei to you, after the payment request has gone through. Keep your invoice template up to date before you confirm a bill.',
        zh: '平台费发票由华为开给商家，申付成功后可获取。确认账单前请维护好发票模板。',
      },
      sources: [issuing],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Name the order on your invoice from what koo knows of it; there is no open interface for invoices.',
        zh: '开票所需的订单信息可用 koo 查询；发票没有开放接口。',
      },
      commands: ['koo order get ORDER'],
    },
  ],
};

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
