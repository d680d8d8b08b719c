import { type DeclaredActivity, declareProtocol, may, must } from './fields.ts';
import {
  appId,
  applicationFields,
  currentSyncTime,
  departmentSample,
  employeeType,
  enable,
  flag,
  kitInstanceId,
  kitOrderId,
  kitTestFlag,
  orgFields,
  role,
  tenantFields,
  tenantId,
  unlistedFlag,
  userSample,
} from './kit-fields.ts';
import { mockNewOrder } from './mock-orders.ts';
import type { Protocol } from './model.ts';
import { accessGuide, commonCodes, need, retried } from './rules.ts';
import { cnMillis } from './time.ts';
import { v2KitWire } from './wire-v2.ts';

const timeStamp = must(
  'timeStamp',
  'Time of the call, UTC+8, yyyyMMddHHmmssSSS',
  '请求发起时间，东八区，格式 yyyyMMddHHmmssSSS',
  {
    format: 'cn-millis',
    sample: ({ now }) => cnMillis(now),
  },
);

const userList = must(
  'userList',
  'Users (a list by the table, JSON text in the example: both are possible)',
  '用户列表（参数表为数组，示例为 JSON 字符串，两种形式都可能出现）',
  {
    type: 'list',
    format: 'json-text',
    sample: [{ ...userSample, employeeType: 1, workPlace: '深圳', entryDate: '2022-04-01' }],
    fields: [
      must('userName', 'Account name', '账号名', { maxLength: 64 }),
      must('name', 'Name', '姓名', { maxLength: 64 }),
      must('orgCode', 'Code of the department', '部门编码', { maxLength: 64 }),
      may('position', 'Position', '职位', { maxLength: 64 }),
      may('employeeCode', 'Employee number', '工号', { maxLength: 64 }),
      may('employeeType', 'Kind of employment, 1 to 4', '人员类型，取值 1～4', {
        type: 'integer',
        values: employeeType,
      }),
      must('role', 'Role: user, or admin', '角色：user 普通用户，admin 管理员', {
        maxLength: 32,
        values: role,
      }),
      must(
        'enable',
        'Whether the account is enabled: "true" or "false"',
        '账号状态："true" 启用，"false" 禁用',
        { maxLength: 8, values: enable },
      ),
      may('mobile', 'Mobile number', '手机号', { maxLength: 32 }),
      may('email', 'E-mail', '邮箱', { maxLength: 128 }),
      may('workPlace', 'Place of work (length unknown)', '工作地点（长度未知）'),
      may(
        'entryDate',
        'Date of entry (length unknown, more fields may follow)',
        '入职日期（长度未知，其后可能还有其他字段）',
      ),
    ],
  },
);

const orgInfoList = must(
  'orgInfoList',
  'All departments (a list by the table, JSON text in the example: both are possible)',
  '全量部门信息（参数表为数组，示例为 JSON 字符串，两种形式都可能出现）',
  {
    type: 'list',
    format: 'json-text',
    sample: [
      { orgCode: departmentSample.root, orgName: '云商店测试企业', parentCode: '' },
      { orgCode: departmentSample.child, orgName: '研发部', parentCode: departmentSample.root },
    ],
    fields: orgFields,
  },
);

const activities: readonly DeclaredActivity[] = [
  {
    name: 'tenantSync',
    title: { en: 'Synchronise a tenant', zh: '企业同步' },
    source: accessGuide('zh-cn_topic_0070649433'),
    path: '/produceAPI/v2/tenantSync',
    request: [
      kitInstanceId,
      kitOrderId(({ sale }) => mockNewOrder(sale)),
      tenantId,
      ...tenantFields,
      flag(2, ['name and domainName only', '仅可修改 name 和 domainName']),
      kitTestFlag,
      timeStamp,
    ],
    need: need('required'),
    idempotency: {
      en: 'instanceId and tenantId: adding, changing or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId 和 tenantId：重复新增、修改、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
    resultCodes: commonCodes,
  },
  {
    name: 'applicationSync',
    title: { en: 'Synchronise an application', zh: '应用同步' },
    source: accessGuide('zh-cn_topic_0070649434'),
    path: '/produceAPI/v2/applicationSync',
    request: [kitInstanceId, tenantId, ...applicationFields, flag(2), kitTestFlag, timeStamp],
    need: need('required'),
    idempotency: {
      en: 'instanceId, tenantId and appId: adding, changing or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId、tenantId 和 appId：重复新增、修改、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
    // 000101 comes from Huawei's sample, which answers it when clientSecret can't be decrypted.
    resultCodes: [...commonCodes, '000101'],
  },
  {
    name: 'authSync',
    title: { en: 'Synchronise user authorisations', zh: '用户授权同步' },
    source: accessGuide('zh-cn_topic_0070649435'),
    path: '/produceAPI/v2/authSync',
    request: [kitInstanceId, tenantId, appId, userList, currentSyncTime, flag(3), kitTestFlag, timeStamp],
    need: need('required'),
    idempotency: {
      en: 'instanceId, tenantId, appId and userName: adding or deleting again must succeed without new data',
      zh: 'instanceId、tenantId、appId 和 userName：重复新增、删除均须返回成功，且不产生新数据',
    },
    retry: retried.kitAdmin,
    resultCodes: commonCodes,
  },
  {
    name: 'singleOrgSync',
    title: { en: 'Synchronise one department', zh: '部门增量同步' },
    source: accessGuide('zh-cn_topic_0070649436'),
    path: '/produceAPI/v2/singleOrgSync',
    request: [kitInstanceId, tenantId, ...orgFields, flag(2), kitTestFlag, timeStamp],
    need: need('required'),
    idempotency: {
      en: 'instanceId, tenantId and orgCode: adding, changing or deleting again must succeed',
      zh: 'instanceId、tenantId 和 orgCode：重复新增、修改、删除均须返回成功',
    },
    retry: retried.v2Unknown,
    resultCodes: commonCodes,
  },
  {
    name: 'allOrgSync',
    title: { en: 'Synchronise all departments', zh: '部门全量同步' },
    source: accessGuide('zh-cn_topic_0070649437'),
    path: '/produceAPI/v2/allOrgSync',
    request: [kitInstanceId, tenantId, orgInfoList, unlistedFlag, kitTestFlag, timeStamp],
    need: need('required'),
    idempotency: {
      en: 'instanceId and tenantId: the same list again must succeed',
      zh: 'instanceId 和 tenantId：重复同步须返回成功',
    },
    retry: retried.v2Unknown,
    resultCodes: commonCodes,
  },
];

/**
 * SaaS access guide V2.0, kit interfaces of joint-operation products.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export const v2Kit: Protocol = declareProtocol({
  ...v2KitWire,
  id: 'v2-kit',
  code: 'V2K',
  title: { en: 'SaaS V2.0, kit interfaces', zh: '联营 SaaS V2.0 同步接口' },
  source: accessGuide('zh-cn_topic_0070649476'),
  keyClass: 'kit',
  activities,
});
