import { advice } from './advice.ts';
import { accessPage, type CodeRow, type Occurrence } from './entry.ts';

/** Pages of the result codes of callbacks. */
export const v1Page = accessPage('zh-cn_topic_0070649057');
export const jointPage = accessPage('zh-cn_topic_0070649114');
export const v2Page = accessPage('zh-cn_topic_0070649421');
/** The international list, which ends with 000100. */
export const abroadPage =
  'https://support.huaweicloud.com/intl/en-us/accessg-marketplace/topic_0070649099.html';
export const onlineLicensePage = accessPage('zh-cn_topic_0070649288');
const licenseCodePage = accessPage('zh-cn_topic_0070649189');
const orderNotifyPage = accessPage('zh-cn_topic_0000002091799153');

const kit = ['tenantSync', 'applicationSync', 'authSync', 'singleOrgSync', 'allOrgSync'];
const licenseCodes = ['refreshLicenseCode', 'updateLicenseCodeStatus', 'releaseLicenseCode'];

/** Every interface of the families whose pages have a list of result codes. */
export const everywhere: readonly Occurrence[] = [
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
      // Retired, with no list of their own: koo expects the same of them.
      'getLicense',
      'refreshLicense',
      'expireLicense',
      'releaseLicense',
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
export const allPages = [v1Page, jointPage, v2Page, abroadPage, onlineLicensePage, licenseCodePage];

export const creation: readonly Occurrence[] = (['v1', 'v2'] as const).map((protocol) => ({
  in: protocol,
  calls: ['newInstance'],
}));
export const licenceApplication: readonly Occurrence[] = [
  { in: 'online-license', calls: ['getLicenseAsync'] },
];

const makes: ReadonlySet<string> = new Set(['newInstance', 'getLicense']);

/** Calls that name an instance (or a licence code): all but those that make one, and the V2 kit. */
const ofInstance: readonly Occurrence[] = everywhere
  .filter((place) => place.in !== 'v2-kit')
  .map((place) => ({ in: place.in, calls: place.calls.filter((call) => !makes.has(call)) }));

/** What any callback may be answered with. */
export const commonRows: readonly CodeRow[] = [
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
    occurs: ofInstance,
    notes: [
      {
        en: 'The pages name renewal, change of status, expiry and release; koo expects it of every call that names an instance.',
        zh: '文档只提到续费、状态变更、过期和释放；koo 认为凡携带实例 ID 的接口均可返回。',
      },
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
];
