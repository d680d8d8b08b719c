import type { JsonValue } from '../../../../src/text/json.ts';
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
  refuse,
  sortedDeep,
  value,
} from './hooks.ts';

export const value2Mutants: readonly Mutant[] = [
  value(
    'v2',
    'apostrophe-escaped',
    'The body is written again with an escaped apostrophe, as Gson does',
    (m) => {
      const { payload } = m.steps;
      m.steps.payload = (body) => payload(body).replaceAll("'", '\\u0027').replaceAll('=', '\\u003d');
    },
  ),
  value('v2', 'nested-sorted', 'The members of productInfo are sorted before the body is verified', (m) => {
    m.steps.payload = (body) => JSON.stringify(sortedDeep(JSON.parse(body) as JsonValue));
  }),
  value('v2', 'unicode-normalised', 'Texts are normalised before the body is verified', (m) => {
    const { payload } = m.steps;
    m.steps.payload = (body) => payload(body).normalize('NFC');
  }),
  value('v2', 'unknown-member-fails', 'A member that is not in the table fails the mapping', (m) => {
    const { validate } = m.steps;
    m.steps.validate = (call) => {
      validate(call);
      if (Object.keys(call.values).some((name) => !m.params[call.activity]?.[name])) crash();
    };
  }),
  value('v2', 'line-without-case', 'Order lines are compared without regard to case', (m) => {
    const { orderKey } = m.steps;
    m.steps.orderKey = (call) => orderKey(call).toUpperCase();
  }),
  value('v2', 'query-of-20', 'queryInstance takes 20 instances instead of 100', (m) =>
    before(m, 'queryInstance', (call) => field(call, 'instanceId').split(',').length > 20 && refuse()),
  ),
  value('v2', 'query-as-object', 'A query of one instance answers an object instead of a list', (m) =>
    answers(m, 'queryInstance', (result) => {
      const list = listOf(result.info);
      return { ...result, info: list.length === 1 ? (list[0] ?? {}) : list };
    }),
  ),
  value(
    'v2',
    'instance-id-of-line',
    'The instance id is made of order line and businessId, and gets too long',
    (m) => {
      m.steps.newId = (call) => `${field(call, 'orderLineId')}-${field(call, 'businessId')}`;
    },
  ),
  value('v2', 'null-fields-as-text', 'An absent address is the text null', (m) => {
    const { appInfo } = m.steps;
    m.steps.appInfo = (row, call) => ({ ...appInfo(row, call), adminUrl: 'null' });
  }),
  value('online-license', 'fingerprint-255', 'deviceFingerprint has 255 characters instead of 1024', (m) =>
    column(m, 'getLicenseAsync.deviceFingerprint', 255),
  ),
  value(
    'online-license',
    'expiry-of-one-time',
    'The end of a licence is demanded of one-time products',
    (m) => demand(m, 'getLicenseAsync.expireTime'),
    { sale: 'one-time' },
  ),
  value('license-code', 'code-32', 'The order line of a renewal has 32 characters instead of 64', (m) =>
    column(m, 'refreshLicenseCode.orderLineId', 32),
  ),
  value('license-code', 'code-release-order-demanded', 'orderId is demanded of a release of a code', (m) =>
    demand(m, 'releaseLicenseCode.orderId'),
  ),
  value(
    'order-notify',
    'notified-order-32',
    'The orderId of a notification has 32 characters instead of 64',
    (m) => column(m, 'orderNotify.orderId', 32),
  ),
  value('order-notify', 'notified-in-real', 'testFlag 0 is refused by a notification', (m) =>
    accept(m, 'orderNotify.testFlag', (given) => given === '1'),
  ),
  value('v1-kit', 'tenant-name-64', 'The name of a tenant has 64 characters instead of 255', (m) =>
    column(m, 'tenantSync.name', 64),
  ),
  value('v2-kit', 'domain-name-128', 'domainName has 128 characters instead of 255', (m) =>
    column(m, 'tenantSync.domainName', 128),
  ),
  value('v2-kit', 'tenant-code-32', 'tenantCode has 32 characters instead of 64', (m) =>
    column(m, 'tenantSync.tenantCode', 32),
  ),
  value('v2-kit', 'client-id-32', 'clientId has 32 characters instead of 64', (m) =>
    column(m, 'applicationSync.clientId', 32),
  ),
  value('v1-kit', 'secret-32', 'The decrypted secret has 32 characters', (m) => {
    const { secret } = m.steps;
    m.steps.secret = (given) => {
      const plain = secret(given);
      return plain.length <= 32 ? plain : crash();
    };
  }),
  value('v1-kit', 'org-name-64', 'orgName has 64 characters instead of 128', (m) =>
    column(m, 'singleOrgSync.orgName', 64),
  ),
  value(
    'v2-kit',
    'listed-org-name-64',
    'The orgName of the full list has 64 characters instead of 128',
    (m) => column(m, 'department.orgName', 64),
  ),
  value(
    'v2-kit',
    'user-name-without-emoji',
    'The column of the name of a user is utf8 with three bytes',
    (m) => fails(m, 'user.name', (given) => !hasEmoji(given)),
  ),
  value('v2-kit', 'account-name-32', 'The userName of a user has 32 characters instead of 64', (m) =>
    column(m, 'user.userName', 32),
  ),
  value('v2-kit', 'mobile-in-digits', 'The mobile number of a user must be 11 digits', (m) =>
    accept(m, 'user.mobile', (given) => /^\d{11}$/.test(given)),
  ),
  value('v1-kit', 'employee-code-pattern', 'employeeCode must be letters and digits', (m) =>
    accept(m, 'user.employeeCode', (given) => /^[A-Z]*\d+$/.test(given)),
  ),
  value('v1-kit', 'user-mobile-demanded', 'mobile is demanded of a user', (m) => demand(m, 'user.mobile')),
  value('v1-kit', 'extension-demanded', 'A user without extension is a null pointer', (m) =>
    before(
      m,
      'authSync',
      ({ values }) => listOf(values.userList).some(({ extension }) => !extension) && crash(),
    ),
  ),
  value('v2-kit', 'employee-type-of-three', 'employeeType 4 is unknown', (m) =>
    accept(m, 'user.employeeType', (given) => given !== '4'),
  ),
  value('v2-kit', 'no-disabled-users', 'A user must be enabled', (m) =>
    accept(m, 'user.enable', (given) => given === 'true'),
  ),
  value('v2-kit', 'no-tenant-change', 'flag 2 of tenantSync is unknown', (m) =>
    accept(m, 'tenantSync.flag', (given) => given !== '2'),
  ),
  value('v2-kit', 'no-application-change', 'flag 2 of applicationSync is unknown', (m) =>
    accept(m, 'applicationSync.flag', (given) => given !== '2'),
  ),
  value(
    'v2-kit',
    'tenant-order-demanded',
    'orderId is demanded of a tenant, though the seller has none',
    (m) => demand(m, 'tenantSync.orderId'),
  ),
  value('v1-kit', 'listed-parent-demanded', 'parentCode is demanded in the full list', (m) =>
    demand(m, 'department.parentCode'),
  ),
  value(
    'v2-kit',
    'org-list-is-text',
    'An orgInfoList that is a list fails, since JSON text is expected',
    (m) =>
      before(
        m,
        'allOrgSync',
        ({ values }) =>
          typeof values.orgInfoList !== 'string' && listOf(values.orgInfoList).length > 2 && crash(),
      ),
  ),
  value(
    'v1-kit',
    'no-empty-full-text',
    'A tenant without departments has an empty list, which is a null pointer',
    (m) => before(m, 'allOrgSync', ({ values }) => listOf(values.orgInfo).length === 0 && crash()),
  ),
  value('v2-kit', 'users-below-500', 'authSync takes fewer than 500 users', (m) =>
    before(m, 'authSync', ({ values }) => listOf(values.userList).length >= 500 && refuse()),
  ),
  value('v2-kit', 'users-of-one-department', 'The users of a list must be in one department', (m) =>
    before(
      m,
      'authSync',
      ({ values }) =>
        new Set(listOf(values.userList).map((user) => text(user, 'orgCode'))).size > 1 && crash(),
    ),
  ),
  value(
    'v1-kit',
    'department-without-case',
    'Departments whose codes differ in case violate a unique key',
    (m) => {
      const codes = new Map<string, string>();
      before(m, 'singleOrgSync', ({ values }) => {
        const key = m.steps.departmentKey(values, text(values, 'orgCode'));
        if ((codes.get(key.toLowerCase()) ?? key) !== key) crash();
        codes.set(key.toLowerCase(), key);
      });
    },
  ),
  value(
    'v1-kit',
    'department-code-with-blank',
    'Department codes lose their blanks, and users do not find them',
    (m) => {
      const { departmentKey } = m.steps;
      m.steps.departmentKey = (values, code) =>
        departmentKey(values, 'userList' in values ? code : code.trim());
    },
  ),
  value('v1-kit', 'user-name-with-apostrophe', "An apostrophe in a user's name breaks the SQL", (m) =>
    fails(m, 'user.name', (given) => !given.includes("'")),
  ),
  value('v1-kit', 'blank-properties-signed', 'Empty properties are part of the token', (m) => {
    m.steps.signedParams = (params) => params.map(([name, given]) => [name, given === '' ? '\u00a0' : given]);
  }),
  value('v2-kit', 'kit-nested-sorted', 'The members of users are sorted before the body is verified', (m) => {
    m.steps.payload = (body) => JSON.stringify(sortedDeep(JSON.parse(body) as JsonValue));
  }),
  value('v2-kit', 'entry-date-demanded', 'entryDate is demanded of a user', (m) =>
    demand(m, 'user.entryDate'),
  ),
];
