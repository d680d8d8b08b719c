import { expect, test } from 'vitest';
import type { Activity, Field } from '../../../src/callback/protocols/model.ts';
import { all } from './support.ts';

const appInfo =
  'appInfo? {frontEndUrl 512, adminUrl? 512, userName? 128, password? 128, memo? 1024}' as const;
const info =
  `info? [instanceId 64, ${appInfo}, usageInfo? [relatedInstanceId? 64, usageValue .#, statisticalTime, dashboardUrl? 512]]` as const;
const linear = 'amount? #7, diskSize? #7, bandWidth? #7' as const;
const period = 'periodType? 10, periodNumber? #2' as const;
const user = 'userId: with userName, userName: with userId text' as const;
const expiry = 'expireTime: always 1|5 only 1|5' as const;
const periods =
  'periodType: always 1 only 1 with periodNumber, periodNumber: ≥1 always 1 only 1 with periodType' as const;
const orderAndLine = 'orderId: with orderLineId, orderLineId: with orderId' as const;
const sync = 'flag #2, testFlag #2' as const;

/**
 * Huawei's tables, copied by hand: field, `?` when optional, `#` for an integer, `.#` for a decimal, the length,
 * `{}` for an object, `[]` for a list of objects, `"[]"` for a list in JSON text. Behind `=>` the reply's own fields.
 */
const tables: Readonly<Record<string, string>> = {
  'v1 newInstance': `customerId 100, customerName 64, userId? 64, userName? 64, mobilePhone? 256, email? 256, businessId 64, orderId 64, skuCode? 64, productId 64, trialFlag? 2, expireTime? 20, acceptanceTime? 20, chargingMode? #3, saasExtendParams? 2048, ${linear}, ${period}, orderAmount? .#20, provisionType? #2, testFlag? 2 => instanceId 64, encryptType? 3, ${appInfo}`,
  'v1 queryInstance': `instanceId 64, testFlag? 2 => encryptType? 3, ${info}`,
  'v1 refreshInstance': `orderId 64, instanceId 64, productId? 64, expireTime 20, trialToFormal? 2, ${period}, orderAmount? .#20, testFlag? 2`,
  'v1 expireInstance': 'instanceId 64, orderId 64, testFlag? 2',
  'v1 instanceStatus': 'instanceId 64, instanceStatus 32, testFlag? 2',
  'v1 upgrade': `instanceId 64, orderId 64, skuCode 64, productId 64, ${linear}, saasExtendParams? 2048, testFlag? 2`,
  'v1 releaseInstance': 'instanceId 64, orderId 64, orderAmount? .#20, testFlag? 2',
  'v1 getLicense': `customerId 100, customerName? 64, userId? 64, userName? 64, businessId 64, orderId 64, skuCode? 64, productId 64, expireTime? 20, ${period}, chargingMode? #3, amount? #7, provisionType? #2, saasExtendParams? 2048, testFlag? 2 => instanceId 64, license`,
  'v1 refreshLicense': 'orderId 64, instanceId 64, expireTime 20, testFlag? 2',
  'v1 expireLicense': 'instanceId 64, orderId 64, testFlag? 2',
  'v1 releaseLicense': 'orderId 64, instanceId 64, testFlag? 2',
  'v1-kit tenantSync': `instanceId 64, orderId 64, tenantId 64, tenantCode 64, name 255, domainName 255, ${sync}`,
  'v1-kit applicationSync': `instanceId 64, tenantId 64, appId 64, clientId 64, clientSecret, ${sync}`,
  'v1-kit authSync': `instanceId 64, tenantId 64, appId 64, userList "[userName, name, position?, orgCode, role, enable, employeeCode?, mobile?, email?, extension? {entryDate?, employeeType? #, workPlace?}]", currentSyncTime, ${sync}`,
  'v1-kit singleOrgSync': `instanceId 64, tenantId 64, orgCode 64, orgName 128, parentCode? 64, ${sync}`,
  'v1-kit allOrgSync':
    'instanceId 64, tenantId 64, orgInfo "[orgCode, name, parentCode?]", flag? #, testFlag #2',
  'v2 newInstance': 'orderId 64, orderLineId 64, businessId 64, testFlag? 2 => instanceId 64',
  'v2 queryInstance': `instanceId 100, testFlag? 2 => ${info}`,
  'v2 refreshInstance':
    'scene 64, orderId 64, orderLineId 64, instanceId 64, productId? 64, expireTime 20, testFlag? 2',
  'v2 updateInstanceStatus': 'instanceId 64, status 32, testFlag? 2',
  'v2 upgradeInstance': 'instanceId 64, orderId 64, orderLineId 64, testFlag? 2',
  'v2 changeInstanceCheck':
    'instanceId 64, productInfo {productId 64, skuCode 64, linearValue? #, productName 64}, testFlag? 2',
  'v2 releaseInstance': 'instanceId 64, orderId? 64, orderLineId? 64, testFlag? 2',
  'v2-kit tenantSync': `instanceId 64, orderId 64, tenantId 64, tenantCode 64, name 255, domainName 255, ${sync}, timeStamp`,
  'v2-kit applicationSync': `instanceId 64, tenantId 64, appId 64, clientId 64, clientSecret, ${sync}, timeStamp`,
  'v2-kit authSync': `instanceId 64, tenantId 64, appId 64, userList [userName 64, name 64, orgCode 64, position? 64, employeeCode? 64, employeeType? #, role 32, enable 8, mobile? 32, email? 128, workPlace?, entryDate?], currentSyncTime, ${sync}, timeStamp`,
  'v2-kit singleOrgSync': `instanceId 64, tenantId 64, orgCode 64, orgName 128, parentCode? 64, ${sync}, timeStamp`,
  'v2-kit allOrgSync':
    'instanceId 64, tenantId 64, orgInfoList [orgCode 64, orgName 128, parentCode? 64], flag? #, testFlag #2, timeStamp',
  'license-code refreshLicenseCode':
    'scene 64, orderId 64, orderLineId 64, license 64, productId? 64, expireTime 20, testFlag? 2',
  'license-code updateLicenseCodeStatus': 'license 64, status 32, testFlag? 2',
  'license-code releaseLicenseCode': 'license 64, orderId? 64, orderLineId? 64, testFlag? 2',
  'online-license newInstance': 'orderId 64, orderLineId 64, businessId 64, testFlag? 2 => instanceId 64',
  'online-license getLicenseAsync':
    'instanceId 64, effectiveTime 32, expireTime? 32, eventId 64, deviceFingerprint? 1024, testFlag? 2',
  'online-license refreshInstance':
    'scene 64, orderId 64, orderLineId 64, instanceId 64, productId? 64, expireTime 20, testFlag? 2',
  'online-license updateInstanceStatus': 'instanceId 64, status 32, testFlag? 2',
  'online-license releaseInstance': 'instanceId 64, orderId? 64, orderLineId? 64, testFlag? 2',
  'order-notify orderNotify': 'orderId 64, orderLineId 64, testFlag 2',
};

/** The only values of a field, wherever the protocol names them. */
const values: Readonly<Record<string, string>> = {
  'v1 newInstance': 'trialFlag 0|1, chargingMode 0|1|3|5, periodType year|month, testFlag 0|1',
  'v1 refreshInstance': 'trialToFormal 1, periodType year|month, testFlag 0|1',
  'v1 instanceStatus': 'instanceStatus FREEZE|NORMAL, testFlag 0|1',
  'v1-kit tenantSync': 'flag 0|1, testFlag 0|1',
  'v1-kit applicationSync': 'flag 0|1, testFlag 0|1',
  'v1-kit authSync': 'flag 0|1|2, testFlag 0|1',
  'v1-kit singleOrgSync': 'flag 0|1|2, testFlag 0|1',
  'v2 refreshInstance':
    'scene TRIAL_TO_FORMAL|RENEWAL|UNSUBSCRIBE_RENEWAL_PERIOD|RENEWAL_CHANGE, testFlag 0|1',
  'v2 updateInstanceStatus': 'status FREEZE|UNFREEZE, testFlag 0|1',
  'v2-kit tenantSync': 'flag 0|1|2, testFlag 0|1',
  'v2-kit applicationSync': 'flag 0|1|2, testFlag 0|1',
  'v2-kit authSync': 'flag 0|1|2|3, testFlag 0|1',
  'v2-kit singleOrgSync': 'flag 0|1|2, testFlag 0|1',
  'license-code refreshLicenseCode': 'scene RENEWAL|UNSUBSCRIBE_RENEWAL_PERIOD, testFlag 0|1',
  'license-code updateLicenseCodeStatus': 'status FREEZE|UNFREEZE, testFlag 0|1',
  'online-license refreshInstance': 'scene TRIAL_TO_FORMAL|RENEWAL|UNSUBSCRIBE_RENEWAL_PERIOD, testFlag 0|1',
  'online-license updateInstanceStatus': 'status FREEZE|UNFREEZE, testFlag 0|1',
};

/**
 * What the pages say beside their tables: `≥` the minimum, `±` also negative, `.3` decimal places, another form,
 * `empty` or `absent` although mandatory, the charging modes with which it is always or only sent, and its companion.
 */
const limits: Readonly<Record<string, string>> = {
  'v1 newInstance': `customerName: absent text, ${user}, ${expiry}, ${periods}, orderAmount: ≥0 .3, provisionType: unpublished`,
  'v1 queryInstance': 'instanceId: ≤100 items',
  'v1 refreshInstance': `${periods}, orderAmount: ± .3`,
  'v1 expireInstance': 'orderId: absent',
  'v1 releaseInstance': 'orderId: absent, orderAmount: .3',
  'v1 getLicense': `customerName: text, ${user}, ${expiry}, ${periods}, provisionType: unpublished, instanceId: empty`,
  'v1 refreshLicense': 'orderId: absent, instanceId: absent, expireTime: absent',
  'v1 expireLicense': 'instanceId: absent, orderId: absent',
  'v1-kit tenantSync': 'instanceId: empty, orderId: empty, name: text, domainName: text',
  'v1-kit applicationSync': 'instanceId: empty',
  'v1-kit authSync':
    'instanceId: empty, userList: ≤500 items, userList.name: text, userList.position: text, userList.extension.employeeType: string, userList.extension.workPlace: text',
  'v1-kit singleOrgSync': 'instanceId: empty, orgName: text, parentCode: empty',
  'v1-kit allOrgSync': 'instanceId: empty, orgInfo.name: text, orgInfo.parentCode: empty, flag: unpublished',
  'v2 queryInstance': 'instanceId: ≤100 items',
  'v2 refreshInstance': 'expireTime: millis',
  'v2 changeInstanceCheck': 'productInfo.productName: text',
  'v2 releaseInstance': orderAndLine,
  'v2-kit tenantSync': 'instanceId: empty, orderId: empty, name: text, domainName: text',
  'v2-kit applicationSync': 'instanceId: empty',
  'v2-kit authSync':
    'instanceId: empty, userList: ≤500 items json-text, userList.name: text, userList.position: text, userList.workPlace: text, userList.entryDate: unpublished',
  'v2-kit singleOrgSync': 'instanceId: empty, orgName: text, parentCode: empty',
  'v2-kit allOrgSync':
    'instanceId: empty, orgInfoList: json-text, orgInfoList.orgName: text, orgInfoList.parentCode: empty, flag: unpublished',
  'license-code releaseLicenseCode': orderAndLine,
  'online-license getLicenseAsync': 'expireTime: always 1, deviceFingerprint: always 1|3',
  'online-license refreshInstance': 'expireTime: millis',
  'online-license releaseInstance': orderAndLine,
};

/** period, pay-per-use, one-time: ✓ required, o optional, x not needed. */
const needs: Readonly<Record<string, string>> = {
  'v1 newInstance': '✓✓✓',
  'v1 queryInstance': 'o✓o',
  'v1 refreshInstance': '✓ox',
  'v1 expireInstance': '✓ox',
  'v1 instanceStatus': 'x✓x',
  'v1 upgrade': 'oxx',
  'v1 releaseInstance': '✓✓✓',
  'v1 getLicense': 'xxx',
  'v1 refreshLicense': 'xxx',
  'v1 expireLicense': 'xxx',
  'v1 releaseLicense': 'xxx',
  'v2 refreshInstance': '✓ox',
  'v2 updateInstanceStatus': '✓✓x',
  'v2 upgradeInstance': 'oxx',
  'v2 changeInstanceCheck': 'oxx',
  'license-code refreshLicenseCode': 'ooo',
  'license-code updateLicenseCodeStatus': 'ooo',
  'license-code releaseLicenseCode': 'ooo',
  'online-license refreshInstance': '✓ox',
  'online-license updateInstanceStatus': '✓✓x',
};

test('has the table of every activity', () => {
  expect(all.map((one) => one.name)).toEqual(Object.keys(tables));
});

test.each(all)('$name has the fields of Huawei’s table', ({ name, activity }) => {
  expect(table(activity)).toBe(tables[name]);
});

test.each(all.filter(({ name }) => name in values))('$name has the listed values', ({ name, activity }) => {
  const limited = activity.request.filter((field) => field.values);
  expect(limited.map((field) => `${field.name} ${field.values?.join('|')}`).join(', ')).toBe(values[name]);
});

test.each(all)('$name is required for the sale modes of its table', ({ name, activity }) => {
  const marks = { required: '✓', optional: 'o', none: 'x' } as const;
  const { need } = activity;
  expect(marks[need.period] + marks[need['on-demand']] + marks[need['one-time']]).toBe(needs[name] ?? '✓✓✓');
});

test('declares these limits, forms and conditions, and no others', () => {
  const found = all.flatMap(({ name, activity }) => {
    const marked = [...activity.request, ...activity.reply].flatMap((field) => marks(field));
    return marked.length === 0 ? [] : [[name, marked.join(', ')]];
  });
  expect(Object.fromEntries(found)).toEqual(limits);
});

/** `path: marks` of a field and the fields in it. */
function marks(field: Field, prefix = ''): string[] {
  const path = prefix + field.name;
  const own = [
    field.minimum !== undefined && `≥${field.minimum}`,
    field.mayBeNegative && '±',
    field.decimals !== undefined && `.${field.decimals}`,
    field.maxItems !== undefined && `≤${field.maxItems} items`,
    ...(field.forms ?? []),
    field.mayBeEmpty && 'empty',
    field.mayBeAbsent && 'absent',
    field.unpublished && 'unpublished',
    field.alwaysWith && `always ${field.alwaysWith.join('|')}`,
    field.onlyWith && `only ${field.onlyWith.join('|')}`,
    field.together && `with ${field.together}`,
    field.text && 'text',
  ].filter((mark) => typeof mark === 'string');
  return [
    ...(own.length > 0 ? [`${path}: ${own.join(' ')}`] : []),
    ...(field.fields ?? []).flatMap((inner) => marks(inner, `${path}.`)),
  ];
}

function table({ request, reply }: Activity): string {
  const [code, message, ...own] = reply;
  expect([code?.name, code?.maxLength, message?.name, message?.maxLength]).toEqual([
    'resultCode',
    6,
    'resultMsg',
    255,
  ]);
  return rows(request) + (own.length > 0 ? ` => ${rows(own)}` : '');
}

function rows(fields: readonly Field[]): string {
  return fields.map(row).join(', ');
}

function row({ name, required, type, maxLength, format, fields = [] }: Field): string {
  const kinds = {
    string: format === 'json-text' ? `"[${rows(fields)}]"` : '',
    integer: '#',
    decimal: '.#',
    list: `[${rows(fields)}]`,
    object: `{${rows(fields)}}`,
  };
  return `${name}${required ? '' : '?'} ${kinds[type]}${maxLength ?? ''}`.trim();
}
