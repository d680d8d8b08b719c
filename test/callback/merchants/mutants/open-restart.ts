import type { Mutant } from '../model.ts';
import { forget, restart } from './hooks.ts';

export const restartMutants: readonly Mutant[] = [
  restart(
    'v1',
    'orders-in-memory',
    'Orders are kept in memory, so a repeated purchase after a restart makes a second instance',
    (m) => m.store.orders.clear(),
  ),
  restart('v2', 'instances-in-memory', 'Instances are kept in memory, and unknown after a restart', (m) =>
    m.store.instances.clear(),
  ),
  restart(
    'v1',
    'renewals-in-memory',
    'Renewals are kept in memory, and cannot be given back after a restart',
    (m) => m.store.renewals.clear(),
  ),
  restart(
    'v2',
    'nonces-in-memory',
    'Nonces are kept in memory, so a call can be replayed after a restart',
    (m) => m.store.nonces.clear(),
  ),
  restart(
    'v2-kit',
    'tenants-in-memory',
    'Tenants are kept in memory, so all of theirs is refused after a restart',
    (m) => forget(m, 'tenants'),
  ),
  restart(
    'license-code',
    'code-renewals-in-memory',
    'Renewals of codes are kept in memory, and cannot be given back after a restart',
    (m) => m.store.renewals.clear(),
  ),
];
