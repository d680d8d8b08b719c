import type { Guide } from './guide.ts';
import { access, places } from './guide.ts';

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
