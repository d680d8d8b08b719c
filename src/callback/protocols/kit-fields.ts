import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { may, must } from './fields.ts';
import type { Field, SampleContext } from './model.ts';
import { cnMillis } from './time.ts';

/** What the sample user and the sample departments have in common. */
const departmentSample = { root: 'ORG1', child: 'ORG2' } as const;

export const kitInstanceId = must(
  'instanceId',
  both('Instance id; empty while the seller applies for an app credential, and in debugging'),
  { maxLength: 64, mayBeEmpty: true, sample: ({ id }) => id() },
);

/** `orderId` of tenantSync; `sample` differs, since V2 merchants may look the order up. */
export function kitOrderId(sample: (context: SampleContext) => string): Field {
  return must(
    'orderId',
    both('Order id of the buyer; empty while the seller applies for an app credential, and in debugging'),
    { maxLength: 64, mayBeEmpty: true, sample },
  );
}

export const tenantId = must('tenantId', both('Tenant id'), {
  maxLength: 64,
  sample: '68cbc86abc2018ab880d92f36422fa0e',
});

export const tenantFields: readonly Field[] = [
  must('tenantCode', both("Tenant code: leads the user's login to the buyer's domain"), {
    maxLength: 64,
    sample: 'huawei',
  }),
  must('name', both("Name of the tenant: the buyer's company"), {
    maxLength: 255,
    sample: '云商店测试企业',
  }),
  must('domainName', both('Address of the login centre, https:// included; any text in debugging'), {
    maxLength: 255,
    sample: 'https://example.tenantaccount.com',
  }),
];

export const appId = must('appId', both('Application id'), {
  maxLength: 64,
  sample: 'c7a1f0d2e95b4f3a8d6e1b2c3d4e5f60',
});

export const applicationFields: readonly Field[] = [
  appId,
  must('clientId', both('Client id for getting login tokens'), {
    maxLength: 64,
    sample: 'YJ2mPq7XnT5sVb8LkR3w',
  }),
  must(
    'clientSecret',
    both(
      "Client secret: base64 of RSA-OAEP (SHA-256, MGF1 with SHA-1) with the merchant's public key, 3072 bits or more",
    ),
    { format: 'client-secret', sample: 'koo-debug-secret' },
  ),
];

const flagNotes = {
  1: both('0 delete, 1 add'),
  2: both('0 delete, 1 add, 2 modify'),
  3: both('0 delete, 1 add, 2 modify, 3 cancel the authorisation'),
} as const;

/** The operation on the data; `highest` is the last value that the interface accepts. */
export function flag(highest: 1 | 2 | 3, note: Localized = flagNotes[highest]): Field {
  return must('flag', note, {
    type: 'integer',
    maxLength: 2,
    values: ['0', '1', '2', '3'].slice(0, highest + 1),
    sample: 1,
  });
}

/** `flag` of allOrgSync, which its table does not know. */
export const unlistedFlag = may('flag', both("Not in the table; the page's example shows 1"), {
  type: 'integer',
  sample: 1,
  variant: true,
});

export const kitTestFlag = must('testFlag', both('0 real data, 1 debugging'), {
  type: 'integer',
  maxLength: 2,
  values: ['0', '1'],
  sample: 1,
});

export const currentSyncTime = must(
  'currentSyncTime',
  both('Time of this synchronisation, UTC+8, yyyyMMddHHmmssSSS'),
  { format: 'cn-millis', sample: ({ now }) => cnMillis(now) },
);

export const orgFields: readonly Field[] = [
  must('orgCode', both('Code of the department'), { maxLength: 64, sample: departmentSample.child }),
  must('orgName', both('Name of the department'), { maxLength: 128, sample: '研发部' }),
  may('parentCode', both('Code of the department above; empty at the top'), {
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
export const userListText = must('userList', both('Users, at most 500, as JSON text'), {
  format: 'json-text',
  sample: JSON.stringify([
    { ...userSample, extension: { entryDate: '2022-04-1', employeeType: 1, workPlace: '深圳' } },
  ]),
  fields: [
    must('userName', both('Account name')),
    must('name', both('Name')),
    may('position', both('Position')),
    must('orgCode', both('Code of the department')),
    must('role', both('Role: user, or admin'), { values: role }),
    must('enable', both('Whether the account is enabled: "true" or "false"'), { values: enable }),
    may('employeeCode', both('Employee number')),
    may('mobile', both('Mobile number')),
    may('email', both('E-mail')),
    may('extension', both('More about the employee'), {
      type: 'object',
      fields: [
        may('entryDate', both('Date of entry, yyyy-MM-d')),
        may('employeeType', both('Kind of employment, 1 to 4'), {
          type: 'integer',
          values: employeeType,
        }),
        may('workPlace', both('Place of work')),
      ],
    }),
  ],
});

export const orgInfo = must('orgInfo', both('All departments, a flat list, as JSON text'), {
  format: 'json-text',
  sample: JSON.stringify([
    { orgCode: departmentSample.root, name: '云商店测试企业', parentCode: '' },
    { orgCode: departmentSample.child, name: '研发部', parentCode: departmentSample.root },
  ]),
  fields: [
    must('orgCode', both('Code of the department')),
    must('name', both('Name of the department')),
    may('parentCode', both('Code of the department above; empty at the top')),
  ],
});

/** V2: lists. */
export const userList = must(
  'userList',
  both('Users (a list by the table, JSON text in the example: both are possible)'),
  {
    type: 'list',
    format: 'json-text',
    sample: [{ ...userSample, employeeType: 1, workPlace: '深圳', entryDate: '2022-04-01' }],
    fields: [
      must('userName', both('Account name'), { maxLength: 64 }),
      must('name', both('Name'), { maxLength: 64 }),
      must('orgCode', both('Code of the department'), { maxLength: 64 }),
      may('position', both('Position'), { maxLength: 64 }),
      may('employeeCode', both('Employee number'), { maxLength: 64 }),
      may('employeeType', both('Kind of employment, 1 to 4'), {
        type: 'integer',
        values: employeeType,
      }),
      must('role', both('Role: user, or admin'), {
        maxLength: 32,
        values: role,
      }),
      must('enable', both('Whether the account is enabled: "true" or "false"'), {
        maxLength: 8,
        values: enable,
      }),
      may('mobile', both('Mobile number'), { maxLength: 32 }),
      may('email', both('E-mail'), { maxLength: 128 }),
      may('workPlace', both('Place of work (length unknown)')),
      may('entryDate', both('Date of entry (length unknown, more fields may follow)')),
    ],
  },
);

export const orgInfoList = must(
  'orgInfoList',
  both('All departments (a list by the table, JSON text in the example: both are possible)'),
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
export const timeStamp = must('timeStamp', both('Time of the call, UTC+8, yyyyMMddHHmmssSSS'), {
  format: 'cn-millis',
  sample: ({ now }) => cnMillis(now),
});
