import type { Localized } from '../text/localized.ts';
import { advice } from './advice.ts';
import { accessPage, type CodeEntry, codeFamily, type Occurrence } from './entry.ts';

const v1Page = accessPage('zh-cn_topic_0070649057');
const jointPage = accessPage('zh-cn_topic_0070649114');
const v2Page = accessPage('zh-cn_topic_0070649421');
/** The international list, which ends with 000100. */
const abroadPage = 'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649099.html';
const onlineLicensePage = accessPage('zh-cn_topic_0070649288');
const licenseCodePage = accessPage('zh-cn_topic_0070649189');
const orderNotifyPage = accessPage('zh-cn_topic_0000002091799153');

const kit = ['tenantSync', 'applicationSync', 'authSync', 'singleOrgSync', 'allOrgSync'];
const licenseCodes = ['refreshLicenseCode', 'updateLicenseCodeStatus', 'releaseLicenseCode'];

/** Every interface of the families whose pages have a list of result codes. */
const everywhere: readonly Occurrence[] = [
  {
    in: 'v1',
    calls: [
      'newInstance',
      'refreshInstance',
      'expireInstance',
      'releaseInstance',
      'upgrade',
      'instanceStatus',
      'queryInstance',
    ],
  },
  { in: 'v1-kit', calls: kit },
  {
    in: 'v2',
    calls: [
      'newInstance',
      'queryInstance',
      'refreshInstance',
      'updateInstanceStatus',
      'releaseInstance',
      'upgradeInstance',
      'changeInstanceCheck',
    ],
  },
  { in: 'v2-kit', calls: kit },
  {
    in: 'online-license',
    calls: ['newInstance', 'refreshInstance', 'updateInstanceStatus', 'releaseInstance', 'getLicenseAsync'],
  },
  { in: 'license-code', calls: licenseCodes },
];
const allPages = [v1Page, jointPage, v2Page, abroadPage, onlineLicensePage, licenseCodePage];

const creation: readonly Occurrence[] = (['v1', 'v2'] as const).map((protocol) => ({
  in: protocol,
  calls: ['newInstance'],
}));
const licenceApplication: readonly Occurrence[] = [{ in: 'online-license', calls: ['getLicenseAsync'] }];

/** The pages of 000101 to 000107, and what they leave open. */
const business = { actor: 'seller', occurs: creation, sources: [v1Page, jointPage, v2Page] } as const;
const whichCall: Localized = {
  en: 'The pages name no interface that answers it; koo expects it of newInstance.',
  zh: '文档未说明由哪个接口返回；koo 认为用于 newInstance。',
};
const notAbroad: Localized = {
  en: 'The lists of the international and the European site end with 000100.',
  zh: '国际站和欧洲站的结果码列表只到 000100。',
};
const sameOrder: Localized = {
  en: 'Answer the same order again with 000000 and the same instanceId; refuse only another order.',
  zh: '同一订单的重复请求应返回 000000 和相同的 instanceId；只拒绝新的订单。',
};
const noEnglish: Localized = {
  en: 'Huawei publishes it in Chinese only.',
  zh: '华为云只公布了中文说明。',
};

/**
 * Result codes a merchant's server answers with, as published.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649057.html (V1)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649114.html (V1, joint operation)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html (V2)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649288.html (online licence, 0009xx)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649189.html (licence code)
 */
export const callbackCodes: readonly CodeEntry[] = codeFamily(
  'callback',
  { http: [200], occurs: everywhere, sources: allPages },
  [
    {
      code: '000000',
      message: { en: 'Succeeded.', zh: '成功' },
      meaning: { en: 'succeeded', zh: '成功' },
      actor: 'nobody',
      repeat: 'done',
      next: advice.nothing,
      occurs: [...everywhere, { in: 'order-notify', calls: ['orderNotify'] }],
      sources: [...allPages, orderNotifyPage],
      notes: [
        {
          en: "It passes the console's debugger; any other code counts as a failure there.",
          zh: '控制台调测时只有 000000 算成功，其它均为失败。',
        },
      ],
    },
    {
      code: '000001',
      message: { en: 'Authentication failed.', zh: '鉴权失败' },
      meaning: { en: 'authentication failed', zh: '鉴权失败' },
      cause: {
        en:
          'The signature or authToken is missing or wrong for the server: it has the access key of another ' +
          'interface class, signs values before they are decoded, reads + as a blank, or writes the JSON anew in ' +
          'another form before it signs.',
        zh: '服务器认为签名或 authToken 缺失或不正确：用了其他接口类别的访问密钥、对未解码的值签名、把 + 读成空格，或先重新生成 JSON 再签名。',
      },
      actor: 'seller',
      next: {
        en: 'Let koo explain the request as your server received it: koo callback verify.',
        zh: '请用 koo callback verify 检查服务器实际收到的请求，koo 会指出差异。',
      },
      notes: [
        { en: 'The European pages word it "Access denied."', zh: '欧洲站文档的英文为 “Access denied.”。' },
      ],
    },
    {
      code: '000002',
      message: { en: 'Invalid request parameter.', zh: '请求参数不合法' },
      meaning: { en: 'invalid request parameter', zh: '请求参数不合法' },
      cause: {
        en: "A parameter is missing or has a value that the server does not take. Huawei's V2 sample also answers it when timestamp or nonce is missing, or the timestamp is more than 60 s old.",
        zh: '参数缺失或取值不被接受。华为云 V2 示例在 timestamp 或 nonce 缺失、timestamp 超过 60 秒时也返回此码。',
      },
      actor: 'seller',
      next: {
        en: 'Compare what your server demands with koo callback activities NAME: optional fields may be left out.',
        zh: '请对照 koo callback activities NAME 检查服务器的要求：可选字段可能不传。',
      },
    },
    {
      code: '000003',
      message: { en: 'The instance ID does not exist.', zh: '实例ID不存在' },
      meaning: { en: 'the instance ID does not exist', zh: '实例 ID 不存在' },
      cause: {
        en: 'The server does not know the instanceId (or the licence code): it is not the one it answered newInstance with.',
        zh: '服务器找不到该 instanceId（或授权码）：与 newInstance 返回的不一致。',
      },
      actor: 'seller',
      next: {
        en: 'Keep the instanceId that newInstance was answered with, and answer the same order with the same one.',
        zh: '请保存 newInstance 返回的 instanceId，同一订单始终返回相同的值。',
      },
      occurs: [
        { in: 'v1', calls: ['refreshInstance', 'expireInstance', 'releaseInstance'] },
        { in: 'v1-kit', calls: kit },
        { in: 'v2', calls: ['refreshInstance', 'updateInstanceStatus', 'releaseInstance'] },
        { in: 'online-license', calls: ['refreshInstance', 'updateInstanceStatus', 'releaseInstance'] },
        { in: 'license-code', calls: licenseCodes },
      ],
      notes: [
        {
          en: 'In the guide on licence codes it means that the licence code does not exist.',
          zh: '在授权码接入指南中表示授权码 ID 不存在。',
        },
      ],
    },
    {
      code: '000004',
      message: { en: 'The request is being processed.', zh: '请求处理中' },
      meaning: { en: 'the request is being processed', zh: '请求处理中' },
      cause: {
        en: 'V2 newInstance and getLicenseAsync: the order is accepted, and the instance or licence will come later.',
        zh: 'V2 的 newInstance 和 getLicenseAsync：已受理，实例或 License 稍后提供（异步开通）。',
      },
      actor: 'seller',
      repeat: 'later',
      next: {
        en: 'After newInstance answer queryInstance: KooGallery asks it until the instance is ready. After getLicenseAsync upload the licence (koo event upload).',
        zh: 'newInstance 之后请实现 queryInstance：云商店会一直查询，直到实例就绪；getLicenseAsync 之后请上传 License（koo event upload）。',
      },
      notes: [
        {
          en: "Huawei's V2 sample says: for special cases, ordinary merchants ignore it.",
          zh: '华为云 V2 示例注明：特殊场景使用，普通 ISV 请忽略。',
        },
        {
          en: "Whether a newInstance answered with it passes the console's debugger is not published.",
          zh: '控制台调测时 newInstance 返回此码能否通过，文档未说明。',
        },
      ],
    },
    {
      code: '000005',
      message: { en: 'Other internal errors.', zh: '其它服务内部错误' },
      meaning: { en: 'other internal error', zh: '其它服务内部错误' },
      actor: 'seller',
      repeat: 'later',
      next: { en: 'Look into the log of your server.', zh: '请查看您的服务器日志。' },
    },
    {
      code: '000100',
      message: { en: 'No instance resource can be allocated.', zh: '无可用实例资源分配' },
      meaning: { en: 'no instance resource can be allocated', zh: '无可用实例资源分配' },
      actor: 'seller',
      next: {
        en: 'Make resources available: newInstance is repeated for hours, then the order is unsubscribed.',
        zh: '请准备好资源：newInstance 会在数小时内重试，之后订单自动退订。',
      },
      occurs: [...creation, { in: 'online-license', calls: ['newInstance'] }],
      sources: [v1Page, jointPage, v2Page, abroadPage, onlineLicensePage],
    },
    {
      ...business,
      code: '000101',
      message: { en: 'Mobile number not specified or already exists', zh: '手机号为空或重复' },
      meaning: { en: 'mobile number not specified or already exists', zh: '手机号为空或重复' },
      cause: {
        en: 'mobilePhone is optional: V1 sends it only when the product was published with that option, V2 never.',
        zh: 'mobilePhone 为可选：V1 仅在发布商品时勾选了该选项才传，V2 不传。',
      },
      next: {
        en: 'Do not demand mobilePhone; answer the same order again with the same instanceId.',
        zh: '请勿强制要求 mobilePhone；同一订单应返回相同的 instanceId。',
      },
      notes: [
        {
          en: 'Conflict: Huawei\'s V2 sample answers it when clientSecret of applicationSync cannot be decrypted ("something wrong with appSecret").',
          zh: '冲突：华为云 V2 示例在 applicationSync 的 clientSecret 解密失败时返回此码（“something wrong with appSecret”）。',
        },
        whichCall,
        notAbroad,
      ],
    },
    {
      ...business,
      code: '000102',
      message: { en: 'Email address not specified or already exists', zh: '邮箱号为空或重复' },
      meaning: { en: 'email address not specified or already exists', zh: '邮箱号为空或重复' },
      cause: {
        en: 'email is optional: V1 sends it only when the product was published with that option, V2 never.',
        zh: 'email 为可选：V1 仅在发布商品时勾选了该选项才传，V2 不传。',
      },
      next: {
        en: 'Do not demand email; answer the same order again with the same instanceId.',
        zh: '请勿强制要求 email；同一订单应返回相同的 instanceId。',
      },
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000103',
      message: { en: 'Product already purchased', zh: '该商品不可重复购买' },
      meaning: { en: 'product already purchased', zh: '该商品不可重复购买' },
      next: sameOrder,
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000104',
      message: { en: 'Internal service error', zh: '该商品内部服务异常' },
      meaning: { en: 'internal service error of the product', zh: '该商品内部服务异常' },
      repeat: 'later',
      next: { en: 'Look into the log of the product.', zh: '请查看该商品的服务日志。' },
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000105',
      message: { en: 'Account has already subscribed to benefits', zh: '该账号已购买权益,无法再开通' },
      meaning: {
        en: 'the account has already subscribed to the benefits',
        zh: '该账号已购买权益，无法再开通',
      },
      next: sameOrder,
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000106',
      message: { en: 'Product resources sold out.', zh: '该商品资源已售罄' },
      meaning: { en: 'product resources sold out', zh: '该商品资源已售罄' },
      next: {
        en: 'Provide resources, and keep the stock in the seller console (库存管理) to what there is.',
        zh: '请补充资源，并使卖家中心“库存管理”中的库存与实际一致。',
      },
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000107',
      message: { en: 'SaaS email domain already exists.', zh: '该SaaS邮箱域名重复' },
      meaning: { en: 'the SaaS email domain already exists', zh: '该 SaaS 邮箱域名重复' },
      next: {
        en: 'The buyer has to order with another email domain.',
        zh: '需由买家改用其他邮箱域名下单。',
      },
      actor: 'buyer',
      notes: [whichCall, notAbroad],
    },
    ...[
      {
        code: '000900',
        message: { zh: '该实例当前生效订单可用License额度不足' },
        meaning: {
          en: 'the licence quota of the current order is used up',
          zh: '该实例当前生效订单可用 License 额度不足',
        },
        next: { en: 'The buyer has to order more licences.', zh: '需由买家增购 License。' },
      },
      {
        code: '000901',
        message: { zh: '请在当前订单有效日期区间内申请License' },
        meaning: {
          en: 'apply for the licence within the validity of the current order',
          zh: '请在当前订单有效日期区间内申请 License',
        },
        next: {
          en: 'The buyer has to apply while the order is valid.',
          zh: '需由买家在订单有效期内申请。',
        },
      },
      {
        code: '000902',
        message: { zh: '包周期License必须输入失效日期' },
        meaning: { en: 'a period licence needs an expiry date', zh: '包周期 License 必须输入失效日期' },
        cause: {
          en: 'getLicenseAsync came without expireTime, which period products need.',
          zh: 'getLicenseAsync 未带 expireTime，包周期商品必须有该字段。',
        },
        next: { en: 'The buyer has to enter the expiry date.', zh: '需由买家填写失效日期。' },
      },
      {
        code: '000903',
        message: { zh: '申请License必须输入设备指纹或硬件识别编码' },
        meaning: {
          en: 'a licence needs a device fingerprint or hardware code',
          zh: '申请 License 必须输入设备指纹或硬件识别编码',
        },
        cause: {
          en: 'getLicenseAsync came without deviceFingerprint.',
          zh: 'getLicenseAsync 未带 deviceFingerprint。',
        },
        next: {
          en: 'The buyer has to enter the device fingerprint.',
          zh: '需由买家填写设备指纹或硬件识别编码。',
        },
      },
    ].map((row) => ({
      ...row,
      actor: 'buyer' as const,
      occurs: licenceApplication,
      sources: [onlineLicensePage],
      notes: [noEnglish],
    })),
  ],
);

/** Meanings of the result codes of callbacks. */
export const callbackResultCodes: Readonly<Record<string, Localized>> = Object.fromEntries(
  callbackCodes.map(({ code, meaning }) => [code, meaning]),
);

/** Result codes with which a request counts as accepted; 000004 only where provisioning may be asynchronous. */
export const success = '000000';
export const inProgress = '000004';
