import type { Mutant } from '../model.ts';
import { after, before, crash, field, refuse, rowOf, state, unique } from './hooks.ts';

export const stateLicenseMutants: readonly Mutant[] = [
  state('online-license', 'event-repeated-refused', 'A repeated application violates a unique key', (m) =>
    unique(m, 'getLicenseAsync', (call) => field(call, 'eventId')),
  ),
  state(
    'online-license',
    'device-of-other-buyer',
    'A device that has a licence for another instance is refused',
    (m) => {
      const devices = new Map<string, string>();
      before(m, 'getLicenseAsync', (call) => {
        const device = field(call, 'deviceFingerprint');
        const owner = devices.get(device) ?? field(call, 'instanceId');
        if (owner !== field(call, 'instanceId')) crash();
        devices.set(device, owner);
      });
    },
  ),
  state(
    'online-license',
    'unfrozen-gets-no-licence',
    'An instance that was frozen once gets no licence any more',
    (m) => {
      const frozen = new Set<string>();
      after(
        m,
        'updateInstanceStatus',
        (call) => field(call, 'status') === 'FREEZE' && frozen.add(field(call, 'instanceId')),
      );
      before(m, 'getLicenseAsync', (call) => frozen.has(field(call, 'instanceId')) && refuse());
    },
  ),
  state(
    'online-license',
    'second-device-refused',
    'A one-time product gives one licence in all, not one for each instance',
    (m) => {
      const owners: string[] = [];
      before(m, 'getLicenseAsync', (call) => {
        const id = field(call, 'instanceId');
        if (!owners.includes(id)) owners.push(id);
        if (owners[0] !== id) refuse('000900');
      });
    },
    { sale: 'one-time' },
  ),
  state(
    'online-license',
    'online-renewal-of-frozen-refused',
    'A frozen online licence cannot be renewed',
    (m) => before(m, 'refreshInstance', (call) => rowOf(m, call)?.frozen && refuse()),
  ),
  state(
    'license-code',
    'code-unfreeze-after-renewal-refused',
    'A renewal activates a frozen code, and the UNFREEZE after it is refused',
    (m) => {
      const renewed = new Set<string>();
      after(m, 'refreshLicenseCode', (call) => {
        if (m.store.codes.get(field(call, 'license'))?.frozen) renewed.add(field(call, 'license'));
      });
      before(m, 'updateLicenseCodeStatus', (call) => {
        if (field(call, 'status') === 'UNFREEZE' && renewed.has(field(call, 'license'))) refuse();
        renewed.delete(field(call, 'license'));
      });
    },
  ),
  state(
    'license-code',
    'code-return-repeated-refused',
    'The repeated return of a renewal of a code is refused',
    (m) =>
      before(m, 'refreshLicenseCode', (call) => {
        const known = m.store.renewals.get(field(call, 'license')) ?? [];
        if (known.some(({ returnedBy }) => returnedBy === field(call, 'orderId'))) refuse();
      }),
  ),
  state('license-code', 'code-release-repeated-refused', 'A repeated release of a code is refused', (m) =>
    unique(m, 'releaseLicenseCode', (call) => field(call, 'license')),
  ),
  state(
    'license-code',
    'code-moves-with-product',
    'A renewal with another product moves the code to it, and its status is not found',
    (m) => {
      const orders = new Set<string>();
      after(
        m,
        'refreshLicenseCode',
        (call) => field(call, 'productId') && orders.add(field(call, 'license')),
      );
      before(m, 'updateLicenseCodeStatus', (call) => orders.has(field(call, 'license')) && refuse('000003'));
    },
  ),
];
