import { expect, test } from 'vitest';
import { toScenario } from '../../../../src/callback/history/export/scenario.ts';
import type { RecordedCall } from '../../../../src/callback/history/model.ts';
import { answer, call } from '../calls.ts';

/** A recorded call of V2 with its values, and the instance that it created. */
function recorded(id: number, activity: string, values: object, instanceId?: string): RecordedCall {
  const body = Buffer.from(JSON.stringify({ activity, ...values }));
  const { request, ...facts } = call({ activity, request: { body } });
  return {
    ...facts,
    id,
    request: { ...request, redacted: false },
    answer: answer(JSON.stringify({ resultCode: '000000', ...(instanceId && { instanceId }) })),
    verdict: 'accepted',
    problems: [],
  };
}

test('each ID of a list is that of the new run, if the scenario creates its instance', () => {
  const { text } = toScenario([
    recorded(1, 'newInstance', { orderId: 'CS1' }, 'I1'),
    recorded(2, 'newInstance', { orderId: 'CS2' }, 'I2'),
    recorded(3, 'queryInstance', { instanceId: 'I2,earlier,I1' }),
  ]);
  expect(text).toContain(`instanceId: \${call2.instanceId},earlier,\${call1.instanceId}\n`);
  expect(text).toContain('- id: call1\n');
  expect(text).toContain('- id: call2\n');
});
