import { inProgress, success } from '../../codes/callback.ts';
import { both } from '../../text/translate.ts';
import type { Sale } from '../protocols/model.ts';
import { existingInstance, refreshInstance, releaseInstance } from './instances.ts';
import {
  type Call,
  type Handlers,
  isDebugging,
  isRejection,
  type Rejection,
  type Result,
  rejection,
  stringValue,
} from './model.ts';
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

function getLicenseAsync(call: Call): Result | Rejection {
  const { values, options, now } = call;
  const instance = existingInstance(call);
  if (isRejection(instance)) return instance;
  const fingerprint = stringValue(values, 'deviceFingerprint');
  if (fingerprint === '') {
    return rejection('000903', both('deviceFingerprint is missing'));
  }
  if (isPeriod(instance, options.sale) && stringValue(values, 'expireTime') === '') {
    return rejection('000902', both('expireTime is required for a period licence'));
  }
  const application = compositeKey(stringValue(values, 'eventId'), fingerprint);
  const known = instance.licenses.get(application);
  const rejected = known === undefined ? rejectApplication(call, instance) : undefined;
  if (rejected) return rejected;
  // Event and device identify an application.
  const readyAt = known ?? now.getTime() + options.asyncMs;
  instance.licenses.set(application, readyAt);
  return { resultCode: readyAt <= now.getTime() ? success : inProgress };
}

/** Whether it expires: by the order, where it says so. */
function isPeriod({ chargingMode }: Instance, sale: Sale): boolean {
  return chargingMode === '' ? sale === 'period' : chargingMode === '1';
}

function rejectApplication({ values, options }: Call, instance: Instance): Rejection | undefined {
  if (!isDebugging(values) && isAfter(stringValue(values, 'effectiveTime'), instance.expireTime)) {
    return rejection('000901', both('effectiveTime is later than the expiry of the order'));
  }
  if (options.licenseQuota !== undefined && instance.licenses.size >= options.licenseQuota) {
    return rejection('000900', both('no licences are left for this instance'));
  }
  return undefined;
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
export const licenseCode: Handlers = { refreshLicenseCode, updateLicenseCodeStatus, releaseLicenseCode };

function refreshLicenseCode(call: Call): Result | Rejection {
  return updateCode(call, (code) => {
    if (code.status === 'released') return released;
    code.expireTime = stringValue(call.values, 'expireTime');
    return undefined;
  });
}

function updateLicenseCodeStatus(call: Call): Result | Rejection {
  return updateCode(call, (code) => {
    if (code.status === 'released') return released;
    code.status = stringValue(call.values, 'status') === 'FREEZE' ? 'frozen' : 'active';
    return undefined;
  });
}

function releaseLicenseCode(call: Call): Result | Rejection {
  return updateCode(call, (code) => {
    // A debugging code stays valid, because the saved cases of the seller console run in any order.
    if (!isDebugging(call.values)) code.status = 'released';
    return undefined;
  });
}

const released = rejection('000003', both('the licence code has been released'));

function updateCode(
  { values, state }: Call,
  act: (code: LicenseCode) => Rejection | undefined,
): Result | Rejection {
  const code = state.licenseCodes.get(stringValue(values, 'license'));
  if (!code) return rejection('000003', both('the licence code does not exist'));
  return act(code) ?? { resultCode: success };
}
