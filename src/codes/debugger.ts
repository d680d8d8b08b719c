import type { Localized } from '../text/localized.ts';
import { accessPage, codeFamily, type Occurrence } from './entry.ts';

const pages = [
  accessPage('zh-cn_topic_0082027567'),
  accessPage('zh-cn_topic_0070649300'),
  'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/en-us_topic_0082027567.html',
];
const licencePage = 'https://support.huaweicloud.com/usermanual-marketplace/access_topic_0000008.html';
const debugging: readonly Occurrence[] = [{ in: 'console', calls: ['interfaceDebugging'] }];

const v1Only: Localized = {
  en: 'Only for V1: replies of V2 and of licence codes carry no Body-Sign.',
  zh: '仅适用于 V1：V2 和授权码接口的应答没有 Body-Sign。',
};
const nameIsOurs: Localized = {
  en: "The debugger shows the message alone; the name is koo's own.",
  zh: '调测页面只显示消息；此名称由 koo 所定。',
};

/**
 * What the console's interface debugging says. Its messages have no codes: the names are koo's own.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649300.html (joint operation)
 * @see https://support.huaweicloud.com/usermanual-marketplace/access_topic_0000008.html (licence code)
 */
export const debuggerCodes = codeFamily(
  'debugger',
  { http: [], occurs: debugging, sources: [...pages, licencePage] },
  [
    {
      code: 'DEBUG-BODY-SIGN-MISSING',
      message: {
        en: 'Debugging failed. The production interface response does not contain Body-Sign or the Body-Sign format is incorrect.',
        zh: '调测失败,生产接口响应头缺少Body-Sign,或Body-Sign格式错误.',
      },
      meaning: {
        en: 'the reply has no header Body-Sign, or one in a wrong form',
        zh: '应答缺少 Body-Sign 头，或其格式错误',
      },
      cause: {
        en: 'Quotes are missing round a value, or the name is spelt otherwise: Body-sign is not recognised.',
        zh: '取值没有加双引号，或头名称大小写不同：不识别 Body-sign。',
      },
      next: {
        en: 'Answer with Body-Sign: sign_type="HMAC-SHA256", signature="…".',
        zh: '应答头应为 Body-Sign: sign_type="HMAC-SHA256", signature="…"。',
      },
      sources: pages,
      notes: [
        v1Only,
        {
          en: 'Older texts: "http header->bodySign is empty." and "http header->sign_type is not equals HMAC-SHA256 or signature is empty."',
          zh: '旧版消息：“http header->bodySign is empty.” 和 “http header->sign_type is not equals HMAC-SHA256 or signature is empty.”',
        },
      ],
    },
    {
      code: 'DEBUG-BODY-SIGN-WRONG',
      message: {
        en: 'Failed to verify the HTTP Body signature. Expected signature value: {signature}',
        zh: '响应Http Body签名校验失败,预期的签名值:{signature}',
      },
      meaning: {
        en: 'the signature in Body-Sign is not that of the body',
        zh: 'Body-Sign 中的签名与应答体不符',
      },
      cause: {
        en:
          'The body changed after it was signed (order of properties, a line feed, pretty-printing), or the key was ' +
          'the access key with the timeStamp: for replies it is the access key alone.',
        zh: '签名后应答体又被改动（属性顺序、换行、格式化），或密钥用了访问密钥加 timeStamp：应答签名只用访问密钥。',
      },
      next: {
        en: 'Sign the very bytes that are sent: koo callback test shows the difference.',
        zh: '请对实际发送的字节签名；koo callback test 可指出差异。',
      },
      sources: pages,
      notes: [v1Only],
    },
    {
      code: 'DEBUG-RESULT-CODE',
      message: {
        en: 'Call interface failed. The production interface returns an error result code.',
        zh: '调用失败,生产接口resultCode返回错误.',
      },
      meaning: { en: 'the resultCode of the reply is not 000000', zh: '应答的 resultCode 不是 000000' },
      next: {
        en: 'Answer with six zeros, in quotes; koo codes CODE explains the code you answered.',
        zh: '请返回带引号的六个零；用 koo codes CODE 可查看所返回结果码的含义。',
      },
    },
    {
      code: 'DEBUG-FIELD-MISSING',
      message: {
        en: 'Debugging failed. The interface response does not contain {fileId}.',
        zh: '调测失败,接口响应缺少{fileId}.',
      },
      meaning: { en: 'the reply lacks a field', zh: '应答缺少字段' },
      cause: {
        en:
          'newInstance needs instanceId and, in V1, frontEndUrl; queryInstance needs instanceId; a usageInfo needs ' +
          'usageValue and statisticalTime.',
        zh: 'newInstance 需要 instanceId，V1 还需要 frontEndUrl；queryInstance 需要 instanceId；有 usageInfo 时需要 usageValue 和 statisticalTime。',
      },
      next: {
        en: 'Answer the field that the message names.',
        zh: '请在应答中返回消息所指的字段。',
      },
      notes: [
        {
          en: 'Conflict: V2 newInstance has no appInfo, so frontEndUrl can be demanded of V1 only.',
          zh: '冲突：V2 的 newInstance 没有 appInfo，frontEndUrl 只适用于 V1。',
        },
      ],
    },
    {
      code: 'DEBUG-FIELD-LENGTH',
      message: {
        en: 'Debugging failed. The length of {fileId} is invalid.',
        zh: '调测失败,字段{fileId}长度不合法.',
      },
      meaning: { en: 'a field of the reply has a wrong length', zh: '应答字段长度不合法' },
      cause: {
        en: 'Of an encrypted field the ciphertext counts, with its IV.',
        zh: '加密字段按含 IV 的密文计算长度。',
      },
      next: {
        en: 'Keep to the documented lengths: koo callback activities NAME.',
        zh: '请遵守文档规定的长度：koo callback activities NAME。',
      },
      sources: pages,
    },
    {
      code: 'DEBUG-BODY-UNREADABLE',
      message: {
        en: 'Debugging failed. Parse response body failed.',
        zh: '调测失败,解析响应体失败,响应格式参考{"resultCode":"000000","resultMsg":"success."}.',
      },
      meaning: {
        en: 'the reply is no JSON with resultCode and resultMsg',
        zh: '应答不是含 resultCode 和 resultMsg 的 JSON',
      },
      cause: {
        en: 'Something else than JSON was answered, or resultMsg is missing, which is optional by the tables alone.',
        zh: '返回的不是 JSON，或缺少 resultMsg（参数表中为可选，但缺少时解析失败）。',
      },
      next: {
        en: 'Answer one JSON object with resultCode and resultMsg.',
        zh: '请返回包含 resultCode 和 resultMsg 的 JSON 对象。',
      },
    },
    {
      code: 'DEBUG-CONTENT-TYPE',
      message: {
        zh: '调测失败,响应content-type格式错误,返回的格式为{contentType},正确的格式为"application/json".',
      },
      meaning: {
        en: 'the content type of the reply is not application/json',
        zh: '应答的 Content-Type 不是 application/json',
      },
      next: {
        en: 'Set Content-Type: application/json on every reply.',
        zh: '每个应答都应设置 Content-Type: application/json。',
      },
    },
    {
      code: 'DEBUG-UNREACHABLE',
      message: { zh: '调测失败,生产地址不可达.' },
      meaning: { en: 'the production address cannot be reached', zh: '生产地址不可达' },
      cause: {
        en: "A firewall may stand in the way: KooGallery's own addresses are not fixed and not published.",
        zh: '可能被防火墙拦截：云商店的出口 IP 不固定，也未公布。',
      },
      next: {
        en: 'Start the server, check the address, and open the firewall.',
        zh: '请启动服务、检查地址并放通防火墙。',
      },
    },
    {
      code: 'DEBUG-TIMEOUT',
      message: { zh: '调测失败,调用接口超时20s.' },
      meaning: { en: 'there was no reply within 20 s', zh: '20 秒内没有应答' },
      next: {
        en: 'Answer faster; V2 can answer newInstance with 000004 and provision later.',
        zh: '请加快应答；V2 的 newInstance 可先返回 000004，再异步开通。',
      },
      notes: [
        {
          en: 'Conflict: the requirements of V2 say 5 s.',
          zh: '冲突：V2 的接入要求写 5 秒。',
        },
      ],
    },
    {
      code: 'DEBUG-HTTP-STATUS',
      message: { zh: '调测失败,接口响应httpCode={httpCode},请检查服务器日志,定位失败原因.' },
      meaning: { en: 'the HTTP status of the reply is not 200', zh: '应答的 HTTP 状态码不是 200' },
      next: {
        en: 'Look into the log of your server; refusals too go out with HTTP 200 and a resultCode.',
        zh: '请查看您的服务器日志；拒绝请求时也应返回 HTTP 200，并用 resultCode 表达。',
      },
    },
  ].map((row) => ({ ...row, actor: 'seller' as const, notes: [...(row.notes ?? []), nameIsOurs] })),
);
