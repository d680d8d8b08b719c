import { encryptField } from '../../../../src/signing/sensitive-field.ts';
import { isObject } from '../../../../src/text/json.ts';
import type { Mutant } from '../model.ts';
import { listOf } from '../steps.ts';
import {
  accept,
  answers,
  before,
  column,
  crash,
  demand,
  fails,
  field,
  hasEmoji,
  numeric,
  refuse,
  value,
} from './hooks.ts';

export const value1Mutants: readonly Mutant[] = [
  value('v1', 'customer-name-32', 'customerName has 32 characters instead of 64', (m) =>
    column(m, 'newInstance.customerName', 32),
  ),
  value('v1', 'renewal-order-id-32', 'The orderId of a renewal has 32 characters', (m) =>
    column(m, 'refreshInstance.orderId', 32),
  ),
  value('v1', 'sku-36', 'skuCode has the 36 characters of a UUID instead of 64', (m) =>
    column(m, 'upgrade.skuCode', 36),
  ),
  value('v1', 'extend-params-1024', 'saasExtendParams has 1024 characters instead of 2048', (m) =>
    column(m, 'newInstance.saasExtendParams', 1024),
  ),
  value('v1', 'mobile-64', 'The encrypted mobilePhone has 64 characters instead of 256', (m) =>
    column(m, 'newInstance.mobilePhone', 64),
  ),
  value('v1', 'amount-4-digits', 'amount has the four digits of the older page instead of seven', (m) =>
    column(m, 'upgrade.amount', 4),
  ),
  value('v1', 'order-amount-10', 'orderAmount has 10 characters instead of 20', (m) =>
    column(m, 'newInstance.orderAmount', 10),
  ),
  value('v1', 'renewal-amount-whole', 'The amount of a renewal is read as a whole number', (m) =>
    fails(m, 'refreshInstance.orderAmount', (given) => /^-?\d+$/.test(given)),
  ),
  value('v1', 'amount-zero-refused', 'A purchase that costs nothing is refused', (m) =>
    accept(m, 'newInstance.orderAmount', (given) => Number(given) !== 0),
  ),
  value('v1', 'period-number-one-digit', 'periodNumber has one digit, so ten months are refused', (m) =>
    column(m, 'newInstance.periodNumber', 1),
  ),
  value('v1', 'no-months', 'periodType month is unknown in a renewal', (m) =>
    accept(m, 'refreshInstance.periodType', (given) => given === 'year'),
  ),
  value(
    'v1',
    'no-packages',
    'chargingMode 5 is unknown',
    (m) => accept(m, 'newInstance.chargingMode', (given) => given !== '5'),
    { sale: 'on-demand' },
  ),
  value('v1', 'test-flag-zero', 'testFlag 0 is refused', (m) =>
    accept(m, 'newInstance.testFlag', (given) => given === '1'),
  ),
  value(
    'v1',
    'customer-name-demanded',
    'customerName is demanded, though it is optional on the international site',
    (m) => demand(m, 'newInstance.customerName'),
  ),
  value(
    'v1',
    'expiry-demanded',
    'expireTime is demanded of one-time products',
    (m) => demand(m, 'newInstance.expireTime'),
    { sale: 'one-time' },
  ),
  value('v1', 'charging-mode-demanded', 'chargingMode is demanded', (m) =>
    demand(m, 'newInstance.chargingMode'),
  ),
  value(
    'v1',
    'amount-demanded-at-upgrade',
    'amount is demanded of an upgrade, though a product may count disk or bandwidth',
    (m) => demand(m, 'upgrade.amount'),
  ),
  value('v1', 'user-id-demanded', 'userId is demanded', (m) => demand(m, 'newInstance.userId')),
  value('v1', 'customer-name-without-emoji', 'The column of customerName is utf8 with three bytes', (m) =>
    fails(m, 'newInstance.customerName', (given) => !hasEmoji(given)),
  ),
  value('v1', 'customer-name-with-apostrophe', 'An apostrophe in customerName breaks the SQL', (m) =>
    fails(m, 'newInstance.customerName', (given) => !given.includes("'")),
  ),
  value('v1', 'customer-name-in-gbk', 'customerName is stored in GBK, which lacks some letters', (m) =>
    fails(
      m,
      'newInstance.customerName',
      (given) => !/[\u00e4\u00f6\u00df\u20ac\u{20000}-\u{2ffff}]/u.test(given),
    ),
  ),
  value(
    'v1',
    'customer-name-with-blanks',
    'A customerName that starts or ends with a blank is refused',
    (m) => accept(m, 'newInstance.customerName', (given) => given.trim() === given),
  ),
  value('v1', 'empty-not-signed', 'Empty parameters are left out of the token', (m) => {
    m.steps.signedParams = (params) => params.filter(([, given]) => given !== '');
  }),
  value('v1', 'split-at-equals', 'A value is cut at its first equals sign', (m) => {
    const { query } = m.steps;
    m.steps.query = (request) =>
      query(request).map(([name, given]) => [
        name,
        name === 'authToken' ? given : (given.split('=')[0] ?? ''),
      ]);
  }),
  value('v1', 'plus-becomes-blank-twice', 'A plus in a value becomes a blank, apart from the token', (m) => {
    const { query } = m.steps;
    m.steps.query = (request) =>
      query(request).map(([name, given]) => [
        name,
        name === 'authToken' ? given : given.replaceAll('+', ' '),
      ]);
  }),
  value('v1', 'order-number-as-number', 'Order ids of digits alone are compared as numbers', (m) => {
    const { orderKey } = m.steps;
    m.steps.orderKey = (call) =>
      orderKey({ ...call, values: { ...call.values, orderId: numeric(field(call, 'orderId')) } });
  }),
  value('v1', 'accounts-cut', 'The account of a trial is cut after 32 characters', (m) => {
    const { trialKey } = m.steps;
    m.steps.trialKey = (call) =>
      trialKey({ ...call, values: { ...call.values, customerId: field(call, 'customerId').slice(0, 32) } });
  }),
  value(
    'v1',
    'products-cut',
    'The product id is cut after 20 characters',
    (m) => {
      const { orderKey } = m.steps;
      m.steps.orderKey = (call) =>
        orderKey({ ...call, values: { ...call.values, productId: field(call, 'productId').slice(0, 20) } });
    },
    { sale: 'on-demand' },
  ),
  value(
    'v1',
    'instance-named-after-customer',
    'The instance id starts with the account, and gets too long',
    (m) => {
      m.steps.newId = (call) =>
        `${field(call, 'customerId').slice(0, 50)}-${crypto.randomUUID().slice(0, 18)}`;
    },
  ),
  value(
    'v1',
    'address-holds-customer',
    'frontEndUrl contains the encoded customerName, and gets too long',
    (m) => {
      const { appInfo } = m.steps;
      m.steps.appInfo = (row, call) => ({
        ...appInfo(row, call),
        frontEndUrl: `https://app.example.com/?name=${encodeURIComponent(field(call, 'customerName'))}`,
      });
    },
  ),
  value(
    'v1',
    'account-is-iam-name',
    'The encrypted userName is that of the IAM user, and gets too long',
    (m) => {
      answers(m, 'newInstance', (result, call) => {
        const shown = isObject(result.appInfo) ? result.appInfo : {};
        const name = field(call, 'userName');
        return name === ''
          ? result
          : {
              ...result,
              appInfo: {
                ...shown,
                userName: encryptField(m.key, name, { bits: 256, iv: 'A1b2C3d4E5f6G7h8' }),
              },
            };
      });
    },
  ),
  value('v1', 'parameters-not-empty', 'An empty list of parameters is a null pointer', (m) =>
    before(m, 'newInstance', (call) => {
      if (field(call, 'saasExtendParams') === '') return;
      if (listOf(Buffer.from(field(call, 'saasExtendParams'), 'base64').toString()).length < 1) crash();
    }),
  ),
  value(
    'v1',
    'parameters-at-upgrade-refused',
    'An upgrade with saasExtendParams is refused as having an unknown parameter',
    (m) => before(m, 'upgrade', (call) => field(call, 'saasExtendParams') && refuse()),
  ),
  value(
    'v1',
    'list-of-50',
    'queryInstance takes 50 instances instead of 100',
    (m) => before(m, 'queryInstance', (call) => field(call, 'instanceId').split(',').length > 50 && refuse()),
    { sale: 'on-demand' },
  ),
  value(
    'v1',
    'list-not-split',
    'queryInstance takes its list for one id',
    (m) => before(m, 'queryInstance', (call) => field(call, 'instanceId').includes(',') && refuse('000003')),
    { sale: 'on-demand' },
  ),
  value('v2', 'order-line-id-32', 'orderLineId has 32 characters instead of 64', (m) =>
    column(m, 'newInstance.orderLineId', 32),
  ),
  value('v2', 'business-id-as-uuid', 'businessId must be a UUID', (m) =>
    accept(m, 'newInstance.businessId', (given) => /^[\da-f-]{36}$/.test(given)),
  ),
  value('v2', 'upgrade-line-id-32', 'The orderLineId of an upgrade has 32 characters', (m) =>
    column(m, 'upgradeInstance.orderLineId', 32),
  ),
  value('v2', 'no-conversion-scene', 'The scene TRIAL_TO_FORMAL is unknown', (m) =>
    accept(m, 'refreshInstance.scene', (given) => given !== 'TRIAL_TO_FORMAL'),
  ),
  value('v2', 'frozen-unfrozen', 'The status is expected as FREEZE and NORMAL', (m) =>
    accept(m, 'updateInstanceStatus.status', (given) => given !== 'UNFREEZE'),
  ),
  value('v2', 'renewal-product-demanded', 'productId is demanded of a renewal', (m) =>
    demand(m, 'refreshInstance.productId'),
  ),
  value('v2', 'flag-demanded', 'testFlag is demanded of a release', (m) =>
    demand(m, 'releaseInstance.testFlag'),
  ),
  value('v2', 'product-name-32', 'productName has 32 characters instead of 64', (m) =>
    column(m, 'product.productName', 32),
  ),
  value('v2', 'product-name-without-emoji', 'The column of productName is utf8 with three bytes', (m) =>
    fails(m, 'product.productName', (given) => !hasEmoji(given)),
  ),
  value('v2', 'linear-value-as-text', 'linearValue is read as a text', (m) =>
    before(
      m,
      'changeInstanceCheck',
      ({ values }) =>
        isObject(values.productInfo) && typeof values.productInfo.linearValue === 'number' && crash(),
    ),
  ),
  value(
    'v2',
    'non-ascii-escaped',
    'The body is written again with escaped Chinese before it is verified',
    (m) => {
      const { payload } = m.steps;
      m.steps.payload = (body) =>
        payload(body).replace(
          /[^\0-\x7f]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
    },
  ),
];
