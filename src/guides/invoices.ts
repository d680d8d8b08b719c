import type { Guide } from './guide.ts';
import { knowledge, manual, places, productPage } from './guide.ts';

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
