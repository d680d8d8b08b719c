import type { Mutant } from '../model.ts';
import { listOf } from '../steps.ts';
import { accept, before, column, crash, demand, fails, field, hasEmoji, refuse, value } from './hooks.ts';

export const value1Mutants: readonly Mutant[] = [
  value('v1', 'customer-id-64', 'customerId has 64 characters instead of 100', (m) =>
    column(m, 'newInstance.customerId', 64),
  ),
  value('v1', 'order-id-32', 'orderId has 32 characters instead of 64', (m) =>
    column(m, 'newInstance.orderId', 32),
  ),
  value('v1', 'business-id-36', 'businessId has the 36 characters of a UUID instead of 64', (m) =>
    column(m, 'newInstance.businessId', 36),
  ),
  value('v1', 'product-id-32', 'The productId of a renewal has 32 characters instead of 64', (m) =>
    column(m, 'refreshInstance.productId', 32),
  ),
  value('v1', 'email-128', 'The encrypted email has 128 characters instead of 256', (m) =>
    column(m, 'newInstance.email', 128),
  ),
  value('v1', 'user-name-32', 'The IAM userName has 32 characters instead of 64', (m) =>
    column(m, 'newInstance.userName', 32),
  ),
  value('v1', 'bandwidth-as-small-number', 'bandWidth is a 16-bit number', (m) =>
    fails(m, 'newInstance.bandWidth', (given) => Number(given) <= 32_767),
  ),
  value('v1', 'order-amount-two-decimals', 'orderAmount takes two decimal places instead of three', (m) =>
    accept(m, 'newInstance.orderAmount', (given) => /^-?\d+(\.\d{1,2})?$/.test(given)),
  ),
  value(
    'v1',
    'renewal-amount-positive',
    'A negative amount is refused, so no renewal can be given back',
    (m) => accept(m, 'refreshInstance.orderAmount', (given) => !given.startsWith('-')),
  ),
  value('v1', 'release-amount-zero-refused', 'The release of what cost nothing is refused', (m) =>
    accept(m, 'releaseInstance.orderAmount', (given) => Number(given) > 0),
  ),
  value('v1', 'period-number-at-most-12', 'More than 12 months are refused', (m) =>
    accept(m, 'refreshInstance.periodNumber', (given) => Number(given) <= 12),
  ),
  value('v1', 'no-months-at-purchase', 'periodType month is unknown at the purchase', (m) =>
    fails(m, 'newInstance.periodType', (given) => given === 'year'),
  ),
  value('v1', 'trial-flag-zero', 'trialFlag 0 is refused, since only 1 is expected', (m) =>
    accept(m, 'newInstance.trialFlag', (given) => given === '1'),
  ),
  value('v1', 'mobile-demanded', 'mobilePhone is demanded', (m) => demand(m, 'newInstance.mobilePhone')),
  value('v1', 'sku-demanded', 'skuCode is demanded', (m) => demand(m, 'newInstance.skuCode')),
  value(
    'v1',
    'period-demanded',
    'periodType is demanded of pay-per-use products',
    (m) => demand(m, 'newInstance.periodType'),
    { sale: 'on-demand' },
  ),
  value('v1', 'product-demanded-at-renewal', 'productId is demanded of a renewal', (m) =>
    demand(m, 'refreshInstance.productId'),
  ),
  value('v1', 'test-flag-demanded', 'testFlag is demanded, which real calls do not have', (m) =>
    demand(m, 'newInstance.testFlag'),
  ),
  value('v1', 'customer-name-in-bytes', 'customerName has 64 bytes instead of characters', (m) =>
    fails(m, 'newInstance.customerName', (given) => Buffer.byteLength(given) <= 64),
  ),
  value('v1', 'iam-name-without-emoji', 'The column of userName is utf8 with three bytes', (m) =>
    fails(m, 'newInstance.userName', (given) => !hasEmoji(given)),
  ),
  value(
    'v1',
    'customer-name-with-backslash',
    'A backslash in customerName escapes the quote of the SQL',
    (m) => fails(m, 'newInstance.customerName', (given) => !given.endsWith('\\')),
  ),
  value('v1', 'customer-name-letters', 'customerName must consist of letters, digits and Chinese', (m) =>
    accept(m, 'newInstance.customerName', (given) => /^[\w\u4e00-\u9fff]*$/.test(given)),
  ),
  value('v1', 'blanks-trimmed-before-signing', 'Values are trimmed before the token is computed', (m) => {
    m.steps.signedParams = (params) => params.map(([name, given]) => [name, given.trim()]);
  }),
  value(
    'v1',
    'parameters-of-the-table',
    'The token is computed over the parameters of the table alone',
    (m) => {
      m.steps.signedParams = (params) => {
        const activity = params.find(([name]) => name === 'activity')?.[1] ?? '';
        const known = m.params[activity];
        const isKnown = (name: string) => known?.[name] || name === 'activity' || name === 'timeStamp';
        return known ? params.filter(([name]) => isKnown(name)) : params;
      };
    },
  ),
  value('v1', 'decoded-twice', 'Values are percent-decoded twice', (m) => {
    const { query } = m.steps;
    m.steps.query = (request) => query(request).map(([name, given]) => [name, decodeURIComponent(given)]);
  }),
  value('v1', 'ampersand-entity', 'An ampersand in customerName is escaped for HTML before signing', (m) => {
    m.steps.signedParams = (params) =>
      params.map(([name, given]) => [name, given.replaceAll('&', '&amp;').replaceAll('<', '&lt;')]);
  }),
  value('v1', 'orders-without-case', 'Orders are compared without regard to case', (m) => {
    const { orderKey } = m.steps;
    m.steps.orderKey = (call) => orderKey(call).toLowerCase();
  }),
  value('v1', 'orders-cut', 'The order id is cut after 40 characters', (m) => {
    const { orderKey } = m.steps;
    m.steps.orderKey = (call) =>
      orderKey({ ...call, values: { ...call.values, orderId: field(call, 'orderId').slice(0, 40) } });
  }),
  value(
    'v1',
    'instance-named-after-order',
    'The instance id is made of order and product, and gets too long',
    (m) => {
      m.steps.newId = (call) => `${field(call, 'orderId')}-${field(call, 'productId')}`;
    },
  ),
  value(
    'v1',
    'instance-id-in-base64',
    'The instance id is Base64 and read from the query with blanks for plus',
    (m) => {
      m.steps.newId = () => Buffer.from(crypto.getRandomValues(new Uint8Array(30))).toString('base64');
      before(m, 'queryInstance', (call) => field(call, 'instanceId').includes('+') && refuse('000003'));
    },
    { sale: 'on-demand' },
  ),
  value('v1', 'memo-holds-parameters', 'memo repeats the parameters of the buyer, and gets too long', (m) => {
    const { appInfo } = m.steps;
    m.steps.appInfo = (row, call) => {
      const entered = Buffer.from(field(call, 'saasExtendParams'), 'base64').toString();
      return { ...appInfo(row, call), memo: entered || 'none' };
    };
  }),
  value('v1', 'parameters-by-position', 'The parameters of the buyer are read by position', (m) =>
    before(m, 'newInstance', (call) => {
      if (field(call, 'saasExtendParams') === '') return;
      const [first] = listOf(Buffer.from(field(call, 'saasExtendParams'), 'base64').toString());
      if (first?.name !== 'companyName') crash();
    }),
  ),
  value('v1', 'parameters-in-ascii', 'The parameters of the buyer are decoded as ASCII', (m) =>
    before(m, 'newInstance', (call) => {
      const decoded = Buffer.from(field(call, 'saasExtendParams'), 'base64').toString();
      if (hasEmoji(decoded)) crash();
    }),
  ),
  value('v1', 'unknown-parameter-refused', 'A parameter that is not in the table is refused', (m) => {
    const { validate } = m.steps;
    m.steps.validate = (call) => {
      validate(call);
      if (Object.keys(call.values).some((name) => !m.params[call.activity]?.[name])) refuse();
    };
  }),
  value(
    'v1',
    'list-in-1024',
    'The list of queryInstance has 1024 characters',
    (m) => column(m, 'queryInstance.instanceId', 1024),
    { sale: 'on-demand' },
  ),
  value(
    'v1',
    'usage-as-text',
    'usageValue is a text with its unit',
    (m) => {
      const { usageInfo } = m.steps;
      m.steps.usageInfo = (row, call) => ({
        usageInfo: listOf(usageInfo(row, call).usageInfo ?? []).map((entry) => ({
          ...entry,
          usageValue: '12.5 h',
        })),
      });
    },
    { sale: 'on-demand' },
  ),
  value('v2', 'order-id-20', 'orderId has 20 characters instead of 64', (m) =>
    column(m, 'newInstance.orderId', 20),
  ),
  value('v2', 'renewal-product-id-32', 'The productId of a renewal has 32 characters instead of 64', (m) =>
    column(m, 'refreshInstance.productId', 32),
  ),
  value('v2', 'release-order-id-32', 'The orderId of a release has 32 characters', (m) =>
    column(m, 'releaseInstance.orderId', 32),
  ),
  value('v2', 'no-return-scene', 'The scene of a returned renewal is expected under another name', (m) =>
    accept(m, 'refreshInstance.scene', (given) => given !== 'UNSUBSCRIBE_RENEWAL_PERIOD'),
  ),
  value('v2', 'zero-test-flag', 'testFlag 0 is refused', (m) =>
    accept(m, 'refreshInstance.testFlag', (given) => given === '1'),
  ),
  value('v2', 'release-order-demanded', 'orderId is demanded of a release', (m) =>
    demand(m, 'releaseInstance.orderId'),
  ),
  value('v2', 'linear-value-demanded', 'linearValue is demanded of a change', (m) =>
    demand(m, 'product.linearValue'),
  ),
  value('v2', 'product-name-in-bytes', 'productName has 64 bytes instead of characters', (m) =>
    fails(m, 'product.productName', (given) => Buffer.byteLength(given) <= 64),
  ),
];
