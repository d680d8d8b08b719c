import { businessId, may, must } from './fields.ts';
import type { Field, SampleContext } from './model.ts';
import { accessGuide } from './rules.ts';
import { cnSeconds, daysAfter } from './time.ts';

const productSample = '00301-666666-0--0';
export const skuSample = '5f6a4d15-7852-95a4-6c79-2d4c803dccc5';

/** An order number as KooGallery writes them; V1 merchants cannot look it up, so that any will do. */
export function orderNumber({ id }: SampleContext): string {
  return `CS${id(15).toUpperCase()}`;
}

/** Only for products that are sold by period. */
function periodOnly(value: string): NonNullable<Field['sample']> {
  return ({ sale }) => (sale === 'period' ? value : null);
}

export const orderId = must('orderId', 'Order id', '云商店订单 ID', { maxLength: 64, sample: orderNumber });

export const newOrderId = must(
  'orderId',
  'Order id of this change, a new one: the instance is found by instanceId',
  '本次变更产生的新订单 ID，请以 instanceId 识别实例',
  { maxLength: 64, sample: orderNumber },
);

export const purchaseOrderId = must(
  'orderId',
  "Order id of the purchase (the pages' examples leave it out, the console sends it)",
  '新购时的订单 ID（文档示例中未携带，控制台实际会携带）',
  { maxLength: 64, sample: orderNumber },
);

export const productId = must(
  'productId',
  'Product id; another for each billing period of a specification',
  '产品 ID；同一规格的不同计费周期对应不同的产品 ID',
  { maxLength: 64, sample: productSample },
);

export const periodType = may(
  'periodType',
  'Unit of the period; for chargingMode 1',
  '周期类型，仅 chargingMode 为 1 时携带',
  { maxLength: 10, values: ['year', 'month'], sample: periodOnly('year') },
);

export const periodNumber = may('periodNumber', 'Number of periods', '周期数量', {
  type: 'integer',
  maxLength: 2,
  sample: periodOnly('1'),
});

export const skuCode = may('skuCode', 'Specification id', '规格编码', {
  maxLength: 64,
  sample: skuSample,
  variant: true,
});

/** Who bought: the account, and the IAM user where the product asks for it. */
export const buyer = {
  customerId: must('customerId', "Id of the buyer's Huawei Cloud account", '买家华为云账号的唯一标识', {
    maxLength: 100,
    sample: '68cbc86abc2018ab880d92f36422fa0e',
  }),
  customerName: must(
    'customerName',
    "Name of the buyer's account (optional on the international site)",
    '买家华为云账号名（国际站为可选）',
    { maxLength: 64, sample: '云商店测试客户' },
  ),
  userId: may(
    'userId',
    'Id of the IAM user; only if the product is set so, and not for assets created since 2025-10-25',
    'IAM 用户 ID；仅商品勾选相应选项时携带，2025-10-25 起新建的资产不再支持',
    { maxLength: 64, sample: '0a6c4f4d8e7b4c2f9d1e5a3b7c8d9e0f' },
  ),
  userName: may('userName', 'Name of the IAM user; as userId', 'IAM 用户名；条件同 userId', {
    maxLength: 64,
    sample: 'zhangsan',
  }),
} as const;

export const chargingMode = may(
  'chargingMode',
  '0 pay-per-use, 1 period, 3 one-time, 5 pay-per-use package',
  '计费模式：0 按需，1 包周期，3 一次性（按次），5 按需套餐包',
  {
    type: 'integer',
    maxLength: 3,
    values: ['0', '1', '3', '5'],
    sample: ({ sale }) => (sale === 'on-demand' ? '0' : sale === 'one-time' ? '3' : '1'),
  },
);

export const provisionType = may(
  'provisionType',
  'How the instance is provisioned (the coding of its values is not published; the console sends 1)',
  '商品实例开通方式（取值编码官方未明确；控制台发送 1）',
  { type: 'integer', maxLength: 2, sample: '1' },
);

export const saasExtendParams = may(
  'saasExtendParams',
  "The seller's own parameters: base64 of a JSON array of name and value",
  '商家自定义参数：JSON 数组 [{"name","value"}] 的 Base64 编码',
  {
    maxLength: 2048,
    format: 'extend-params',
    sample: extendParams([
      { name: 'companyName', value: '云商店测试企业' },
      { name: 'emailDomainName', value: 'example.com' },
    ]),
    variant: true,
  },
);

export const orderAmount = may('orderAmount', 'Amount paid, at most 3 decimals', '订单金额，最多 3 位小数', {
  type: 'decimal',
  maxLength: 20,
  sample: '100',
});

/** Linear attributes of a specification. */
export const linear: readonly Field[] = [
  may('amount', 'Linear attribute: units (older pages: 4 digits)', '线性属性：数量（旧版文档为 4 位）', {
    type: 'integer',
    maxLength: 7,
    sample: '10',
    variant: true,
  }),
  may(
    'diskSize',
    'Linear attribute: disk size in GB (older pages: 4 digits)',
    '线性属性：硬盘大小，单位 GB（旧版文档为 4 位）',
    { type: 'integer', maxLength: 7, sample: '100', variant: true },
  ),
  may(
    'bandWidth',
    'Linear attribute: bandwidth in Mbps (older pages: 4 digits)',
    '线性属性：带宽，单位 Mbps（旧版文档为 4 位）',
    { type: 'integer', maxLength: 7, sample: '5', variant: true },
  ),
];

/** When a new instance ends; sent for periods and packages, an estimate only. */
export const newExpireTime = may(
  'expireTime',
  'Expiry, yyyyMMddHHmmss, an estimate; for periods and packages. Debugging calls replay old values, so that it may be past (the zone is not published; calls seen fit UTC+8)',
  '过期时间，格式 yyyyMMddHHmmss，仅为预估；包周期和按需套餐包携带。调测用例会重放旧值，可能早于当前时间（时区官方未明确，实测为东八区）',
  {
    maxLength: 20,
    format: 'expire-time',
    sample: ({ now, sale }) => (sale === 'period' ? cnSeconds(daysAfter(now, 365)) : null),
  },
);

const encryptionPage = accessGuide('zh-cn_topic_0272346898');

/** Request of V1 newInstance; the default sample is what the console's debugging form sends. */
export const newInstanceFields: readonly Field[] = [
  buyer.customerId,
  buyer.customerName,
  buyer.userId,
  buyer.userName,
  may(
    'mobilePhone',
    'Mobile number, encrypted; only if the product is set so (length inferred)',
    '手机号，加密；仅商品勾选相应选项时携带（长度为推断）',
    { maxLength: 256, encrypted: true, source: encryptionPage, sample: '15905222222' },
  ),
  may(
    'email',
    'E-mail, encrypted; only if the product is set so (length inferred)',
    '邮箱，加密；仅商品勾选相应选项时携带（长度为推断）',
    { maxLength: 256, encrypted: true, source: encryptionPage, sample: 'test@example.com' },
  ),
  businessId,
  orderId,
  skuCode,
  productId,
  may('trialFlag', '1: trial instance; 0 or absent: none', '1 为试用实例；0 或不传为非试用', {
    maxLength: 2,
    values: ['0', '1'],
    sample: '1',
    variant: true,
  }),
  newExpireTime,
  chargingMode,
  saasExtendParams,
  ...linear,
  periodType,
  periodNumber,
  orderAmount,
  provisionType,
];

export const refreshExpireTime = must(
  'expireTime',
  'New expiry, yyyyMMddHHmmss (the zone is not published; calls seen fit UTC+8)',
  '续费后的过期时间，格式 yyyyMMddHHmmss（时区官方未明确，实测为东八区）',
  { maxLength: 20, format: 'expire-time', sample: ({ now }) => cnSeconds(daysAfter(now, 730)) },
);

/**
 * `saasExtendParams`: base64 of a JSON array of the parameters that the seller defined for the product. On its way in
 * a query it is percent-encoded like any other value.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
function extendParams(params: readonly { readonly name: string; readonly value: string }[]): string {
  return Buffer.from(JSON.stringify(params), 'utf8').toString('base64');
}
