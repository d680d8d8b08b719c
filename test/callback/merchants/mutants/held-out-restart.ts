import type { Mutant } from '../model.ts';
import { before, field, forget, refuse, restart } from './hooks.ts';

export const restartMutants: readonly Mutant[] = [
  restart(
    'v2',
    'orders-in-memory-v2',
    'Orders are kept in memory, so a repeated purchase after a restart makes a second instance',
    (m) => m.store.orders.clear(),
  ),
  restart('v1', 'passwords-in-memory', 'Passwords are made anew at a restart', (m) => {
    for (const row of m.store.instances.values()) row.password = crypto.randomUUID();
  }),
  restart('v2', 'numbers-start-again', 'Instance ids are counted from 1 again after a restart', (m) => {
    let count = 0;
    m.steps.newId = () => `instance-${++count}`;
  }),
  restart(
    'v1-kit',
    'departments-in-memory',
    'Departments are kept in memory, so users are refused after a restart',
    (m) => forget(m, 'departments'),
  ),
  restart('v2', 'frozen-in-memory', 'Instances are frozen at a restart until the next UNFREEZE', (m) => {
    for (const row of m.store.instances.values()) row.frozen = true;
  }),
  restart(
    'v1',
    'trials-in-memory',
    'The order of a trial is kept in memory, and refused as a second trial after a restart',
    (m) => {
      const known = new Set(m.store.trials.keys());
      before(
        m,
        'newInstance',
        (call) => field(call, 'trialFlag') === '1' && known.has(m.steps.trialKey(call)) && refuse('000105'),
      );
    },
  ),
];
