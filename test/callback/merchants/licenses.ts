import { renew } from './base.ts';
import { type Act, type Call, type LicenseCode, type Merchant, Refusal } from './model.ts';
import { isDebugging, text } from './steps.ts';

/** Licence codes, and the applications for online licences. */
export function licenseActs(merchant: Merchant): Record<string, Act> {
  const { store, steps, sale, limits, io } = merchant;

  async function findCode({ values }: Call): Promise<LicenseCode> {
    const code = store.codes.get(text(values, 'license'));
    await io();
    if (!code) throw new Refusal('000003', 'the licence code does not exist');
    return code;
  }

  return {
    refreshLicenseCode: async (call) => {
      const code = await findCode(call);
      if (code.released) throw new Refusal('000003', 'the licence code has been released');
      await renew(merchant, text(call.values, 'license'), code, call);
      return {};
    },

    updateLicenseCodeStatus: async (call) => {
      const code = await findCode(call);
      if (code.released) throw new Refusal('000003', 'the licence code has been released');
      code.frozen = text(call.values, 'status') === 'FREEZE';
      return {};
    },

    releaseLicenseCode: async (call) => {
      const code = await findCode(call);
      // Saved cases are replayed in any order.
      if (!isDebugging(call)) code.released = true;
      return {};
    },

    getLicenseAsync: async (call) => {
      const { id } = await steps.findInstance(call);
      const { values } = call;
      if (text(values, 'deviceFingerprint') === '') throw new Refusal('000903', 'no fingerprint');
      if (sale === 'period' && text(values, 'expireTime') === '') throw new Refusal('000902', 'no expiry');
      const application = steps.licenseKey(call);
      const known = store.licenses.get(application);
      await io();
      if (known !== undefined) return {};
      const used = [...store.licenses.values()].filter((instanceId) => instanceId === id).length;
      if (used >= limits.licences) throw new Refusal('000900', 'the quota is used up');
      store.licenses.set(application, id);
      return {};
    },
  };
}
