import type { Guide } from './guide.ts';
import { manual, places } from './guide.ts';

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
