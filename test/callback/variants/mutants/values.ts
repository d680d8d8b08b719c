import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import { decryptField } from '../../../../src/signing/sensitive-field.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import type { Mistake } from '../model.ts';
import { type Call, onCall, text, withMembers } from '../wrap.ts';
import { crashingOn, refusingValue } from './past.ts';

const kit: readonly ProtocolId[] = ['v1-kit', 'v2-kit'];
const renewed: readonly ProtocolId[] = ['v1', 'v2', 'online-license', 'license-code'];

function bytes(value: string): number {
  return Buffer.byteLength(value);
}

/** The users or departments of a call. */
function list(values: JsonObject): readonly JsonObject[] {
  const value = values.userList ?? values.orgInfo ?? values.orgInfoList ?? [];
  const read: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return Array.isArray(read) ? read : [];
}

function some(values: JsonObject, is: (member: JsonObject) => boolean): boolean {
  return list(values).some(is);
}

/** The parts of an expireTime. */
function partsOf(values: JsonObject) {
  const time = text(values, 'expireTime').replace(/\D/g, '');
  const part = (from: number, to: number) => Number(time.slice(from, to));
  return { year: part(0, 4), month: part(4, 6), day: part(6, 8) };
}

function rejecting(
  id: string,
  title: Mistake['title'],
  protocols: readonly ProtocolId[],
  isRefused: (values: JsonObject, call: Call) => boolean,
  more: Partial<Mistake> = {},
): Mistake {
  return { id, title, protocols, make: refusingValue(isRefused), caughtBy: 'EXPLORE-VALUES', ...more };
}

function failing(
  id: string,
  title: Mistake['title'],
  protocols: readonly ProtocolId[],
  isFatal: (values: JsonObject, call: Call) => boolean,
  more: Partial<Mistake> = {},
): Mistake {
  return { id, title, protocols, make: crashingOn(isFatal), caughtBy: 'EXPLORE-VALUES', ...more };
}

/** A field that is shorter than documented: its name and length here and there. */
const shortFields = [
  ['customerId', 64, 100, ['v1']],
  ['customerName', 32, 64, ['v1']],
  ['userId', 32, 64, ['v1']],
  ['userName', 32, 64, ['v1']],
  ['tenantCode', 32, 64, kit],
  ['name', 128, 255, kit],
  ['domainName', 128, 255, kit],
  ['appId', 32, 64, kit],
  ['clientId', 32, 64, kit],
  ['orgCode', 32, 64, kit],
  ['orgName', 64, 128, kit],
  ['deviceFingerprint', 255, 1024, ['online-license']],
] as const satisfies readonly (readonly [string, number, number, readonly ProtocolId[]])[];

const linear = [
  ['amount', 'quantity', '数量'],
  ['diskSize', 'disk size', '硬盘大小'],
  ['bandWidth', 'bandwidth', '带宽'],
] as const;

/** Optional members of a user, which a server may not demand. */
const optionalMembers = [
  ['mobile', kit],
  ['email', kit],
  ['position', kit],
  ['employeeCode', kit],
  ['employeeType', ['v2-kit']],
  ['workPlace', ['v2-kit']],
] as const satisfies readonly (readonly [string, readonly ProtocolId[]])[];

/** Mistakes with values that the documents allow. */
export const valueMutants: readonly Mistake[] = [
  // Lengths.
  ...shortFields.map(([name, here, documented, protocols]) =>
    rejecting(
      `${name}-too-short`,
      {
        en: `accepts at most ${here} characters of ${name}, which has ${documented}`,
        zh: `${name} 最多接受 ${here} 个字符（文档为 ${documented}）`,
      },
      protocols,
      (values) => text(values, name).length > here,
    ),
  ),
  rejecting(
    'customer-name-in-bytes',
    { en: 'counts customerName in bytes, three for a Chinese character', zh: 'customerName 按字节计算长度' },
    ['v1'],
    (values) => bytes(text(values, 'customerName')) > 64,
  ),
  failing(
    'department-name-in-bytes',
    { en: 'stores department names in 128 bytes', zh: '部门名称按 128 字节存储' },
    kit,
    (values) => bytes(text(values, 'orgName')) > 128,
  ),
  rejecting(
    'product-name-in-bytes',
    { en: 'counts productName in bytes', zh: 'productName 按字节计算长度' },
    ['v2'],
    ({ productInfo }) => bytes(text((productInfo ?? {}) as JsonObject, 'productName')) > 64,
  ),
  failing(
    'product-id-cut',
    { en: 'fails on a productId of more than 32 characters', zh: 'productId 超过 32 个字符时出错' },
    renewed,
    (values) => text(values, 'productId').length > 32,
  ),
  rejecting(
    'product-id-refused',
    {
      en: 'takes any product, but rejects a productId of more than 32 characters',
      zh: '接受任意商品，但拒绝超过 32 个字符的 productId',
    },
    renewed,
    (values) => text(values, 'productId').length > 32,
  ),
  rejecting(
    'business-id-of-36',
    {
      en: 'accepts at most the 36 characters of a UUID as businessId',
      zh: 'businessId 最多接受 36 个字符（UUID）',
    },
    ['v1', 'v2', 'online-license'],
    (values) => text(values, 'businessId').length > 36,
  ),
  rejecting(
    'event-id-of-32',
    { en: 'accepts at most 32 characters of eventId', zh: 'eventId 最多接受 32 个字符' },
    ['online-license'],
    (values) => text(values, 'eventId').length > 32,
  ),
  rejecting(
    'trial-flag-of-one',
    { en: 'rejects a trialFlag of 0', zh: '拒绝 trialFlag 为 0 的请求' },
    ['v1'],
    ({ trialFlag }) => trialFlag === '0',
  ),
  rejecting(
    'amount-of-release-refused',
    { en: 'rejects the release of what cost nothing', zh: '拒绝释放金额为 0 的实例' },
    ['v1'],
    ({ orderAmount }, { activity }) => activity === 'releaseInstance' && Number(orderAmount ?? 1) === 0,
  ),
  rejecting(
    'tenant-id-of-32',
    { en: 'stores tenantId in 32 characters', zh: 'tenantId 最多存储 32 个字符' },
    kit,
    (values) => text(values, 'tenantId').length > 32,
  ),
  failing(
    'sku-code-cut',
    { en: 'fails on a skuCode of more than 36 characters', zh: 'skuCode 超过 36 个字符时出错' },
    ['v1'],
    (values) => text(values, 'skuCode').length > 36,
  ),
  // Numbers.
  ...linear.map(([name, en, zh]) =>
    failing(
      `${name}-as-smallint`,
      {
        en: `stores the ${en} in 16 bits and fails above 32767`,
        zh: `${zh}以 16 位整数存储，超过 32767 时出错`,
      },
      ['v1'],
      (values) => Number(values[name] ?? 0) > 32_767,
    ),
  ),
  rejecting(
    'amount-of-one-refused',
    { en: 'rejects a quantity of 1', zh: '拒绝数量为 1 的订单' },
    ['v1'],
    ({ amount }) => amount === '1',
  ),
  rejecting(
    'free-order-refused',
    { en: 'rejects an orderAmount of 0', zh: '拒绝 orderAmount 为 0 的订单' },
    ['v1'],
    ({ orderAmount }) => orderAmount === '0',
  ),
  failing(
    'amount-as-integer',
    { en: 'reads orderAmount as an integer', zh: 'orderAmount 按整数解析' },
    ['v1'],
    ({ orderAmount }) => text({ orderAmount: orderAmount ?? '' }, 'orderAmount').includes('.'),
  ),
  rejecting(
    'amount-with-two-decimals',
    { en: 'rejects the third decimal place of orderAmount', zh: '拒绝 orderAmount 的第三位小数' },
    ['v1'],
    ({ orderAmount }) => /\.\d{3}$/.test(text({ orderAmount: orderAmount ?? '' }, 'orderAmount')),
  ),
  rejecting(
    'negative-amount-with-decimals',
    { en: 'rejects a negative orderAmount with decimal places', zh: '拒绝带小数的负数 orderAmount' },
    ['v1'],
    ({ orderAmount }) => /^-.*\./.test(text({ orderAmount: orderAmount ?? '' }, 'orderAmount')),
    { caughtBy: 'EXPLORE-LIFE' },
  ),
  rejecting(
    'amount-below-10000',
    { en: 'rejects an orderAmount of more than 9999.999', zh: '拒绝大于 9999.999 的 orderAmount' },
    ['v1'],
    ({ orderAmount }) => Number(orderAmount ?? 0) >= 10_000,
  ),
  failing(
    'three-years-at-most',
    { en: 'fails on more than 3 periods', zh: 'periodNumber 大于 3 时出错' },
    ['v1'],
    ({ periodNumber }) => Number(periodNumber ?? 0) > 3,
  ),
  failing(
    'year-alone',
    { en: 'fails on periodType month', zh: 'periodType 为 month 时出错' },
    ['v1'],
    ({ periodType }) => periodType === 'month',
  ),
  failing(
    'linear-value-demanded',
    { en: 'fails without the optional linearValue', zh: '缺少可选的 linearValue 时出错' },
    ['v2'],
    ({ productInfo }) => productInfo !== undefined && (productInfo as JsonObject).linearValue === undefined,
  ),
  failing(
    'linear-value-of-one',
    { en: 'fails on a linearValue below 10', zh: 'linearValue 小于 10 时出错' },
    ['v2'],
    ({ productInfo }) => Number((productInfo as JsonObject | undefined)?.linearValue ?? 10) < 10,
  ),
  // Times.
  rejecting(
    'midnight-as-missing',
    { en: 'takes an expireTime at midnight for a missing one', zh: '将零点的 expireTime 视为缺失' },
    renewed,
    (values) => text(values, 'expireTime').slice(8, 14) === '000000',
  ),
  rejecting(
    'no-leap-day',
    { en: 'rejects an expireTime on 29 February', zh: '拒绝 2 月 29 日的 expireTime' },
    renewed,
    (values) => partsOf(values).month === 2 && partsOf(values).day === 29,
  ),
  failing(
    'last-second-rounded',
    { en: 'rounds 23:59:59 up to an hour 24 and fails', zh: '将 23:59:59 进位为 24 点而出错' },
    renewed,
    (values) => text(values, 'expireTime').slice(8, 14) === '235959',
  ),
  failing(
    'year-2038',
    { en: 'stores expireTime in 32 bits and fails from 2038', zh: 'expireTime 以 32 位存储，2038 年起出错' },
    renewed,
    (values) => partsOf(values).year >= 2038,
  ),
  rejecting(
    'five-years-at-most',
    { en: 'rejects an expireTime more than five years ahead', zh: '拒绝五年以后的 expireTime' },
    renewed,
    (values) => partsOf(values).year > new Date().getUTCFullYear() + 5,
  ),
  // Optional values.
  rejecting(
    'product-demanded-on-renewal',
    { en: 'demands productId in a renewal', zh: '续费时强制要求 productId' },
    ['v2', 'online-license'],
    (values) => values.scene === 'RENEWAL' && values.productId === undefined,
    { caughtBy: 'LIFE-RENEW' },
  ),
  rejecting(
    'amount-demanded-on-renewal',
    { en: 'demands the optional orderAmount in a renewal', zh: '续费时强制要求可选的 orderAmount' },
    ['v1'],
    ({ orderAmount }, { activity }) => activity === 'refreshInstance' && orderAmount === undefined,
  ),
  rejecting(
    'amount-demanded-on-release',
    { en: 'demands the optional orderAmount in a release', zh: '释放时强制要求可选的 orderAmount' },
    ['v1'],
    ({ orderAmount }, { activity }) => activity === 'releaseInstance' && orderAmount === undefined,
  ),
  rejecting(
    'user-demanded',
    { en: 'demands the optional IAM user', zh: '强制要求可选的 IAM 用户' },
    ['v1'],
    ({ userId }, { activity }) => activity === 'newInstance' && userId === undefined,
    { caughtBy: 'LIFE-NEW-MINIMAL' },
  ),
  {
    id: 'email-of-two-blocks',
    title: { en: 'decrypts at most two blocks of an email address', zh: '邮箱密文最多只解密两个分组' },
    protocols: ['v1'],
    make: (reference) =>
      refusingValue((values) => {
        const email = decryptField(reference.key, text(values, 'email'), 256);
        return email.ok && email.text.length >= 32;
      })(reference),
    caughtBy: 'EXPLORE-VALUES',
  },
  failing(
    'parameters-by-position',
    {
      en: 'reads saasExtendParams by position and expects two',
      zh: '按位置读取 saasExtendParams，且认定有两项',
    },
    ['v1'],
    (values) => {
      const given = text(values, 'saasExtendParams');
      return given !== '' && JSON.parse(Buffer.from(given, 'base64').toString()).length !== 2;
    },
  ),
  failing(
    'parameters-as-ascii',
    {
      en: 'reads saasExtendParams as ASCII and fails on Chinese',
      zh: '按 ASCII 解析 saasExtendParams，含中文时出错',
    },
    ['v1'],
    (values) => /[^\0-\x7f]/.test(Buffer.from(text(values, 'saasExtendParams'), 'base64').toString()),
  ),
  failing(
    'quotes-in-sql',
    { en: 'writes names into SQL unescaped and fails on a quote', zh: '名称未转义拼入 SQL，含单引号时出错' },
    ['v1', 'v1-kit', 'v2-kit'],
    (values) => /'/.test(text(values, 'customerName') + text(values, 'name') + text(values, 'orgName')),
  ),
  failing(
    'backslash-in-json',
    {
      en: 'builds JSON from names unescaped and fails on a backslash',
      zh: '名称未转义拼入 JSON，含反斜杠时出错',
    },
    ['v1', 'v1-kit', 'v2-kit'],
    (values) => /[\\"]/.test(text(values, 'customerName') + text(values, 'name') + text(values, 'orgName')),
  ),
  failing(
    'emoji-in-database',
    { en: 'fails on an emoji in a name (utf8 of MySQL)', zh: '名称含 emoji 时出错（MySQL utf8）' },
    ['v1', 'v1-kit', 'v2-kit'],
    (values) =>
      /[\u{10000}-\u{10ffff}]/u.test(
        text(values, 'customerName') + text(values, 'name') + text(values, 'orgName'),
      ),
  ),
  // Lists.
  failing(
    'body-of-100-kib',
    {
      en: 'reads bodies of at most 100 KiB (express.json)',
      zh: '请求体超过 100 KiB 时出错（express.json 默认值）',
    },
    kit,
    () => false,
    {
      make: (reference) => (request) => {
        if (request.body.length > 102_400) throw new Error('request entity too large');
        return reference.handle(request);
      },
    },
  ),
  rejecting(
    'hundred-users',
    { en: 'accepts at most 100 users in a call', zh: '一次最多接受 100 个用户' },
    kit,
    ({ userList }) => userList !== undefined && list({ userList }).length > 100,
  ),
  failing(
    'one-user',
    { en: 'expects exactly one user', zh: '认定 userList 只有一个用户' },
    kit,
    ({ userList }) => userList !== undefined && list({ userList }).length !== 1,
  ),
  failing(
    'two-departments',
    { en: 'fails on a company with a single department', zh: '企业只有一个部门时出错' },
    kit,
    (values) =>
      (values.orgInfo !== undefined || values.orgInfoList !== undefined) && list(values).length === 1,
  ),
  rejecting(
    'enabled-users-alone',
    { en: 'rejects a user with enable "false"', zh: '拒绝 enable 为 "false" 的用户' },
    kit,
    (values) => some(values, ({ enable }) => enable === 'false'),
  ),
  rejecting(
    'no-administrators',
    { en: 'rejects a user with the role admin', zh: '拒绝角色为 admin 的用户' },
    kit,
    (values) => some(values, ({ role }) => role === 'admin'),
  ),
  rejecting(
    'regular-employees-alone',
    { en: 'knows only employeeType 1', zh: '只接受 employeeType 为 1' },
    ['v1-kit', 'v2-kit'],
    (values) =>
      some(values, ({ employeeType, extension }) => {
        const type = employeeType ?? (extension as JsonObject | undefined)?.employeeType;
        return type !== undefined && String(type) !== '1';
      }),
  ),
  ...optionalMembers.map(([name, protocols]) =>
    failing(
      `user-${name}-demanded`,
      { en: `fails on a user without the optional ${name}`, zh: `用户缺少可选的 ${name} 时出错` },
      protocols,
      (values) => some(values, (user) => user.userName !== undefined && user[name] === undefined),
    ),
  ),
  failing(
    'extension-demanded',
    { en: 'fails on a user without the optional extension', zh: '用户缺少可选的 extension 时出错' },
    ['v1-kit'],
    (values) => some(values, (user) => user.userName !== undefined && user.extension === undefined),
  ),
  rejecting(
    'user-name-of-32',
    { en: 'stores user names in 32 characters', zh: '用户姓名最多存储 32 个字符' },
    kit,
    (values) => some(values, (user) => user.userName !== undefined && text(user, 'name').length > 32),
  ),
  rejecting(
    'mail-of-32',
    { en: 'accepts email addresses of at most 32 characters', zh: '邮箱最多接受 32 个字符' },
    kit,
    (values) => some(values, (user) => text(user, 'email').length > 32),
  ),
  failing(
    'quotes-in-list',
    {
      en: 'unescapes the list twice and fails on a quote in a name',
      zh: '列表被反转义两次，姓名含引号时出错',
    },
    kit,
    (values) => some(values, (member) => /["\\]/.test(text(member, 'name') + text(member, 'orgName'))),
  ),
  {
    id: 'secret-trimmed',
    title: {
      en: 'cuts clientSecret at 255 characters before decrypting',
      zh: '解密前将 clientSecret 截断为 255 个字符',
    },
    protocols: kit,
    make: onCall((call) =>
      call.activity === 'applicationSync' && text(call.values, 'flag') !== '0'
        ? {
            ...call,
            values: withMembers(call.values, {
              clientSecret: text(call.values, 'clientSecret').slice(0, 255),
            }),
          }
        : call,
    ),
    caughtBy: 'APP-ADD',
  },
];
