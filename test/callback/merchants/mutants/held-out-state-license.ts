import type { Mutant } from '../model.ts';
import { after, before, field, refuse, rowOf, state } from './hooks.ts';

export const stateLicenseMutants: readonly Mutant[] = [
  state('online-license', 'device-licensed-once', 'A second application of a device is refused', (m) => {
    const devices = new Map<string, string>();
    before(m, 'getLicenseAsync', (call) => {
      const device = JSON.stringify([field(call, 'instanceId'), field(call, 'deviceFingerprint')]);
      const event = devices.get(device) ?? field(call, 'eventId');
      if (event !== field(call, 'eventId')) refuse('000900');
      devices.set(device, event);
    });
  }),
  state(
    'online-license',
    'licence-within-first-renewal',
    'Licences end with the first renewal, whatever follows',
    (m) => {
      const ends = new Map<string, string>();
      after(m, 'refreshInstance', (call) => {
        const id = field(call, 'instanceId');
        if (!ends.has(id)) ends.set(id, field(call, 'expireTime').slice(0, 14));
      });
      before(m, 'getLicenseAsync', (call) => {
        const end = ends.get(field(call, 'instanceId'));
        if (end && field(call, 'expireTime').replace(/\D/g, '') > end) refuse('000901');
      });
    },
  ),
  state(
    'online-license',
    'no-licence-after-return',
    'An instance whose renewal was given back gets no licence any more',
    (m) => {
      const returned = new Set<string>();
      after(m, 'refreshInstance', (call) => {
        if (field(call, 'scene') === 'UNSUBSCRIBE_RENEWAL_PERIOD') returned.add(field(call, 'instanceId'));
      });
      before(m, 'getLicenseAsync', (call) => returned.has(field(call, 'instanceId')) && refuse('000901'));
    },
  ),
  state(
    'online-license',
    'freeze-repeated-refused',
    'A repeated FREEZE of an online licence is refused',
    (m) =>
      before(
        m,
        'updateInstanceStatus',
        (call) => field(call, 'status') === 'FREEZE' && rowOf(m, call)?.frozen && refuse(),
      ),
  ),
  state('license-code', 'code-freeze-repeated-refused', 'A repeated FREEZE of a code is refused', (m) =>
    before(m, 'updateLicenseCodeStatus', (call) => {
      if (field(call, 'status') === 'FREEZE' && m.store.codes.get(field(call, 'license'))?.frozen) refuse();
    }),
  ),
  state('license-code', 'frozen-code-not-renewed', 'A frozen code cannot be renewed', (m) =>
    before(m, 'refreshLicenseCode', (call) => m.store.codes.get(field(call, 'license'))?.frozen && refuse()),
  ),
  state(
    'license-code',
    'code-second-return-refused',
    'Of two renewals of a code only one can be given back',
    (m) =>
      after(m, 'refreshLicenseCode', (call) => {
        if (field(call, 'scene') !== 'RENEWAL') m.store.renewals.delete(field(call, 'license'));
      }),
  ),
  state('license-code', 'frozen-code-not-released', 'A frozen code cannot be released', (m) =>
    before(m, 'releaseLicenseCode', (call) => m.store.codes.get(field(call, 'license'))?.frozen && refuse()),
  ),
];
