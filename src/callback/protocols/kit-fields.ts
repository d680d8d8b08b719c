import { may, must } from './fields.ts';
import type { Field, SampleContext } from './model.ts';
import { cnMillis } from './time.ts';

/** What the sample user and the sample departments have in common. */
const departmentSample = { root: 'ORG1', child: 'ORG2' } as const;

export const kitInstanceId = must(
  'instanceId',
  'Instance id; empty while the seller applies for an app credential, and in debugging',
  '实例 ID；卖家申请应用凭证及调测时为空，买家正式订单必传',
  { maxLength: 64, mayBeEmpty: true, sample: ({ id }) => id() },
);

/** `orderId` of tenantSync; `sample` differs, since V2 merchants may look the order up. */
export function kitOrderId(sample: (context: SampleContext) => string): Field {
  return must(
    'orderId',
    'Order id of the buyer; empty while the seller applies for an app credential, and in debugging',
    '买家的订单 ID；卖家申请应用凭证及调测时为空，买家正式订单必传',
    { maxLength: 64, mayBeEmpty: true, sample },
  );
}

export const tenantId = must('tenantId', 'Tenant id', '租户 ID', {
  maxLength: 64,
  sample: '68cbc86abc2018ab880d92f36422fa0e',
});

export const tenantFields: readonly Field[] = [
  must(
    'tenantCode',
    "Tenant code: leads the user's login to the buyer's domain",
    '租户标识，用于识别最终用户登录指向的买家域名',
    { maxLength: 64, sample: 'huawei' },
  ),
  must('name', "Name of the tenant: the buyer's company", '租户名称，即买家企业名称', {
    maxLength: 255,
    sample: '云商店测试企业',
  }),
  must(
    'domainName',
    'Address of the login centre, https:// included; any text in debugging',
    '认证中心返回的统一域名地址，含 https://；调测时可为任意文本',
    { maxLength: 255, sample: 'https://example.tenantaccount.com' },
  ),
];

export const appId = must('appId', 'Application id', '应用 ID', {
  maxLength: 64,
  sample: 'c7a1f0d2e95b4f3a8d6e1b2c3d4e5f60',
});

export const applicationFields: readonly Field[] = [
  appId,
  must('clientId', 'Client id for getting login tokens', '客户端 ID，用于获取登录 token', {
    maxLength: 64,
    sample: 'YJ2mPq7XnT5sVb8LkR3w',
  }),
  must(
    'clientSecret',
    "Client secret: base64 of RSA-OAEP (SHA-256, MGF1 with SHA-1) with the merchant's public key, 3072 bits or more",
    '客户端密钥：使用商家公钥（不低于 3072 位）以 RSA-OAEP（SHA-256，MGF1 为 SHA-1）加密后的 Base64',
    { format: 'client-secret', sample: 'koo-debug-secret' },
  ),
];

const flagWords: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  0: ['delete', '删除'],
  1: ['add', '新增'],
  2: ['modify', '修改'],
  3: ['cancel the authorisation', '取消授权'],
};

/** What is to be done with the data; `highest` is the last value the interface knows. */
export function flag(highest: 1 | 2 | 3, remark?: readonly [en: string, zh: string]): Field {
  const values = ['0', '1', '2', '3'].slice(0, highest + 1);
  const words = (index: 0 | 1) => values.map((value) => `${value} ${flagWords[value]?.[index]}`);
  const [en, zh] = remark ? [` (${remark[0]})`, `（${remark[1]}）`] : ['', ''];
  return must('flag', words(0).join(', ') + en, words(1).join('，') + zh, {
    type: 'integer',
    maxLength: 2,
    values,
    sample: 1,
  });
}

/** `flag` of allOrgSync, which its table does not know. */
export const unlistedFlag = may(
  'flag',
  "Not in the table; the page's example shows 1",
  '参数表未列出，文档示例中为 1',
  { type: 'integer', sample: 1, variant: true },
);

export const kitTestFlag = must('testFlag', '0 real data, 1 debugging', '0 生产正式数据，1 调测数据', {
  type: 'integer',
  maxLength: 2,
  values: ['0', '1'],
  sample: 1,
});

export const currentSyncTime = must(
  'currentSyncTime',
  'Time of this synchronisation, UTC+8, yyyyMMddHHmmssSSS',
  '本次同步时间，东八区，格式 yyyyMMddHHmmssSSS',
  { format: 'cn-millis', sample: ({ now }) => cnMillis(now) },
);

export const orgFields: readonly Field[] = [
  must('orgCode', 'Code of the department', '部门编码', { maxLength: 64, sample: departmentSample.child }),
  must('orgName', 'Name of the department', '部门名称', { maxLength: 128, sample: '研发部' }),
  may('parentCode', 'Code of the department above; empty at the top', '上级部门编码，顶级部门为空', {
    maxLength: 64,
    sample: departmentSample.root,
  }),
];

/** A user as authSync sends it, without what V1 and V2 write differently. */
const userSample = {
  userName: 'zhangsan',
  name: '张三',
  position: '工程师',
  orgCode: departmentSample.root,
  role: 'user',
  enable: 'true',
  employeeCode: 'HW0001',
  mobile: '15905222222',
  email: 'zhangsan@example.com',
} as const;

/** V1 and V2 know the same roles and states. */
const role = ['user', 'admin'] as const;
const enable = ['true', 'false'] as const;
const employeeType = ['1', '2', '3', '4'] as const;

/** V1: texts that hold JSON. */
export const userListText = must(
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

export const orgInfo = must(
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

/** V2: lists. */
export const userList = must(
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

export const orgInfoList = must(
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

/** V2: in every request. */
export const timeStamp = must(
  'timeStamp',
  'Time of the call, UTC+8, yyyyMMddHHmmssSSS',
  '请求发起时间，东八区，格式 yyyyMMddHHmmssSSS',
  {
    format: 'cn-millis',
    sample: ({ now }) => cnMillis(now),
  },
);
