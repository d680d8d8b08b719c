import { compactJson } from '../../../signing/canonical-json.ts';
import type { JsonValue } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import type { Overrides, Probe, Step } from '../model.ts';

/**
 * The joint-operation kit, in the order of the console's debug calls: the seller's credential calls come first,
 * with an empty instanceId and orderId.
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0169.html
 */
export function kitSteps(version: 'v1' | 'v2'): readonly Step[] {
  const v2 = version === 'v2';
  // By the tables of V2 a list, by its examples text that holds JSON; in V1 text in both.
  const otherForm = (name: string): Pick<Step, 'otherForm'> =>
    v2 ? { otherForm: (values) => ({ ...values, [name]: compactJson(values[name] ?? []) }) } : {};
  return [
    {
      id: 'TENANT-CONSOLE',
      activity: 'tenantSync',
      title: {
        en: "the console's own call, without instanceId and orderId, succeeds",
        zh: '卖家中心调测（instanceId、orderId 为空）的企业同步成功',
      },
      values: () => ({ instanceId: '', orderId: '' }),
    },
    {
      id: 'TENANT-ADD',
      again: true,
      activity: 'tenantSync',
      title: title('a tenant is added', '新增企业成功'),
      values: flag(1),
    },
    ...when(v2, {
      id: 'TENANT-MODIFY',
      needs: 'TENANT-ADD',
      activity: 'tenantSync',
      title: title('a tenant is modified', '修改企业成功'),
      values: () => ({ flag: 2, name: 'Example (renamed)' }),
    }),
    {
      id: 'APP-ADD',
      again: true,
      activity: 'applicationSync',
      title: title('an application is added, its secret decrypted', '新增应用成功，并能解密 clientSecret'),
      values: flag(1),
      lacks: needsPublicKey,
    },
    ...when(v2, {
      id: 'APP-MODIFY',
      needs: 'APP-ADD',
      activity: 'applicationSync',
      title: title('an application is modified', '修改应用成功'),
      values: flag(2),
      lacks: needsPublicKey,
    }),
    {
      id: 'ORG-ALL',
      again: true,
      activity: 'allOrgSync',
      ...otherForm('orgInfoList'),
      title: title('the whole organisation is synchronised', '部门全量同步成功'),
    },
    {
      id: 'ORG-ADD',
      again: true,
      activity: 'singleOrgSync',
      title: title('a department is added', '新增部门成功'),
      values: flag(1),
    },
    {
      id: 'ORG-TOP',
      needs: 'ORG-ADD',
      activity: 'singleOrgSync',
      title: title(
        'a department at the top level (empty parentCode) is added',
        '新增一级部门（parentCode 为空）成功',
      ),
      values: () => ({ flag: 1, orgCode: 'top-0001', parentCode: '' }),
    },
    {
      id: 'ORG-MODIFY',
      needs: 'ORG-ADD',
      activity: 'singleOrgSync',
      title: title('a department is modified', '修改部门成功'),
      values: flag(2),
    },
    {
      id: 'AUTH-ADD',
      again: true,
      activity: 'authSync',
      ...otherForm('userList'),
      title: title('users are authorised', '新增用户授权成功'),
      values: flag(1),
    },
    {
      id: 'AUTH-MODIFY',
      needs: 'AUTH-ADD',
      activity: 'authSync',
      ...otherForm('userList'),
      title: title('user authorisations are modified', '修改用户授权成功'),
      values: flag(2),
    },
    ...when(v2, {
      id: 'AUTH-CANCEL',
      needs: 'AUTH-ADD',
      activity: 'authSync',
      ...otherForm('userList'),
      title: title('user authorisations are cancelled (flag 3)', '取消用户授权成功（flag 3）'),
      values: flag(3),
    }),
    {
      id: 'AUTH-DELETE',
      needs: 'AUTH-ADD',
      again: true,
      activity: 'authSync',
      ...otherForm('userList'),
      group: 'end',
      title: title('user authorisations are deleted', '删除用户授权成功'),
      values: flag(0),
    },
    {
      id: 'ORG-DELETE',
      needs: 'ORG-ADD',
      again: true,
      activity: 'singleOrgSync',
      group: 'end',
      title: title('a department is deleted', '删除部门成功'),
      values: flag(0),
    },
    {
      id: 'APP-DELETE',
      needs: 'APP-ADD',
      again: true,
      activity: 'applicationSync',
      group: 'end',
      title: title('an application is deleted', '删除应用成功'),
      values: flag(0),
      lacks: needsPublicKey,
    },
    {
      id: 'TENANT-DELETE',
      needs: 'TENANT-ADD',
      again: true,
      activity: 'tenantSync',
      group: 'end',
      title: title('a tenant is deleted', '删除企业成功'),
      values: flag(0),
    },
    {
      id: 'TENANT-DELETE-UNKNOWN',
      needs: 'TENANT-DELETE',
      activity: 'tenantSync',
      group: 'end',
      title: title(
        'a tenant whose instance does not exist is deleted all the same',
        '删除企业时不校验 newInstance 实例是否存在',
      ),
      values: (probe) => ({ flag: 0, instanceId: probe.id(), tenantId: probe.id() }),
    },
  ];
}

function title(en: string, zh: string): Localized {
  return { en, zh };
}

function flag(value: JsonValue): () => Overrides {
  return () => ({ flag: value });
}

function when(condition: boolean, step: Step): Step[] {
  return condition ? [step] : [];
}

function needsPublicKey(probe: Probe): Localized | undefined {
  if (probe.options.rsaPublicKey) return undefined;
  return {
    en: 'needs the public key that the secret is encrypted with: --rsa-public-key FILE',
    zh: '需要用于加密 clientSecret 的公钥：--rsa-public-key FILE',
  };
}
