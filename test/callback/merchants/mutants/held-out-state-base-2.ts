import type { Mutant } from '../model.ts';
import { listOf } from '../steps.ts';
import { after, answers, around, before, crash, field, refuse, rowOf, state, unique } from './hooks.ts';

export const stateBase2Mutants: readonly Mutant[] = [
  state(
    'v2',
    'freeze-loses-address',
    'A freeze empties the address, and UNFREEZE does not restore it',
    (m) => {
      const frozen = new Set<string>();
      after(m, 'updateInstanceStatus', (call) => frozen.add(field(call, 'instanceId')));
      const { appInfo } = m.steps;
      m.steps.appInfo = (row, call) => ({
        ...appInfo(row, call),
        ...(frozen.has(row.id) && { frontEndUrl: '' }),
      });
    },
  ),
  state('v2', 'last-instance-alone', 'A query of several instances answers the last alone', (m) =>
    answers(m, 'queryInstance', (result) => ({ ...result, info: listOf(result.info).slice(-1) })),
  ),
  state(
    'v2',
    'check-reserves',
    'changeInstanceCheck reserves the change, so that a second check is refused',
    (m) => unique(m, 'changeInstanceCheck', (call) => field(call, 'instanceId')),
  ),
  state('v2', 'freeze-of-last-created', 'A freeze is applied to the instance that was created last', (m) =>
    around(m, 'updateInstanceStatus', async (call, next) => {
      const row = rowOf(m, call);
      const last = [...m.store.instances.values()].at(-1);
      const frozen = row?.frozen ?? false;
      const result = await next(call);
      if (row && last) {
        row.frozen = frozen;
        last.frozen = field(call, 'status') === 'FREEZE';
      }
      return result;
    }),
  ),
  state('v2', 'released-comes-back', 'UNFREEZE brings an instance back that a buyer had released', (m) => {
    m.steps.findInstance = async (call) => {
      await m.io();
      const row = rowOf(m, call) ?? refuse('000003');
      if (row.released && !row.debugging && call.activity !== 'updateInstanceStatus') refuse('000003');
      return row;
    };
  }),
  state('v2', 'id-of-order-after-renewal', 'A renewal gives the instance the id of its order', (m) =>
    after(m, 'refreshInstance', (call) => {
      const row = rowOf(m, call);
      if (!row || field(call, 'scene') !== 'RENEWAL_CHANGE') return;
      m.store.instances.delete(row.id);
      m.store.instances.set(field(call, 'orderId'), { ...row, id: field(call, 'orderId') });
    }),
  ),
  state(
    'order-notify',
    'second-line-refused',
    'The notification of a second line of an order violates a unique key',
    (m) => {
      const lines = new Map<string, string>();
      before(m, 'orderNotify', (call) => {
        const line = lines.get(field(call, 'orderId')) ?? field(call, 'orderLineId');
        if (line !== field(call, 'orderLineId')) crash();
        lines.set(field(call, 'orderId'), line);
      });
    },
  ),
];
