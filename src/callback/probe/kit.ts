import { compactJson } from '../../signing/canonical-json.ts';
import type { JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Overrides, Probe, Step } from './model.ts';

/**
 * The joint-operation kit, in the order of the console's debug calls: the seller's credential calls come first,
 * with an empty instanceId and orderId.
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0169.html
 */
export function kitSteps(version: 'v1' | 'v2'): readonly Step[] {
  const v2 = version === 'v2';
  // In V2, the tables show a list and the examples JSON text. V1 always uses JSON text.
  const alternativeValues = (name: string): Pick<Step, 'alternativeValues'> =>
    v2 ? { alternativeValues: (values) => ({ ...values, [name]: compactJson(values[name] ?? []) }) } : {};
  return [
    {
      id: 'TENANT-CONSOLE',
      activity: 'tenantSync',
      title: both('The tenantSync call of the seller console succeeds with empty instanceId and orderId'),
      values: () => ({ instanceId: '', orderId: '' }),
    },
    {
      id: 'TENANT-ADD',
      repeatable: true,
      activity: 'tenantSync',
      title: both('A tenant is added'),
      values: flag(1),
    },
    ...when(v2, {
      id: 'TENANT-MODIFY',
      needs: 'TENANT-ADD',
      activity: 'tenantSync',
      title: both('A tenant is modified'),
      values: () => ({ flag: 2, name: 'Example (renamed)' }),
    }),
    {
      id: 'APP-ADD',
      repeatable: true,
      activity: 'applicationSync',
      title: both('An application is added and its secret decrypted'),
      values: flag(1),
      missingInput: missingPublicKey,
    },
    ...when(v2, {
      id: 'APP-MODIFY',
      needs: 'APP-ADD',
      activity: 'applicationSync',
      title: both('An application is modified'),
      values: flag(2),
      missingInput: missingPublicKey,
    }),
    {
      id: 'ORG-ALL',
      repeatable: true,
      activity: 'allOrgSync',
      ...alternativeValues('orgInfoList'),
      title: both('All departments are synchronised'),
    },
    {
      id: 'ORG-ADD',
      repeatable: true,
      activity: 'singleOrgSync',
      title: both('A department is added'),
      values: flag(1),
    },
    {
      id: 'ORG-TOP',
      needs: 'ORG-ADD',
      activity: 'singleOrgSync',
      title: both('A top-level department (empty parentCode) is added'),
      values: () => ({ flag: 1, orgCode: 'top-0001', parentCode: '' }),
    },
    {
      id: 'ORG-MODIFY',
      needs: 'ORG-ADD',
      activity: 'singleOrgSync',
      title: both('A department is modified'),
      values: flag(2),
    },
    {
      id: 'AUTH-ADD',
      repeatable: true,
      activity: 'authSync',
      ...alternativeValues('userList'),
      title: both('Users are authorised'),
      values: flag(1),
    },
    {
      id: 'AUTH-MODIFY',
      needs: 'AUTH-ADD',
      activity: 'authSync',
      ...alternativeValues('userList'),
      title: both('User authorisations are modified'),
      values: flag(2),
    },
    ...when(v2, {
      id: 'AUTH-CANCEL',
      needs: 'AUTH-ADD',
      activity: 'authSync',
      ...alternativeValues('userList'),
      title: both('User authorisations are cancelled (flag 3)'),
      values: flag(3),
    }),
    {
      id: 'AUTH-DELETE',
      needs: 'AUTH-ADD',
      repeatable: true,
      activity: 'authSync',
      ...alternativeValues('userList'),
      group: 'end',
      title: both('User authorisations are deleted'),
      values: flag(0),
    },
    {
      id: 'ORG-DELETE',
      needs: 'ORG-ADD',
      repeatable: true,
      activity: 'singleOrgSync',
      group: 'end',
      title: both('A department is deleted'),
      values: flag(0),
    },
    {
      id: 'APP-DELETE',
      needs: 'APP-ADD',
      repeatable: true,
      activity: 'applicationSync',
      group: 'end',
      title: both('An application is deleted'),
      values: flag(0),
      missingInput: missingPublicKey,
    },
    {
      id: 'TENANT-DELETE',
      needs: 'TENANT-ADD',
      repeatable: true,
      activity: 'tenantSync',
      group: 'end',
      title: both('A tenant is deleted'),
      values: flag(0),
    },
    {
      id: 'TENANT-DELETE-UNKNOWN',
      needs: 'TENANT-DELETE',
      activity: 'tenantSync',
      group: 'end',
      title: both('A tenant is deleted even if its instance does not exist'),
      values: (probe) => ({ flag: 0, instanceId: probe.id(), tenantId: probe.id() }),
    },
  ];
}

function flag(value: JsonValue): () => Overrides {
  return () => ({ flag: value });
}

function when(condition: boolean, step: Step): Step[] {
  return condition ? [step] : [];
}

/** Describes the key without which the merchant cannot decrypt `clientSecret`. */
export function missingPublicKey(probe: Probe): Localized | undefined {
  if (probe.options.rsaPublicKey) return undefined;
  return both('requires the public key for clientSecret: --rsa-public-key FILE');
}
