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
import type { Field, Protocol } from './model.ts';
import { accessGuide, instanceCodes, need, retried } from './rules.ts';
import { orderNumber } from './v1-fields.ts';
import { v1Post } from './wire-v1.ts';

const userList = must(
  'userList',
  'Users, at most 500, as JSON text',
  '授权用户列表（JSON 文本），最多 500 个',
  {
    format: 'json-text',
    sample: JSON.stringify([
      { ...userSample, extension: { entryDate: '2022-04-1', employeeType: 1, workPlace: '深圳' } },
    ]),
    fields: [
      must('userName', 'Account name', '账号名'),
      must('name', 'Name', '姓名'),
      may('position', 'Position', '职位'),
      must('orgCode', 'Code of the department', '部门编码'),
      must('role', 'Role: user, or admin', '角色：user 普通用户，admin 管理员', { values: role }),
      must(
        'enable',
        'Whether the account is enabled: "true" or "false"',
        '账号状态："true" 启用，"false" 禁用',
        { values: enable },
      ),
      may('employeeCode', 'Employee number', '工号'),
      may('mobile', 'Mobile number', '手机号'),
      may('email', 'E-mail', '邮箱'),
      may('extension', 'More about the employee', '扩展信息', {
        type: 'object',
        fields: [
          may('entryDate', 'Date of entry, yyyy-MM-d', '入职日期，格式 yyyy-MM-d'),
          may('employeeType', 'Kind of employment, 1 to 4', '人员类型，取值 1～4', {
            type: 'integer',
            values: employeeType,
          }),
          may('workPlace', 'Place of work', '工作地点'),
        ],
      }),
    ],
  },
);

const orgInfo: Field = must(
  'orgInfo',
  'All departments, a flat list, as JSON text',
  '全量部门信息（平铺列表的 JSON 文本）',
  {
    format: 'json-text',
    sample: JSON.stringify([
      { orgCode: departmentSample.root, name: '云商店测试企业', parentCode: '' },
      { orgCode: departmentSample.child, name: '研发部', parentCode: departmentSample.root },
    ]),
    fields: [
      must('orgCode', 'Code of the department', '部门编码'),
      must('name', 'Name of the department', '部门名称'),
      may('parentCode', 'Code of the department above; empty at the top', '上级部门编码，顶级部门为空'),
    ],
  },
);

const activities: readonly DeclaredActivity[] = [
  {
    name: 'tenantSync',
    title: { en: 'Synchronise a tenant', zh: '租户信息同步' },
    source: accessGuide('zh-cn_topic_0070649109'),
    path: '/produceAPI/tenantSync',
    request: [kitInstanceId, kitOrderId(orderNumber), tenantId, ...tenantFields, flag(1), kitTestFlag],
    need: need('required'),
    idempotency: {
      en: 'instanceId and tenantId: adding or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId 和 tenantId：重复新增、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
    resultCodes: instanceCodes,
  },
  {
    name: 'applicationSync',
    title: { en: 'Synchronise an application', zh: '租户应用信息同步' },
    source: accessGuide('zh-cn_topic_0070649110'),
    path: '/produceAPI/applicationSync',
    request: [kitInstanceId, tenantId, ...applicationFields, flag(1), kitTestFlag],
    need: need('required'),
    idempotency: {
      en: 'instanceId, tenantId and appId: adding or deleting again must succeed; deleting must not ask whether the instance exists',
      zh: 'instanceId、tenantId 和 appId：重复新增、删除均须返回成功；删除时不得校验实例是否存在',
    },
    retry: retried.kitBuyer,
    resultCodes: instanceCodes,
  },
  {
    name: 'authSync',
    title: { en: 'Synchronise user authorisations', zh: '租户应用授权信息同步' },
    source: accessGuide('zh-cn_topic_0070649111'),
    path: '/produceAPI/authSync',
    request: [kitInstanceId, tenantId, appId, userList, currentSyncTime, flag(2), kitTestFlag],
    need: need('required'),
    idempotency: {
      en: 'instanceId, tenantId, appId and userName: adding or deleting again must succeed without new data',
      zh: 'instanceId、tenantId、appId 和 userName：重复新增、删除均须返回成功，且不产生新数据',
    },
    retry: retried.kitAdmin,
    resultCodes: instanceCodes,
  },
  {
    name: 'singleOrgSync',
    title: { en: 'Synchronise one department', zh: '组织部门信息同步（增量）' },
    source: accessGuide('zh-cn_topic_0070649112'),
    path: '/produceAPI/singleOrgSync',
    request: [kitInstanceId, tenantId, ...orgFields, flag(2), kitTestFlag],
    need: need('required'),
    idempotency: {
      en: 'instanceId, tenantId and orgCode: adding or deleting again must succeed',
      zh: 'instanceId、tenantId 和 orgCode：重复新增、删除均须返回成功',
    },
    retry: retried.v1Unknown,
    resultCodes: instanceCodes,
  },
  {
    name: 'allOrgSync',
    title: { en: 'Synchronise all departments', zh: '组织部门信息同步（全量）' },
    source: accessGuide('zh-cn_topic_0070649113'),
    path: '/produceAPI/allOrgSync',
    request: [kitInstanceId, tenantId, orgInfo, unlistedFlag, kitTestFlag],
    need: need('required'),
    idempotency: {
      en: 'instanceId and tenantId: the same list again must succeed',
      zh: 'instanceId 和 tenantId：重复同步须返回成功',
    },
    retry: retried.v1Unknown,
    resultCodes: instanceCodes,
  },
];

/**
 * SaaS access guide V1.0, kit interfaces of joint-operation products.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export const v1Kit: Protocol = declareProtocol({
  ...v1Post,
  id: 'v1-kit',
  code: 'V1K',
  title: { en: 'SaaS V1.0, kit interfaces', zh: '联营 SaaS V1.0 Kit 接口' },
  source: accessGuide('zh-cn_topic_0070649135'),
  keyClass: 'kit',
  activities,
});
