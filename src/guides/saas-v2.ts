import type { Guide } from './guide.ts';
import { access, accessIntl, places } from './guide.ts';

export const saasV2: Guide = {
  id: 'saas-v2',
  title: { en: 'SaaS access V2, end to end', zh: 'SaaS 接入 V2.0 全流程' },
  about: {
    en: 'From the address to the first order: one POST address for all activities.',
    zh: '从生产地址到第一笔订单：所有接口共用一个 POST 地址。',
  },
  steps: [
    {
      text: {
        en: "Have an address with a domain name (no IP), HTTPS with TLS 1.2 or later and a certificate of a public authority. KooGallery's own addresses are neither fixed nor published: no allow-list by IP.",
        zh: '准备域名形式的地址（不能是 IP），HTTPS、TLS 1.2 及以上、CA 签发的证书。云商店的出口 IP 不固定也不公布，无法按 IP 设置白名单。',
      },
      commands: ['koo callback test URL --protocol v2'],
      sources: [access('zh-cn_topic_0070649475')],
    },
    {
      text: {
        en: 'Enter the bare domain and prove that it is yours; the path is added when you debug.',
        zh: '在控制台添加裸域名并完成归属校验；路径在调测时再填写。',
      },
      console: places.addresses,
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'Create an access key and bind it to the address, one for each class of interfaces: base, and kit for joint-operation products.',
        zh: '新建访问密钥并按接口类别与地址绑定：基础接口；联营商品还有联营 SaaS 同步接口。',
      },
      console: places.keys,
      commands: ['koo guide access-keys'],
      sources: [access('zh-cn_topic_0000002091917709')],
    },
    {
      text: {
        en: 'Verify the signature in the query: HMAC-SHA256 over the sorted compact body, then HMAC-SHA256 over accessKey + nonce + timestamp + that hex. Refuse what is older than 60 s. The kit has its signature in headers, and does not hash the body first.',
        zh: '校验查询串中的签名：先对排序后的紧凑请求体做 HMAC-SHA256，再对“访问密钥 + nonce + timestamp + 前者的十六进制”做 HMAC-SHA256，超过 60 秒的请求应拒绝。Kit 接口的签名在请求头中，且不先对请求体做哈希。',
      },
      commands: ['koo callback sign @BODY --protocol v2', 'koo callback verify CAPTURE --protocol v2'],
      sources: [access('zh-cn_topic_0070649476')],
    },
    {
      text: {
        en: 'Fetch what was bought by order id and line: V2 callbacks carry neither product nor buyer. The nine mock orders answer while you build.',
        zh: '用订单号和订单行号查询购买内容：V2 回调不含商品和买家信息。开发阶段可使用九个 MOCK 订单。',
      },
      commands: ['koo order get MOCKPERIODYEARNEW', 'koo guide aksk'],
      sources: [access('zh-cn_topic_0070649350'), accessIntl('topic_0070649116')],
    },
    {
      text: {
        en: 'Build what the product needs: newInstance, queryInstance and releaseInstance always; updateInstanceStatus unless one-time; refreshInstance by period; upgradeInstance and changeInstanceCheck where you offer another size.',
        zh: '实现商品所需的接口：newInstance、queryInstance、releaseInstance 必选；除一次性商品外还有 updateInstanceStatus；包周期商品还有 refreshInstance；支持变更规格时还有 upgradeInstance、changeInstanceCheck。',
      },
      commands: ['koo callback activities --protocol v2'],
      sources: [access('zh-cn_topic_0070649414')],
    },
    {
      text: {
        en: 'Be idempotent: the same orderId and orderLineId give the same instanceId (pay-per-use: orderId and productId). Slow provisioning may answer 000004; KooGallery then polls queryInstance.',
        zh: '保证幂等：相同的 orderId、orderLineId 返回相同的 instanceId（按需商品以 orderId + productId 为准）。开通较慢时可应答 000004，云商店会轮询 queryInstance。',
      },
      commands: ['koo callback send newInstance URL --protocol v2', 'koo codes 000004'],
      sources: [access('zh-cn_topic_0070649427'), access('zh-cn_topic_0070649428')],
    },
    {
      text: {
        en: 'Prove it with the suite, first against your own machine, then against the address; answers within 5 s.',
        zh: '用测试套件验证，先本机后线上地址；应答时间控制在 5 秒以内。',
      },
      commands: ['koo callback test URL --protocol v2,v2-kit --reporter junit=FILE'],
      sources: [access('zh-cn_topic_0070649475')],
    },
    {
      text: {
        en: 'Debug every interface in the console and save the cases; joint-operation products the five kit interfaces too.',
        zh: '在控制台逐个调测接口并保存用例；联营商品还包括五个 Kit 接口。',
      },
      console: places.debugging,
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'Pay-per-use: push usage in real time, or within 2 hours; nothing older than 21 days is taken.',
        zh: '按需商品：实时推送使用量，最迟 2 小时内；超过 21 天的话单不再接受。',
      },
      commands: ['koo usage check FILE', 'koo usage push FILE'],
      sources: [access('zh-cn_topic_0070649410')],
    },
    {
      text: {
        en: 'After the first order: compare what KooGallery sent with what you stored. When a call failed, mend it and restart the message.',
        zh: '首单之后：核对云商店发送的内容与您保存的内容。调用失败时，修复后重新启动该消息。',
      },
      console: places.messages,
      commands: ['koo order get ORDER', 'koo codes CODE'],
      checkInConsole: true,
    },
  ],
};
