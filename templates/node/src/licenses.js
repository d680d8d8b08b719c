// koo:if license-code online-license
// Licences: codes that KooGallery issues, and applications for online licences.
// koo:if online-license
import * as instances from './instances.js';
// koo:end
import { Refusal } from './refusal.js';
import { isDebugging, textOf } from './values.js';
// koo:if license-code

/**
 * KooGallery issues and sells licence codes, and reports their changes.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
 */
export const licenseCode = {
  refreshLicenseCode({ values, store }) {
    store.saveLicenseCode({ ...validCode(values, store), expireTime: textOf(values, 'expireTime') });
    return {};
  },

  updateLicenseCodeStatus({ values, store }) {
    // YOUR CODE: a code that is frozen, or released below, no longer works in your software.
    const status = textOf(values, 'status') === 'FREEZE' ? 'frozen' : 'active';
    store.saveLicenseCode({ ...validCode(values, store), status });
    return {};
  },

  releaseLicenseCode({ values, store }) {
    const code = findCode(values, store);
    // Debugging codes stay valid, because the saved cases of the seller console run in any order.
    if (!isDebugging(values)) store.saveLicenseCode({ ...code, status: 'released' });
    return {};
  },
};

function validCode(values, store) {
  const code = findCode(values, store);
  if (code.status === 'released') throw new Refusal('000003', 'the licence code has been released');
  return code;
}

function findCode(values, store) {
  const code = store.findLicenseCode(textOf(values, 'license'));
  if (!code) throw new Refusal('000003', 'the licence code does not exist');
  return code;
}
// koo:end
// koo:if online-license

/**
 * Online licences: instances as in V2, and an application for each licence.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html
 */
export const onlineLicense = {
  newInstance: instances.newInstance,
  releaseInstance: instances.releaseInstance,
  getLicenseAsync,
  // koo:if period on-demand
  refreshInstance: instances.refreshInstance,
  updateInstanceStatus: instances.updateInstanceStatus,
  // koo:end
};

function getLicenseAsync(call) {
  const { values, store } = call;
  const instance = instances.existingInstance(call);
  const fingerprint = textOf(values, 'deviceFingerprint');
  if (fingerprint === '') throw new Refusal('000903', 'deviceFingerprint is missing');
  // koo:if period
  const isPeriod = ['', '1'].includes(instance.chargingMode);
  if (isPeriod && textOf(values, 'expireTime') === '') throw new Refusal('000902', 'expireTime is missing');
  // koo:end
  const isNew = store.addLicenseApplication(instance.id, textOf(values, 'eventId'), fingerprint);
  if (!isNew) return {};
  if (!isDebugging(values) && isAfter(textOf(values, 'effectiveTime'), instance.expireTime)) {
    throw new Refusal('000901', 'effectiveTime is after the end of the order');
  }
  // YOUR CODE: issue the licence and upload it with the eventId.
  // https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649351.html
  return {};
}

/** Compares `2023-10-27 10:30:15 z` with `20231027103015`, both UTC; false without an end. */
function isAfter(effectiveTime, expireTime) {
  return expireTime !== '' && effectiveTime.replace(/\D/g, '').slice(0, 14) > expireTime.slice(0, 14);
}
// koo:end
// koo:end
