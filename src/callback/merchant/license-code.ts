import { success } from '../../codes/callback.ts';
import { type Call, type Family, Refusal, type Result } from './model.ts';
import type { LicenseCode } from './state.ts';
import { isDebugging, text } from './values.ts';

/**
 * Licence authorisation codes 2.0. KooGallery issues the code and sells it; the merchant knows it from his own
 * records and is told what becomes of it.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html
 */
export const licenseCode: Family = { refreshLicenseCode, updateLicenseCodeStatus, releaseLicenseCode };

function refreshLicenseCode(call: Call): Result {
  usable(call).expireTime = text(call.values, 'expireTime');
  return { resultCode: success };
}

function updateLicenseCodeStatus(call: Call): Result {
  usable(call).status = text(call.values, 'status') === 'FREEZE' ? 'frozen' : 'active';
  return { resultCode: success };
}

function releaseLicenseCode(call: Call): Result {
  const code = known(call);
  // The seller console debugs with a code that stays good: its saved cases are replayed in any order.
  if (!isDebugging(call.values)) code.status = 'released';
  return { resultCode: success };
}

function usable(call: Call): LicenseCode {
  const code = known(call);
  if (code.status === 'released') {
    throw new Refusal('000003', { en: 'the licence code is released', zh: '授权码已释放' });
  }
  return code;
}

function known({ values, state }: Call): LicenseCode {
  const code = state.licenseCodes.get(text(values, 'license'));
  if (!code) throw new Refusal('000003', { en: 'the licence code is not known', zh: '授权码不存在' });
  return code;
}
