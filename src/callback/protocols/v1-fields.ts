import { both, type Localized } from '../../text/translate.ts';
import { businessId, optionalField, requiredField } from './fields.ts';
import type { Field, SampleContext } from './model.ts';
import { accessGuide } from './rules.ts';
import { chargingModes } from './samples.ts';
import { addDays, cnMillis, cnSeconds } from './time.ts';

const productSample = '00301-666666-0--0';
export const skuSample = '5f6a4d15-7852-95a4-6c79-2d4c803dccc5';

/** An order number in the format of KooGallery; any will do, because V1 merchants cannot query it. */
export function orderNumber({ id }: SampleContext): string {
  return `CS${id(15).toUpperCase()}`;
}

/** Always sent for period products, and never for others. */
const periodOnly = { alwaysWith: ['1'], onlyWith: ['1'] } as const satisfies Partial<Field>;

export const orderId = requiredField('orderId', both('Order ID'), { maxLength: 64, sample: orderNumber });

export const newOrderId = requiredField(
  'orderId',
  both('ID of the new order for this change; identify the instance by instanceId'),
  { maxLength: 64, sample: orderNumber },
);

export const purchaseOrderId = requiredField(
  'orderId',
  both("Order ID of the purchase (not in Huawei's examples, but the console sends it)"),
  { maxLength: 64, mayBeAbsent: true, ofPurchase: true, sample: orderNumber },
);

export const productId = requiredField(
  'productId',
  both('Product ID, different for each billing period of a specification'),
  { maxLength: 64, reference: true, sample: productSample },
);

export const periodType = optionalField('periodType', both('Unit of the period'), {
  maxLength: 10,
  values: ['year', 'month'],
  ...periodOnly,
  together: 'periodNumber',
  sample: 'year',
});

export const periodNumber = optionalField('periodNumber', both('Number of periods'), {
  type: 'integer',
  maxLength: 2,
  minimum: 1,
  ...periodOnly,
  together: 'periodType',
  sample: '1',
});

export const skuCode = optionalField('skuCode', both('Specification ID'), {
  maxLength: 64,
  reference: true,
  sample: skuSample,
  variant: true,
});

export const accountName = requiredField(
  'customerName',
  both("Name of the buyer's account (optional on the international site)"),
  { maxLength: 64, text: true, sample: '云商店测试客户' },
);

/** The account of the buyer, and the IAM user if the product is configured to send it. */
export const buyer = {
  customerId: requiredField('customerId', both("ID of the buyer's Huawei Cloud account"), {
    maxLength: 100,
    sample: '68cbc86abc2018ab880d92f36422fa0e',
  }),
  customerName: { ...accountName, mayBeAbsent: true },
  userId: optionalField(
    'userId',
    both(
      'ID of the IAM user; sent only if the product is configured to, and not for assets created since 2025-10-25',
    ),
    { maxLength: 64, together: 'userName', sample: '0a6c4f4d8e7b4c2f9d1e5a3b7c8d9e0f' },
  ),
  userName: optionalField(
    'userName',
    both('Name of the IAM user; sent under the same conditions as userId'),
    { maxLength: 64, text: true, together: 'userId', sample: 'zhangsan' },
  ),
} as const;

export const chargingMode = optionalField(
  'chargingMode',
  both('0 for pay-per-use, 1 for period, 3 for one-time, 5 for a pay-per-use package'),
  { type: 'integer', maxLength: 3, values: ['0', '1', '3', '5'], sample: ({ sale }) => chargingModes[sale] },
);

export const provisionType = optionalField(
  'provisionType',
  both('How the instance is provisioned (the values are not published; the console sends 1)'),
  { type: 'integer', maxLength: 2, unpublished: true, sample: '1' },
);

export const saasExtendParams = optionalField(
  'saasExtendParams',
  both('Parameters defined by the seller: base64 of a JSON array of name and value'),
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

const amountPaid = optionalField('orderAmount', both('Amount paid'), {
  type: 'decimal',
  maxLength: 20,
  decimals: 3,
  sample: '100',
});

export const releaseAmount: Field = { ...amountPaid, ofPurchase: true };

/** Amount paid for a renewal; the only one that is negative. */
export const renewalAmount: Field = {
  ...amountPaid,
  note: both('Amount paid; negative if a renewal is cancelled'),
  mayBeNegative: true,
};

const orderAmount: Field = { ...amountPaid, minimum: 0 };

export const linear: readonly Field[] = [
  linearField('amount', both('Linear attribute: quantity (older pages: 4 digits)'), '10'),
  linearField('diskSize', both('Linear attribute: disk size in GB (older pages: 4 digits)'), '100'),
  linearField('bandWidth', both('Linear attribute: bandwidth in Mbps (older pages: 4 digits)'), '5'),
];

function linearField(name: string, note: Localized, sample: string): Field {
  return optionalField(name, note, { type: 'integer', maxLength: 7, sample, variant: true });
}

/** Estimated expiry of a new instance; sent for period products and packages. */
export const newExpireTime = optionalField(
  'expireTime',
  both(
    'Estimated expiry, yyyyMMddHHmmss; sent for period products and packages. May be in the past, since debugging requests replay old values (the time zone is not published; observed requests use UTC+8)',
  ),
  {
    maxLength: 20,
    format: 'expire-time',
    alwaysWith: ['1', '5'],
    onlyWith: ['1', '5'],
    sample: ({ now }) => cnSeconds(addDays(now, 365)),
  },
);

const acceptanceTime = optionalField(
  'acceptanceTime',
  both(
    'Start of billing, yyyyMMddHHmmssSSS; sent if instances are opened after the buyer has accepted them (the time zone is not published)',
  ),
  {
    maxLength: 20,
    format: 'cn-millis',
    variant: true,
    sample: ({ now }) => cnMillis(now),
    source: 'https://www.huaweicloud.com/s/Jea3seW6puWtpuS5oOaXtumXtOW6j-WIl-mihOa1iyU/t_30_p_5',
  },
);

const encryptionPage = accessGuide('zh-cn_topic_0272346898');

/** Request of V1 newInstance; the default sample is the same as in the console's debugging form. */
export const newInstanceFields: readonly Field[] = [
  buyer.customerId,
  buyer.customerName,
  buyer.userId,
  buyer.userName,
  optionalField(
    'mobilePhone',
    both('Mobile number, encrypted; sent only if the product is configured to (length inferred)'),
    { maxLength: 256, encrypted: true, source: encryptionPage, sample: '15905222222' },
  ),
  optionalField(
    'email',
    both('Email address, encrypted; sent only if the product is configured to (length inferred)'),
    { maxLength: 256, encrypted: true, source: encryptionPage, sample: 'test@example.com' },
  ),
  businessId,
  orderId,
  skuCode,
  productId,
  optionalField('trialFlag', both('1 for a trial instance; 0 or not sent otherwise'), {
    maxLength: 2,
    values: ['0', '1'],
    sample: '1',
    variant: true,
  }),
  newExpireTime,
  acceptanceTime,
  chargingMode,
  saasExtendParams,
  ...linear,
  periodType,
  periodNumber,
  orderAmount,
  provisionType,
];

export const refreshExpireTime = requiredField(
  'expireTime',
  both('New expiry, yyyyMMddHHmmss (the time zone is not published; observed requests use UTC+8)'),
  { maxLength: 20, format: 'expire-time', sample: ({ now }) => cnSeconds(addDays(now, 730)) },
);

/**
 * Encodes `saasExtendParams`: base64 of a JSON array of the parameters that the seller defined for the product. In a
 * query, it is percent-encoded like any other value.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
function extendParams(params: readonly { readonly name: string; readonly value: string }[]): string {
  return Buffer.from(JSON.stringify(params), 'utf8').toString('base64');
}
