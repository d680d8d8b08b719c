import type { ProtocolId } from '../../../src/callback/protocols/model.ts';

/** A parameter as the merchant's code or database declares it. */
export interface Param {
  readonly name: string;
  required: boolean;
  type: 'text' | 'integer' | 'decimal' | 'time' | 'list' | 'object';
  max: number;
  values?: readonly string[];
}

/** By activity; `user`, `department` and `product` are nested. */
export type Params = Record<string, Record<string, Param>>;

const types = ['integer', 'decimal', 'time', 'list', 'object'] as const;

/** Reads `orderId! 64`, `amount 7 integer`, `status! 32 FREEZE|UNFREEZE`. */
function params(...lines: readonly string[]): Record<string, Param> {
  return Object.fromEntries(
    lines.map((line) => {
      const [declared = '', max = '0', rule = ''] = line.split(' ');
      const name = declared.replace('!', '');
      const type = types.find((known) => known === rule) ?? 'text';
      const values = rule.includes('|') || rule === '1' ? { values: rule.split('|') } : {};
      return [name, { name, required: declared.endsWith('!'), type, max: Number(max), ...values }];
    }),
  );
}

const test = 'testFlag 2 0|1';
const order = ['orderId! 64', 'orderLineId! 64'];
const unsubscription = ['orderId 64', 'orderLineId 64'];
const v1License = ['instanceId! 64', 'orderId 64', test];

const v1 = () => ({
  newInstance: params(
    'customerId! 100',
    'customerName 64',
    'userId 64',
    'userName 64',
    'mobilePhone 256',
    'email 256',
    'businessId! 64',
    'orderId! 64',
    'skuCode 64',
    'productId! 64',
    'trialFlag 2 0|1',
    'expireTime 20 time',
    'chargingMode 3 0|1|3|5',
    'acceptanceTime 20',
    'saasExtendParams 2048',
    'amount 7 integer',
    'diskSize 7 integer',
    'bandWidth 7 integer',
    'periodType 10 year|month',
    'periodNumber 2 integer',
    'orderAmount 20 decimal',
    'provisionType 2 integer',
    test,
  ),
  queryInstance: params('instanceId! 6500', test),
  refreshInstance: params(
    'orderId! 64',
    'instanceId! 64',
    'productId 64',
    'expireTime! 20 time',
    'trialToFormal 2 1',
    'periodType 10 year|month',
    'periodNumber 2 integer',
    'orderAmount 20 decimal',
    test,
  ),
  expireInstance: params('instanceId! 64', 'orderId 64', test),
  instanceStatus: params('instanceId! 64', 'instanceStatus! 32 FREEZE|NORMAL', test),
  upgrade: params(
    'instanceId! 64',
    'orderId! 64',
    'skuCode! 64',
    'productId! 64',
    'amount 7 integer',
    'diskSize 7 integer',
    'bandWidth 7 integer',
    'saasExtendParams 2048',
    test,
  ),
  releaseInstance: params('instanceId! 64', 'orderId 64', 'orderAmount 20 decimal', test),
  getLicense: params(
    'customerId! 100',
    'businessId! 64',
    'orderId! 64',
    'productId! 64',
    'expireTime 20 time',
    'saasExtendParams 2048',
    test,
  ),
  refreshLicense: params(...v1License, 'expireTime 20 time'),
  expireLicense: params(...v1License),
  releaseLicense: params(...v1License),
});

const scenes = 'TRIAL_TO_FORMAL|RENEWAL|UNSUBSCRIBE_RENEWAL_PERIOD';

const v2 = (scene = `${scenes}|RENEWAL_CHANGE`) => ({
  newInstance: params(...order, 'businessId! 64', test),
  queryInstance: params('instanceId! 6500', test),
  refreshInstance: params(
    `scene! 64 ${scene}`,
    ...order,
    'instanceId! 64',
    'productId 64',
    'expireTime! 20 time',
    test,
  ),
  updateInstanceStatus: params('instanceId! 64', 'status! 32 FREEZE|UNFREEZE', test),
  upgradeInstance: params('instanceId! 64', ...order, test),
  changeInstanceCheck: params('instanceId! 64', 'productInfo! 0 object', test),
  product: params('productId! 64', 'skuCode! 64', 'linearValue 10 integer', 'productName! 64'),
  releaseInstance: params('instanceId! 64', ...unsubscription, test),
});

const kitCommon = ['instanceId 64', 'tenantId! 64', 'testFlag! 2 0|1'];
const applications = ['appId! 64', 'clientId! 64', 'clientSecret! 2048'];

const v1Kit = () => ({
  tenantSync: params(
    ...kitCommon,
    'orderId 64',
    'tenantCode! 64',
    'name! 255',
    'domainName! 255',
    'flag! 2 0|1',
  ),
  applicationSync: params(...kitCommon, ...applications, 'flag! 2 0|1'),
  authSync: params(...kitCommon, 'appId! 64', 'userList! 0 list', 'currentSyncTime! 17', 'flag! 2 0|1|2'),
  singleOrgSync: params(...kitCommon, 'orgCode! 64', 'orgName! 128', 'parentCode 64', 'flag! 2 0|1|2'),
  allOrgSync: params(...kitCommon, 'orgInfo! 0 list'),
  user: params(
    'userName! 64',
    'name! 64',
    'position 64',
    'orgCode! 64',
    'role! 32 user|admin',
    'enable! 8 true|false',
    'employeeCode 64',
    'mobile 32',
    'email 128',
    'employeeType 2 1|2|3|4',
    'workPlace 255',
    'entryDate 32',
  ),
  department: params('orgCode! 64', 'name! 128', 'parentCode 64'),
});

const v2Kit = () => {
  const base = v1Kit();
  return {
    ...base,
    tenantSync: { ...base.tenantSync, ...params('timeStamp! 17', 'flag! 2 0|1|2') },
    applicationSync: { ...base.applicationSync, ...params('timeStamp! 17', 'flag! 2 0|1|2') },
    authSync: { ...base.authSync, ...params('timeStamp! 17', 'flag! 2 0|1|2|3') },
    singleOrgSync: { ...base.singleOrgSync, ...params('timeStamp! 17') },
    allOrgSync: params(...kitCommon, 'timeStamp! 17', 'orgInfoList! 0 list'),
    department: params('orgCode! 64', 'orgName! 128', 'parentCode 64'),
  };
};

const onlineLicense = () => {
  const { newInstance, refreshInstance, updateInstanceStatus, releaseInstance } = v2(scenes);
  const getLicenseAsync = params(
    'instanceId! 64',
    'effectiveTime! 32',
    'expireTime 32',
    'eventId! 64',
    'deviceFingerprint 1024',
    test,
  );
  return { newInstance, refreshInstance, updateInstanceStatus, releaseInstance, getLicenseAsync };
};

const licenseCode = () => ({
  refreshLicenseCode: params(
    'scene! 64 RENEWAL|UNSUBSCRIBE_RENEWAL_PERIOD',
    ...order,
    'license! 64',
    'productId 64',
    'expireTime! 20 time',
    test,
  ),
  updateLicenseCodeStatus: params('license! 64', 'status! 32 FREEZE|UNFREEZE', test),
  releaseLicenseCode: params('license! 64', ...unsubscription, test),
});

/** The parameters of each family, made anew for each server. */
export const paramsOf: Readonly<Record<ProtocolId, () => Params>> = {
  v1,
  v2,
  'v1-kit': v1Kit,
  'v2-kit': v2Kit,
  'online-license': onlineLicense,
  'license-code': licenseCode,
  'order-notify': () => ({ orderNotify: params(...order, 'testFlag! 2 0|1') }),
};
