import { compactJson } from '../../signing/canonical-json.ts';
import type { Group } from '../../suite/report.ts';
import type { JsonValue } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import { demoLicenseCode } from '../merchant/model.ts';
import { mockOrderIds } from '../protocols/mock-orders.ts';
import type { ProtocolId, Values } from '../protocols/model.ts';
import { isAlwaysSent } from '../protocols/samples.ts';
import { addDays, cnSeconds, utcSeconds } from '../protocols/time.ts';
import { mockProduct } from '../protocols/v2-fields.ts';
import type { Overrides, Probe } from './model.ts';
import { isAccepted } from './response.ts';

/** One call in the lifecycle of an instance. */
export interface Step {
  /** The id of the check without the protocol's code: `LIFE-RENEW`. */
  readonly id: string;
  readonly activity: string;
  readonly title: Localized;
  readonly values?: Overrides | ((probe: Probe) => Overrides);
  /** The same values in the other form that Huawei's pages show. The server must accept one of the two. */
  readonly alternativeValues?: (values: Values) => Values;
  /** Creates the instance that the other steps work on. */
  readonly creates?: true;
  /** Creates one more instance, which no other step uses. */
  readonly createsSecond?: true;
  readonly group?: Extract<Group, 'life' | 'end'>;
  /** A repeated call must succeed as well. */
  readonly repeatable?: true;
  /** The call is about an instance that is a trial, if the server sells any. */
  readonly onTrial?: true;
  /** The step that must succeed first. */
  readonly needs?: string;
  /** `warning` if Huawei's pages do not require every merchant to support the call. */
  readonly severity?: 'warning';
  /** Describes the input that the user must give before koo can make this call. */
  readonly missingInput?: (probe: Probe) => Localized | undefined;
  /** Describes the input without which the server has a reason to refuse the call: it does not know what it is about. */
  readonly missingSubject?: (probe: Probe) => Localized | undefined;
}

export function stepValues({ values = {} }: Step, probe: Probe): Overrides {
  return typeof values === 'function' ? values(probe) : values;
}

function step(
  id: string,
  activity: string,
  title: Localized,
  more: Omit<Step, 'id' | 'activity' | 'title'> = {},
): Step {
  return { id, activity, title, ...more };
}

/** A step at the end of the life, after which most calls need not succeed any more. */
function lastStep(
  id: string,
  activity: string,
  title: Localized,
  more: Pick<Step, 'values' | 'needs'> = {},
): Step {
  return { id, activity, title, group: 'end', repeatable: true, ...more };
}

/**
 * The life of a V1 licence, which is tested only with `--require`. It comes first, because a product with licences may
 * have no instances.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649153.html
 */
const v1LicenseSteps: readonly Step[] = [
  step('LIFE-LICENSE', 'getLicense', both('An order gets a licence'), { needs: 'AUTH-RIGHT' }),
  step('LIFE-LICENSE-RENEW', 'refreshLicense', both('The licence is renewed'), {
    needs: 'LIFE-LICENSE',
    repeatable: true,
    values: (probe) => ({ instanceId: issuedLicense(probe).instanceId }),
  }),
  lastStep('LIFE-LICENSE-EXPIRE', 'expireLicense', both('The licence expires'), {
    needs: 'LIFE-LICENSE',
    values: issuedLicense,
  }),
  lastStep('LIFE-LICENSE-RELEASE', 'releaseLicense', both('The licence is released'), {
    needs: 'LIFE-LICENSE',
    values: issuedLicense,
  }),
];

/** The instance and the order of the licence. */
function issuedLicense({ memory }: Probe): Overrides {
  const issued = memory.steps.get('V1-LIFE-LICENSE');
  return { instanceId: issued?.reply?.json?.instanceId, orderId: issued?.values.orderId };
}

const purchase = step('LIFE-NEW', 'newInstance', both('A purchase creates an instance'), { creates: true });
const query = step('LIFE-QUERY', 'queryInstance', both('The instance can be queried'));
const release = lastStep('LIFE-RELEASE', 'releaseInstance', both('The instance is released'));

/**
 * The life of an instance in V1, with the variants that the console's debugger asks for.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649478.html
 */
const v1Steps: readonly Step[] = [
  ...v1LicenseSteps,
  purchase,
  step(
    'LIFE-NEW-MINIMAL',
    'newInstance',
    both('A purchase with only the required parameters creates an instance'),
    {
      createsSecond: true,
      values: (probe) => {
        const { request } = probe.activity('newInstance');
        const optional = request.filter((field) => !isAlwaysSent(field, probe.options.sale));
        const absent = Object.fromEntries(optional.map(({ name }) => [name, undefined]));
        return { ...absent, testFlag: '1', orderId: newOrderId(probe.id(12)) };
      },
    },
  ),
  step('LIFE-NEW-TRIAL', 'newInstance', both('A trial creates an instance'), {
    createsSecond: true,
    severity: 'warning',
    values: (probe) => ({ trialFlag: '1', orderId: newOrderId(probe.id(12)) }),
  }),
  query,
  // While it is active and has its first period: an upgrade that is refused later is no missing offer.
  step('LIFE-UPGRADE', 'upgrade', both('The instance is upgraded'), { repeatable: true }),
  step('LIFE-RENEW', 'refreshInstance', both('A renewal without productId succeeds'), {
    repeatable: true,
    values: { productId: undefined, trialToFormal: undefined },
  }),
  step(
    'LIFE-RENEW-PRODUCT',
    'refreshInstance',
    both('A renewal with another productId (changed period) succeeds'),
    {
      needs: 'LIFE-RENEW',
      values: ({ now, options }) => ({
        productId: '00301-666666-0--1',
        trialToFormal: undefined,
        ...(options.sale === 'period' && { periodType: 'month' }),
        expireTime: cnSeconds(addDays(now(), 760)),
      }),
    },
  ),
  step('LIFE-TRIAL-TO-FORMAL', 'refreshInstance', both('A trial becomes a paid instance'), {
    needs: 'LIFE-RENEW',
    onTrial: true,
    values: { trialToFormal: '1' },
  }),
  step('LIFE-UNRENEW', 'refreshInstance', both('A renewal is cancelled (negative amount)'), {
    needs: 'LIFE-RENEW',
    values: (probe) => ({
      orderAmount: '-100',
      trialToFormal: undefined,
      expireTime: beforeLastRenewal(probe),
    }),
  }),
  step('LIFE-FREEZE', 'instanceStatus', both('The instance is frozen'), {
    values: { instanceStatus: 'FREEZE' },
  }),
  step('LIFE-UNFREEZE', 'instanceStatus', both('The instance is unfrozen (NORMAL)'), {
    needs: 'LIFE-FREEZE',
    values: { instanceStatus: 'NORMAL' },
  }),
  lastStep('LIFE-EXPIRE', 'expireInstance', both('The instance expires')),
  release,
];

/** The expiry that giving back the last renewal restores. */
function beforeLastRenewal({ memory: { steps, created }, now }: Probe): JsonValue {
  const changed = steps.get('V1-LIFE-RENEW-PRODUCT');
  const before = changed && isAccepted(changed) ? steps.get('V1-LIFE-RENEW') : created?.exchange;
  return before?.values.expireTime ?? cnSeconds(addDays(now(), 365));
}

/** A year after the sample, which is the expiry of the purchase. */
const renewed = ({ now }: Probe): string => utcSeconds(addDays(now(), 730));

/** A new order ID in KooGallery's format. */
export function newOrderId(suffix: string): string {
  return `CS${suffix.toUpperCase()}`;
}

const renewals: readonly Step[] = [
  step('LIFE-RENEW', 'refreshInstance', both('A renewal succeeds'), {
    repeatable: true,
    values: (probe) => ({ scene: 'RENEWAL', expireTime: renewed(probe), ...mockOrderIds('MOCKMONTYRENEW') }),
  }),
  step('LIFE-TRIAL-TO-FORMAL', 'refreshInstance', both('A trial becomes a paid instance'), {
    needs: 'LIFE-RENEW',
    onTrial: true,
    values: { scene: 'TRIAL_TO_FORMAL', ...mockOrderIds('MOCKMONTYTRIALTOFORMAL') },
  }),
  step('LIFE-UNRENEW', 'refreshInstance', both('A renewal is cancelled'), {
    needs: 'LIFE-RENEW',
    values: { scene: 'UNSUBSCRIBE_RENEWAL_PERIOD', ...mockOrderIds('MOCKMONTYUNSUBSCRIBE') },
  }),
];

const statusChanges: readonly Step[] = [
  step('LIFE-FREEZE', 'updateInstanceStatus', both('The instance is frozen'), {
    values: { status: 'FREEZE' },
  }),
  step('LIFE-UNFREEZE', 'updateInstanceStatus', both('The instance is unfrozen'), {
    needs: 'LIFE-FREEZE',
    values: { status: 'UNFREEZE' },
  }),
];

/**
 * The life of an instance in V2. Order ids are the `MOCK…` ones that the order API knows, because a merchant that
 * looks its orders up would rightly refuse any other.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
const v2Steps: readonly Step[] = [
  purchase,
  query,
  step('LIFE-UPGRADE', 'upgradeInstance', both('The instance is upgraded'), { repeatable: true }),
  ...renewals,
  step('LIFE-RENEW-CHANGE', 'refreshInstance', both('A renewal with a changed specification succeeds'), {
    needs: 'LIFE-RENEW',
    severity: 'warning',
    values: (probe) => ({
      scene: 'RENEWAL_CHANGE',
      expireTime: renewed(probe),
      ...mockOrderIds('MOCKMONTYCHANGE'),
    }),
  }),
  ...statusChanges,
  step('LIFE-CHANGE-CHECK', 'changeInstanceCheck', both('The check of a change on renewal succeeds'), {
    values: {
      // ASCII text and sorted keys. Another check covers other nested objects.
      productInfo: {
        linearValue: 50,
        productId: mockProduct.productId,
        productName: 'MOCK product',
        skuCode: mockProduct.skuCode,
      },
    },
  }),
  release,
];

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html */
const onlineLicenseSteps: readonly Step[] = [
  purchase,
  step('LIFE-LICENSE', 'getLicenseAsync', both('An application for a licence succeeds'), {
    repeatable: true,
  }),
  ...renewals,
  ...statusChanges,
  release,
];

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html */
const licenseCodeSteps: readonly Step[] = [
  step('LIFE-RENEW', 'refreshLicenseCode', both('A licence code is renewed'), {
    repeatable: true,
    values: (probe) => ({ scene: 'RENEWAL', expireTime: renewed(probe), ...mockOrderIds('MOCKMONTYRENEW') }),
  }),
  step('LIFE-UNRENEW', 'refreshLicenseCode', both('The renewal of a licence code is cancelled'), {
    needs: 'LIFE-RENEW',
    values: { scene: 'UNSUBSCRIBE_RENEWAL_PERIOD', ...mockOrderIds('MOCKMONTYUNSUBSCRIBE') },
  }),
  step('LIFE-FREEZE', 'updateLicenseCodeStatus', both('A licence code is frozen'), {
    values: { status: 'FREEZE' },
  }),
  step('LIFE-UNFREEZE', 'updateLicenseCodeStatus', both('A licence code is unfrozen'), {
    needs: 'LIFE-FREEZE',
    values: { status: 'UNFREEZE' },
  }),
  lastStep('LIFE-RELEASE', 'releaseLicenseCode', both('A licence code is released')),
].map((one) => ({ ...one, missingInput: missingLicenseCode }));

/** Asks for a licence code, because koo cannot invent one: KooGallery issues them. */
export function missingLicenseCode({ options: { set } }: Probe): Localized | undefined {
  const given = set.license ?? Object.entries(set).find(([name]) => name.endsWith('.license'))?.[1];
  if (given !== undefined) return undefined;
  return both(
    'requires a licence code that your server knows: --set license=CODE (koo callback serve knows {demoLicenseCode})',
    { demoLicenseCode },
  );
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html */
const orderNotifySteps: readonly Step[] = [
  step('LIFE-NOTIFY', 'orderNotify', both('An order notification is accepted'), { repeatable: true }),
];

const inV2Only: ReadonlySet<string> = new Set(['TENANT-MODIFY', 'APP-MODIFY', 'AUTH-CANCEL']);

/** The lists that the tables of V2 show as a list and its examples as JSON text. V1 always uses JSON text. */
const v2Lists: Readonly<Record<string, string>> = { allOrgSync: 'orgInfoList', authSync: 'userList' };

/**
 * The joint-operation kit, in the order of the console's debug calls: those for the seller's credential, with an empty
 * instanceId and orderId, come first.
 *
 * @see https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0169.html
 */
function kitSteps(version: 'v1' | 'v2'): readonly Step[] {
  return allKitSteps
    .filter(({ id }) => version === 'v2' || !inV2Only.has(id))
    .map((one): Step => {
      const list = version === 'v2' ? v2Lists[one.activity] : undefined;
      return {
        ...one,
        ...(one.activity === 'applicationSync' && { missingInput: missingPublicKey }),
        ...(one.activity === 'authSync' && { missingSubject: missingPublicKey }),
        ...(list !== undefined && {
          alternativeValues: (values) => ({ ...values, [list]: compactJson(values[list] ?? []) }),
        }),
      };
    });
}

/** A step whose only value is the flag: 1 adds, 2 modifies, 3 cancels, 0 deletes. A deletion comes last. */
function flagStep(
  flag: 0 | 1 | 2 | 3,
  id: string,
  activity: string,
  title: Localized,
  more: Pick<Step, 'repeatable' | 'needs'>,
): Step {
  return (flag === 0 ? lastStep : step)(id, activity, title, { values: { flag }, ...more });
}

const allKitSteps: readonly Step[] = [
  step(
    'TENANT-CONSOLE',
    'tenantSync',
    both('The tenantSync call of the seller console succeeds with empty instanceId and orderId'),
    { values: { instanceId: '', orderId: '' } },
  ),
  flagStep(1, 'TENANT-ADD', 'tenantSync', both('A tenant is added'), { repeatable: true }),
  step('TENANT-MODIFY', 'tenantSync', both('A tenant is modified'), {
    needs: 'TENANT-ADD',
    values: { flag: 2, name: 'Example (renamed)' },
  }),
  flagStep(1, 'APP-ADD', 'applicationSync', both('An application is added and its secret decrypted'), {
    repeatable: true,
  }),
  flagStep(2, 'APP-MODIFY', 'applicationSync', both('An application is modified'), { needs: 'APP-ADD' }),
  step('ORG-ALL', 'allOrgSync', both('All departments are synchronised'), { repeatable: true }),
  flagStep(1, 'ORG-ADD', 'singleOrgSync', both('A department is added'), { repeatable: true }),
  step('ORG-TOP', 'singleOrgSync', both('A top-level department (empty parentCode) is added'), {
    needs: 'ORG-ADD',
    values: { flag: 1, orgCode: 'top-0001', parentCode: '' },
  }),
  flagStep(2, 'ORG-MODIFY', 'singleOrgSync', both('A department is modified'), { needs: 'ORG-ADD' }),
  flagStep(1, 'AUTH-ADD', 'authSync', both('Users are authorised'), { repeatable: true }),
  flagStep(2, 'AUTH-MODIFY', 'authSync', both('User authorisations are modified'), { needs: 'AUTH-ADD' }),
  flagStep(3, 'AUTH-CANCEL', 'authSync', both('User authorisations are cancelled (flag 3)'), {
    needs: 'AUTH-ADD',
  }),
  flagStep(0, 'AUTH-DELETE', 'authSync', both('User authorisations are deleted'), { needs: 'AUTH-ADD' }),
  flagStep(0, 'ORG-DELETE', 'singleOrgSync', both('A department is deleted'), { needs: 'ORG-ADD' }),
  flagStep(0, 'APP-DELETE', 'applicationSync', both('An application is deleted'), { needs: 'APP-ADD' }),
  flagStep(0, 'TENANT-DELETE', 'tenantSync', both('A tenant is deleted'), { needs: 'TENANT-ADD' }),
  step(
    'TENANT-DELETE-UNKNOWN',
    'tenantSync',
    both('A tenant is deleted even if its instance does not exist'),
    {
      needs: 'TENANT-DELETE',
      group: 'end',
      values: (probe) => ({ flag: 0, instanceId: probe.id(), tenantId: probe.id() }),
    },
  ),
];

/** Asks for the key without which the merchant cannot decrypt `clientSecret`. */
export function missingPublicKey({ options }: Probe): Localized | undefined {
  if (options.rsaPublicKey) return undefined;
  return both('requires the public key for clientSecret: --rsa-public-key FILE');
}

/** The lifecycle of each protocol, in the order of the calls. */
export const lifecycleSteps: Readonly<Record<ProtocolId, readonly Step[]>> = {
  v1: v1Steps,
  'v1-kit': kitSteps('v1'),
  v2: v2Steps,
  'v2-kit': kitSteps('v2'),
  'license-code': licenseCodeSteps,
  'online-license': onlineLicenseSteps,
  'order-notify': orderNotifySteps,
};
