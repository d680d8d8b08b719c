import * as v from 'valibot';

/** Behaviour that Huawei leaves open, with the values that the sandbox supports; the first is the default. */
export const settingValues = {
  /** `testFlag` of real calls where it is optional. */
  test_flag: ['omit', '0', '1'],
  /** When the freeze for an expiry is sent. */
  freeze_at: ['grace-end', 'expiry'],
  notify_orders: ['all', 'new'],
  /** When the instance of a supervised product is created. */
  provision: ['after-acceptance', 'at-payment'],
  /** The order id in the callback of a renewal that is given back. */
  unrenew_order_id: ['unsubscribe', 'renewal'],
  /** Minutes between the attempts of V1. */
  v1_step: ['60', '3'],
  /** Status of the order of a V1 refresh that was given up, until it is sent again. */
  v1_refresh_given_up: ['failed', 'completed'],
  /** Zone of `expireTime` in V1. */
  v1_expire_zone: ['beijing', 'utc'],
  /** The field of V1 that has the value of the quantity attribute. */
  v1_quantity: ['amount', 'diskSize', 'bandWidth'],
  /** Days, or `level` for those of the buyer's customer level. */
  grace_days: ['level', '0', '1', '3', '7', '15', '30'],
  retention_days: ['level', '0', '1', '3', '7', '15', '30'],
  /** Days before the expiry at which an automatic renewal is first charged. */
  auto_renew_lead: ['7', '6', '5', '4', '3', '2'],
} as const;

type Values = typeof settingValues;
export type Settings = { readonly [Name in keyof Values]: Values[Name][number] };

export const settingNames = Object.keys(settingValues) as readonly (keyof Values)[];

const entries = Object.entries(settingValues);

export const defaultSettings = Object.fromEntries(
  entries.map(([name, [first]]) => [name, first]),
) as unknown as Settings;

export const settingsSchema = v.strictObject(
  Object.fromEntries(
    entries.map(([name, values]) => [name, v.exactOptional(v.picklist(values as readonly string[]))]),
  ),
) as unknown as v.GenericSchema<Partial<Settings>>;
