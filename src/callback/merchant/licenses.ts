import { inProgress, success } from '../../codes/callback.ts';
import { both } from '../../text/translate.ts';
import { existingInstance, refreshInstance, releaseInstance } from './instances.ts';
import { type Call, type Handlers, isDebugging, Rejection, type Result, stringValue } from './model.ts';
import { compositeKey, type Instance, type LicenseCode } from './state.ts';
import { newInstance, updateInstanceStatus } from './v2.ts';

/**
 * Online licences: instances work as in V2; `getLicenseAsync` applies for a licence, which the merchant later uploads
 * with the open API.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html
 */
export const onlineLicense: Handlers = {
  newInstance,
  refreshInstance,
  updateInstanceStatus,
  releaseInstance,
  getLicenseAsync,
};

function getLicenseAsync(call: Call): Result {
  const { values, options, now } = call;
  const instance = existingInstance(call);
  const fingerprint = stringValue(values, 'deviceFingerprint');
  if (fingerprint === '') throw new Rejection('000903', both('deviceFingerprint is missing'));
  // Only the order knows whether this licence expires; without it, the product does.
  const isPeriod = instance.chargingMode === '' ? options.sale === 'period' : instance.chargingMode === '1';
  if (isPeriod && stringValue(values, 'expireTime') === '')
    throw new Rejection('000902', both('expireTime is required for a period licence'));
  // Event and device identify an application.
  const application = compositeKey(stringValue(values, 'eventId'), fingerprint);
  const known = instance.licenses.get(application);
  if (known === undefined) assertMayApply(call, instance);
  const readyAt = known ?? now.getTime() + (options.asyncMs ?? 0);
  instance.licenses.set(application, readyAt);
  return { resultCode: readyAt <= now.getTime() ? success : inProgress };
}

/** @throws Rejection 000901 or 000900 */
function assertMayApply(
  { values, options: { licenseQuota } }: Call,
  { expireTime, licenses }: Instance,
): void {
  if (!isDebugging(values) && isAfter(stringValue(values, 'effectiveTime'), expireTime))
    throw new Rejection('000901', both('effectiveTime is later than the expiry of the order'));
  if (licenseQuota !== undefined && licenses.size >= licenseQuota)
    throw new Rejection('000900', both('no licences are left for this instance'));
}

/** Compares `2023-10-27 10:30:15 z` with `20231027103015`, both UTC; false if the expiry date is unknown. */
function isAfter(effectiveTime: string, expireTime: string): boolean {
  const digits = effectiveTime.replace(/\D/g, '').slice(0, 14);
  return expireTime !== '' && digits > expireTime.slice(0, 14);
}

/**
 * Licence codes 2.0. KooGallery issues and sells the code and notifies the merchant of changes.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
 */
export const licenseCode: Handlers = {
  refreshLicenseCode(call) {
    validCode(call).expireTime = stringValue(call.values, 'expireTime');
    return {};
  },

  updateLicenseCodeStatus(call) {
    validCode(call).status = stringValue(call.values, 'status') === 'FREEZE' ? 'frozen' : 'active';
    return {};
  },

  releaseLicenseCode(call) {
    const code = existingCode(call);
    // A debugging code stays valid, because the saved cases of the seller console run in any order.
    if (!isDebugging(call.values)) code.status = 'released';
    return {};
  },
};

function validCode(call: Call): LicenseCode {
  const code = existingCode(call);
  if (code.status === 'released') throw new Rejection('000003', both('the licence code has been released'));
  return code;
}

function existingCode({ values, state }: Call): LicenseCode {
  const code = state.licenseCodes.get(stringValue(values, 'license'));
  if (!code) throw new Rejection('000003', both('the licence code does not exist'));
  return code;
}
