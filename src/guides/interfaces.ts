import { access, accessIntl, type Guide, places } from './guide.ts';

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

export const saasV1: Guide = {
  id: 'saas-v1',
  title: { en: 'SaaS access V1, end to end', zh: 'SaaS 接入 V1.0 全流程' },
  about: {
    en: 'For products that are listed already: new ones use V2.',
    zh: '适用于已上架的存量商品；新商品请使用 V2.0。',
  },
  steps: [
    {
      text: {
        en: 'V1 is retired for new products and alive for listed ones. One address takes all activities as GET requests; the kit interfaces are POST requests below it.',
        zh: 'V1.0 已不再用于新商品，已上架的商品仍在使用。所有基础接口以 GET 请求发送到同一地址，Kit 接口以 POST 请求发送到其子路径。',
      },
      commands: ['koo callback activities --protocol v1'],
      sources: [access('zh-cn_topic_0070649062')],
    },
    {
      text: {
        en: "Verify authToken over the decoded parameters, in Java's order of names, with the key accessKey + timeStamp. Leave mobilePhone and email encrypted for that.",
        zh: '用解码后的参数按名称升序拼接，以“访问密钥 + timeStamp”为密钥校验 authToken；其中 mobilePhone、email 保持密文，不要先解密。',
      },
      commands: ['koo callback verify CAPTURE --protocol v1'],
      sources: [access('zh-cn_topic_0070649156')],
    },
    {
      text: {
        en: 'Sign the reply: Body-Sign over every byte of the body, with the access key alone. Write the text yourself, sign it, send exactly it.',
        zh: '对应答签名：用访问密钥（不拼接时间）对应答体的每个字节计算 Body-Sign。请先生成文本、再签名、再原样发送。',
      },
      commands: ['koo callback sign --reply @BODY'],
      sources: [access('zh-cn_topic_0082027567')],
    },
    {
      text: {
        en: "Decrypt mobilePhone and email, and encrypt userName and password of the reply: AES with a key that Java's SHA1PRNG makes of the access key. Say in encryptType which length you used.",
        zh: '解密 mobilePhone、email，并加密应答中的 userName、password：AES 密钥由 Java 的 SHA1PRNG 从访问密钥派生，并用 encryptType 声明所用位数。',
      },
      commands: ['koo callback encrypt TEXT --bits 256', 'koo callback decrypt TEXT --bits 256'],
      sources: [access('zh-cn_topic_0272346898')],
    },
    {
      text: {
        en: 'Be idempotent: the same orderId gives the same instanceId and the whole appInfo again (pay-per-use: orderId and productId). businessId differs each time and is no key.',
        zh: '保证幂等：相同 orderId 返回相同的 instanceId 和完整的 appInfo（按需商品以 orderId + productId 为准）；businessId 每次不同，不能作为幂等键。',
      },
      commands: ['koo callback send newInstance URL --protocol v1'],
      sources: [access('zh-cn_topic_0070649013')],
    },
    {
      text: {
        en: 'Answer HTTP 200 with application/json, resultCode and resultMsg, within 20 s, errors too.',
        zh: '无论成功还是失败，均在 20 秒内以 HTTP 200、application/json 应答，并带 resultCode 和 resultMsg。',
      },
      commands: ['koo codes 000001 000003'],
      sources: [access('zh-cn_topic_0082027567')],
    },
    {
      text: {
        en: 'Prove it: the whole life of an instance, and the known mistakes.',
        zh: '验证：实例的完整生命周期，以及各种常见错误。',
      },
      commands: ['koo callback test URL --protocol v1,v1-kit'],
    },
    {
      text: {
        en: 'Debug and save each case in the console: newInstance, refreshInstance (with and without productId, with and without trialToFormal), expireInstance, releaseInstance, and what your product needs of upgrade, instanceStatus and queryInstance.',
        zh: '在控制台逐个调测并保存用例：newInstance、refreshInstance（productId 有无、trialToFormal 有无均须通过）、expireInstance、releaseInstance，以及商品所需的 upgrade、instanceStatus、queryInstance。',
      },
      console: places.debugging,
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'In operation: a failed newInstance or upgrade is repeated for 3 hours, then the order is unsubscribed by itself; refreshInstance, expireInstance, releaseInstance and instanceStatus are repeated for 1 hour. After a mend, restart the message by hand.',
        zh: '上线后：newInstance、upgrade 失败会在 3 小时内重试，之后自动退订；refreshInstance、expireInstance、releaseInstance、instanceStatus 重试 1 小时。修复后可手动“重新启动”。',
      },
      console: places.messages,
      sources: [access('zh-cn_topic_0070649013'), access('zh-cn_topic_0070649055')],
    },
    {
      text: {
        en: 'Pay-per-use: push the usage, and answer queryInstance.',
        zh: '按需商品：推送使用量，并实现 queryInstance。',
      },
      commands: ['koo usage check FILE', 'koo usage push FILE'],
      sources: [access('zh-cn_topic_0070649410')],
    },
  ],
};

export const license: Guide = {
  id: 'license',
  title: { en: 'Licence access', zh: 'License 接入' },
  about: {
    en: 'Authorisation codes that KooGallery issues, or licences that you make yourself.',
    zh: '由云商店签发的授权码，或由商家自行生成的 License。',
  },
  steps: [
    {
      text: {
        en: 'Choose the way: authorisation code 2.0 (KooGallery issues the code, your software activates it), or online licence (KooGallery asks you for one). The V1 licence interface is retired.',
        zh: '选择方式：授权码 2.0（由云商店签发，软件负责激活），或在线开通 License（由云商店向您申请）。V1 License 接口已下线。',
      },
      commands: [
        'koo callback activities --protocol license-code',
        'koo callback activities --protocol online-license',
      ],
      sources: [access('zh-cn_topic_0070649167'), access('zh-cn_topic_0070649255')],
    },
    {
      text: {
        en: 'Authorisation code: apply for test codes in the console.',
        zh: '授权码：在控制台申请测试授权码。',
      },
      checkInConsole: true,
    },
    {
      text: {
        en: 'Activate on first use. Activation is not idempotent: a second one answers 92020003, which means it is active already. v1 takes one code, v2 up to 100; build either.',
        zh: '首次使用时激活。激活不幂等：再次激活返回 92020003，表示已激活。v1 一次一个授权码，v2 最多 100 个，任选其一实现。',
      },
      commands: ['koo license activate LICENSE', 'koo codes 92020003'],
      sources: [access('zh-cn_topic_0070649244')],
    },
    {
      text: {
        en: 'Query on the first use of each day: status and expiry of this call are the ones that count, not those of the activation. HTTP 200 is no success by itself; read error_code.',
        zh: '每天首次使用时查询：状态和到期时间以该接口为准，而不是激活时的返回值。HTTP 200 不代表成功，请读取 error_code。',
      },
      commands: ['koo license query LICENSE'],
      sources: [access('zh-cn_topic_0070649245')],
    },
    {
      text: {
        en: 'Report the use of licences: optional, but a must for joint-operation licences on the public cloud. Either the ids of users or their number.',
        zh: '上报软件使用统计：一般可选，公有云销售的联营 License 商品必选。上报使用者 ID 或活跃数量，二选一。',
      },
      commands: ['koo license stats LICENSE --user ID', 'koo license stats LICENSE --active N'],
      sources: [access('zh-cn_topic_0000002290055385')],
    },
    {
      text: {
        en: 'Optional callbacks tell you of renewal, freezing and release; they come to port 443 and are signed with the key of the class “licence code delivery”.',
        zh: '可选的回调会通知续费、冻结和释放：发往 443 端口，用“License 授权码交付接口”类别的密钥签名。',
      },
      console: places.keys,
      commands: ['koo callback test URL --protocol license-code --set license=CODE'],
      sources: [access('zh-cn_topic_0070649167')],
    },
    {
      text: {
        en: 'Online licence: KooGallery calls getLicenseAsync with an event id; make the licence and upload it for that event, as text (1024 characters at most) or as a file.',
        zh: '在线开通 License：云商店调用 getLicenseAsync 并给出事件 ID；生成 License 后，以文本（最多 1024 个字符）或文件上传到该事件。',
      },
      commands: ['koo event upload EVENT --text TEXT', 'koo event upload EVENT --file FILE'],
      sources: [access('zh-cn_topic_0070649255'), access('zh-cn_topic_0070649351')],
    },
    {
      text: {
        en: 'Prove the online licence interfaces, and debug the five cases in the console: newInstance, refreshInstance, updateInstanceStatus, releaseInstance, getLicenseAsync.',
        zh: '验证在线开通接口，并在控制台调测五个用例：newInstance、refreshInstance、updateInstanceStatus、releaseInstance、getLicenseAsync。',
      },
      console: places.debugging,
      commands: ['koo callback test URL --protocol online-license'],
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'The licence calls are offered on the Chinese site only.',
        zh: '授权码接口仅中国站提供。',
      },
      commands: ['koo profile show'],
    },
  ],
};
