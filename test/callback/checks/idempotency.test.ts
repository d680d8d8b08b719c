import { describe, expect, it } from 'vitest';
import { repeatChecks, replayChecks, statusChecks } from '../../../src/callback/checks/idempotency.ts';
import type { Exchange } from '../../../src/callback/delivery/exchange.ts';
import type { Check, Memory } from '../../../src/callback/probe/model.ts';
import type { Step } from '../../../src/callback/probe/steps.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { v2 } from '../../../src/callback/protocols/v2.ts';
import { both } from '../../../src/text/translate.ts';
import { exchange, probeOf, said, silence } from './support.ts';

const refused = exchange('v2 upgradeInstance', { body: { resultCode: '000005', resultMsg: 'no' } });
const failure = 'resultCode 000005 (other internal error): no';
const upgraded = exchange('v2 upgradeInstance', { values: { orderId: 'o' } });

async function run(check: Check, responses: readonly Exchange[], memory: Partial<Memory> = {}) {
  const { probe, calls } = probeOf('v2 newInstance', responses, memory);
  return { text: said(await check.run(probe)), calls, memory: probe.memory };
}

describe('a repeated step', () => {
  const step: Step = { id: 'LIFE-UPGRADE', activity: 'upgradeInstance', title: both('x'), repeatable: true };
  const check = () => repeatChecks(v2, [step])[0]!;
  const steps = new Map([['V2-LIFE-UPGRADE', upgraded]]);

  it('is one that may be repeated, of an activity of the protocol', () => {
    const { repeatable: _repeatable, ...once } = step;
    expect(repeatChecks(v2, [step, once, { ...step, activity: 'tenantSync' }])).toHaveLength(1);
    expect(check().id).toBe('V2-IDEMP-UPGRADE');
  });

  it.each<[string, Exchange, string]>([
    ['succeeds', upgraded, 'passed'],
    ['refused', refused, failure],
  ])('%s', async (_title, again, text) => {
    const { text: found, calls, memory } = await run(check(), [again], { steps });
    expect(found).toBe(text);
    expect(calls).toEqual(['upgradeInstance {"orderId":"o"}']);
    expect(memory.repeats).toEqual([again]);
    expect([...memory.unrepeatable]).toEqual(again === refused ? ['upgradeInstance'] : []);
  });

  it('that was not made is not repeated', async () => {
    const { text, calls } = await run(check(), [upgraded]);
    expect(text).toBe('skipped: the activity was not called');
    expect(calls).toEqual([]);
  });
});

describe('freezing', () => {
  const check = () => statusChecks(v2)[0]!;
  const frozen = exchange('v2 updateInstanceStatus');

  it('is part of the protocols with a status', () => {
    const names = protocols.flatMap((protocol) => statusChecks(protocol).map(({ id }) => id));
    expect(names).toEqual(['V1-IDEMP-STATUS', 'V2-IDEMP-STATUS', 'LC-IDEMP-STATUS', 'OL-IDEMP-STATUS']);
  });

  it('twice, and unfreezing twice', async () => {
    const { text, calls } = await run(check(), [frozen]);
    expect(text).toBe('passed');
    expect(calls.map((call) => JSON.parse(call.slice(call.indexOf('{'))).status)).toEqual([
      'FREEZE',
      'FREEZE',
      'UNFREEZE',
      'UNFREEZE',
    ]);
  });

  it('ends with the first refusal', async () => {
    const { text, calls, memory } = await run(check(), [frozen, refused]);
    expect(text).toBe(failure);
    expect(calls).toHaveLength(2);
    expect([...memory.unrepeatable]).toEqual(['updateInstanceStatus']);
  });
});

describe('the replay of the saved test cases', () => {
  const check = () => replayChecks(v2)[0]!;
  const created = exchange('v2 newInstance', { values: { orderId: '1' } });
  const second = exchange('v2 newInstance', { values: { orderId: '2' } });
  const steps = new Map([created, second, refused, upgraded].map((step, index) => [`${index}`, step]));
  const slow = exchange('v2 newInstance', { values: { orderId: '1' }, durationMs: 2000 });

  it('is not made where there is one activity only', () => {
    const protocol = protocols.find(({ id }) => id === 'order-notify')!;
    expect(replayChecks(protocol)).toEqual([]);
  });

  it('calls what was accepted, the last first', async () => {
    const { text, calls } = await run(check(), [upgraded], { steps });
    expect(text).toBe('passed');
    expect(calls).toEqual([
      'upgradeInstance {"orderId":"o"}',
      'newInstance {"orderId":"2"}',
      'newInstance {"orderId":"1"}',
    ]);
  });

  it('leaves out what cannot be repeated', async () => {
    const { calls } = await run(check(), [upgraded], { steps, unrepeatable: new Set(['newInstance']) });
    expect(calls).toEqual(['upgradeInstance {"orderId":"o"}']);
  });

  it('creates one instance where a creation is slow', async () => {
    const query = exchange('v2 queryInstance');
    const { calls } = await run(check(), [query], {
      created: { exchange: slow, instanceId: 'i' },
      steps: new Map([
        ['V2-LIFE-NEW', slow],
        ['V2-LIFE-NEW-MINIMAL', second],
        ['V2-LIFE-QUERY', query],
      ]),
    });
    expect(calls).toEqual(['queryInstance {}', 'newInstance {"orderId":"1"}']);
  });

  it.each<[string, Exchange, string]>([
    ['refused', refused, failure],
    [
      'silent',
      silence('v2 upgradeInstance'),
      'the connection was closed before a response was received (CODE)',
    ],
  ])('ends with the first that is %s', async (_title, again, text) => {
    const { text: found, calls } = await run(check(), [again], { steps });
    expect(found).toBe(text);
    expect(calls).toHaveLength(1);
  });

  it('has nothing to call where nothing was accepted', async () => {
    const { text, calls } = await run(check(), [upgraded], { steps: new Map([['0', refused]]) });
    expect(text).toBe('skipped: no test case has passed yet');
    expect(calls).toEqual([]);
  });
});
