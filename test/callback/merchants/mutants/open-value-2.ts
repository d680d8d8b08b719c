import { isObject } from '../../../../src/text/json.ts';
import type { Mutant } from '../model.ts';
import { listOf, text } from '../steps.ts';
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

export const value2Mutants: readonly Mutant[] = [
  value('v2', 'linear-value-small', 'linearValue is an 8-bit number', (m) =>
    fails(m, 'product.linearValue', (given) => Number(given) < 128),
  ),
  value(
    'v2',
    'slash-escaped',
    'The body is written again with escaped slashes before it is verified',
    (m) => {
      const { payload } = m.steps;
      m.steps.payload = (body) => payload(body).replaceAll('/', '\\/');
    },
  ),
  value('v2', 'html-escaped', 'The body is written again with <, > and & escaped, as Go does', (m) => {
    const { payload } = m.steps;
    m.steps.payload = (body) =>
      payload(body).replace(/[<>&]/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`);
  }),
  value('v2', 'line-separator-escaped', 'The body is written again with an escaped U+2028', (m) => {
    const { payload } = m.steps;
    m.steps.payload = (body) => payload(body).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  }),
  value(
    'v2',
    'strings-only',
    'The body is bound to a map of texts, and a nested value is written by Java',
    (m) => {
      const { payload } = m.steps;
      m.steps.payload = (body) => payload(body).replace(/"productInfo":\{(.*?)\}/, '"productInfo":"{$1}"');
    },
  ),
  value('v2', 'signature-with-case', 'The signature is compared with regard to case', (m) => {
    m.steps.sameSignature = (expected, given) => expected === given;
  }),
  value('v2', 'number-of-order', 'Order ids of digits alone are compared as numbers', (m) => {
    const { orderKey } = m.steps;
    m.steps.orderKey = (call) =>
      orderKey({
        ...call,
        values: {
          orderId: numeric(field(call, 'orderId')),
          orderLineId: numeric(field(call, 'orderLineId')),
        },
      });
  }),
  value('v2', 'order-and-line-joined', 'Order and line are joined without a separator', (m) => {
    m.steps.orderKey = (call) => field(call, 'orderId') + field(call, 'orderLineId');
  }),
  value('v2', 'query-first-page', 'A query of many instances answers the first ten', (m) =>
    answers(m, 'queryInstance', (result) => ({ ...result, info: listOf(result.info).slice(0, 10) })),
  ),
  value(
    'v2',
    'usage-without-time',
    'A new instance has usageInfo without a value',
    (m) => {
      m.steps.usageInfo = () => ({ usageInfo: [{ usageValue: null, statisticalTime: null }] });
    },
    { sale: 'on-demand' },
  ),
  value(
    'v2',
    'message-repeats-value',
    'The message of a refusal repeats the value, and gets too long',
    (m) => {
      const { respond } = m.steps;
      m.steps.respond = (result, call, request) =>
        respond(
          result.resultCode === '000003'
            ? { ...result, resultMsg: `unknown: ${(call ? field(call, 'instanceId') : '').repeat(9)}` }
            : result,
          call,
          request,
        );
    },
  ),
  value('online-license', 'event-id-32', 'eventId has 32 characters instead of 64', (m) =>
    column(m, 'getLicenseAsync.eventId', 32),
  ),
  value('online-license', 'fingerprint-in-hex', 'deviceFingerprint must be hexadecimal', (m) =>
    accept(m, 'getLicenseAsync.deviceFingerprint', (given) => /^[\da-f]+$/i.test(given)),
  ),
  value('online-license', 'no-conversion', 'The scene TRIAL_TO_FORMAL is unknown to an online licence', (m) =>
    accept(m, 'refreshInstance.scene', (given) => given !== 'TRIAL_TO_FORMAL'),
  ),
  value('license-code', 'code-product-demanded', 'productId is demanded of a renewal of a code', (m) =>
    demand(m, 'refreshLicenseCode.productId'),
  ),
  value(
    'license-code',
    'code-without-return',
    'The scene of a returned renewal is unknown to licence codes',
    (m) => accept(m, 'refreshLicenseCode.scene', (given) => given === 'RENEWAL'),
  ),
  value(
    'order-notify',
    'notified-line-40',
    'The orderLineId of a notification has 40 characters instead of 64',
    (m) => column(m, 'orderNotify.orderLineId', 40),
  ),
  value('order-notify', 'line-is-order-and-number', 'The line must be the order and six digits', (m) =>
    before(
      m,
      'orderNotify',
      (call) => field(call, 'orderLineId') !== `${field(call, 'orderId')}-000001` && refuse(),
    ),
  ),
  value('v1-kit', 'tenant-name-in-bytes', 'The name of a tenant has 255 bytes instead of characters', (m) =>
    fails(m, 'tenantSync.name', (given) => Buffer.byteLength(given) <= 255),
  ),
  value(
    'v2-kit',
    'domain-name-is-https',
    'domainName must be an https address, though it is any text in debugging',
    (m) => accept(m, 'tenantSync.domainName', (given) => given.startsWith('https://')),
  ),
  value('v1-kit', 'app-id-32', 'appId has 32 characters instead of 64', (m) =>
    column(m, 'applicationSync.appId', 32),
  ),
  value('v2-kit', 'secret-in-ascii', 'A secret that is no ASCII cannot be stored', (m) => {
    const { secret } = m.steps;
    m.steps.secret = (given) => {
      const plain = secret(given);
      return /^[\0-\x7f]*$/.test(plain) ? plain : crash();
    };
  }),
  value('v2-kit', 'org-code-32', 'orgCode has 32 characters instead of 64', (m) =>
    column(m, 'singleOrgSync.orgCode', 32),
  ),
  value('v2-kit', 'org-name-in-bytes', 'orgName has 128 bytes instead of characters', (m) =>
    fails(m, 'singleOrgSync.orgName', (given) => Buffer.byteLength(given) <= 128),
  ),
  value('v1-kit', 'org-name-without-emoji', 'The column of orgName is utf8 with three bytes', (m) =>
    fails(m, 'singleOrgSync.orgName', (given) => !hasEmoji(given)),
  ),
  value('v2-kit', 'person-name-20', 'The name of a user has 20 characters instead of 64', (m) =>
    column(m, 'user.name', 20),
  ),
  value('v2-kit', 'mobile-15', 'The mobile number of a user has 15 characters instead of 32', (m) =>
    column(m, 'user.mobile', 15),
  ),
  value('v2-kit', 'user-email-64', 'The email of a user has 64 characters instead of 128', (m) =>
    column(m, 'user.email', 64),
  ),
  value('v2-kit', 'position-demanded', 'position is demanded of a user', (m) => demand(m, 'user.position')),
  value('v2-kit', 'user-email-demanded', 'email is demanded of a user', (m) => demand(m, 'user.email')),
  value('v1-kit', 'employee-type-is-number', 'employeeType is refused as a text', (m) =>
    before(m, 'authSync', ({ values }) => {
      for (const { extension } of listOf(values.userList)) {
        if (isObject(extension) && typeof extension.employeeType === 'string') crash();
      }
    }),
  ),
  value('v1-kit', 'no-administrators', 'The role admin is unknown', (m) =>
    accept(m, 'user.role', (given) => given === 'user'),
  ),
  value('v2-kit', 'no-cancellation', 'flag 3 of authSync is unknown', (m) =>
    accept(m, 'authSync.flag', (given) => given !== '3'),
  ),
  value('v1-kit', 'no-department-change', 'flag 2 of singleOrgSync is unknown', (m) =>
    accept(m, 'singleOrgSync.flag', (given) => given !== '2'),
  ),
  value(
    'v1-kit',
    'instance-demanded',
    'instanceId is demanded of a tenant, though the seller has none',
    (m) => demand(m, 'tenantSync.instanceId'),
  ),
  value('v2-kit', 'parent-demanded', 'parentCode is demanded of a department', (m) =>
    demand(m, 'singleOrgSync.parentCode'),
  ),
  value('v2-kit', 'user-list-is-list', 'A userList that is JSON text fails the mapping', (m) =>
    before(m, 'authSync', ({ values }) => typeof values.userList === 'string' && crash()),
  ),
  value(
    'v2-kit',
    'no-empty-full-list',
    'A tenant without departments has an empty list, which is refused',
    (m) => before(m, 'allOrgSync', ({ values }) => listOf(values.orgInfoList).length === 0 && refuse()),
  ),
  value('v1-kit', 'users-at-most-100', 'authSync takes 100 users instead of 500', (m) =>
    before(m, 'authSync', ({ values }) => listOf(values.userList).length > 100 && refuse()),
  ),
  value(
    'v2-kit',
    'departments-at-most-100',
    'allOrgSync takes 100 departments, though no limit is documented',
    (m) => before(m, 'allOrgSync', ({ values }) => listOf(values.orgInfoList).length > 100 && crash()),
  ),
  value('v2-kit', 'user-without-case', 'Users whose names differ in case violate a unique key', (m) => {
    const names = new Map<string, string>();
    before(m, 'authSync', ({ values }) => {
      for (const user of listOf(values.userList)) {
        const key = m.steps.userKey(values, user);
        if ((names.get(key.toLowerCase()) ?? key) !== key) crash();
        names.set(key.toLowerCase(), key);
      }
    });
  }),
  value(
    'v2-kit',
    'department-code-as-number',
    'Department codes that are equal as numbers violate a unique key',
    (m) => {
      const codes = new Map<string, string>();
      before(m, 'singleOrgSync', ({ values }) => {
        const key = m.steps.departmentKey(values, numeric(text(values, 'orgCode')));
        const code = codes.get(key) ?? text(values, 'orgCode');
        if (code !== text(values, 'orgCode')) crash();
        codes.set(key, code);
      });
    },
  ),
  value('v2-kit', 'department-name-with-quote', 'A quotation mark in orgName breaks the SQL', (m) =>
    fails(m, 'singleOrgSync.orgName', (given) => !given.includes('"')),
  ),
];
