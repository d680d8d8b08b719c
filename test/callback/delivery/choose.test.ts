import { expect, test } from 'vitest';
import { type ChoiceOptions, chooseActivity } from '../../../src/callback/delivery/choose.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { KooError } from '../../../src/errors/koo-error.ts';

function choose(name: string, options: Partial<ChoiceOptions> = {}): string {
  try {
    const { protocol, activity } = chooseActivity(protocols, name, { preferred: [], ...options });
    return `${protocol.id} ${activity.protocol} ${activity.name}`;
  } catch (error) {
    if (error instanceof KooError) return error.facts.code;
    throw error;
  }
}

test.each([
  ['orderNotify', {}, 'order-notify order-notify orderNotify'],
  ['updateInstanceStatus', {}, 'v2 v2 updateInstanceStatus'],
  [
    'updateInstanceStatus',
    { preferred: ['online-license'] },
    'online-license online-license updateInstanceStatus',
  ],
  ['newInstance', {}, 'AMBIGUOUS_ACTIVITY'],
  ['newInstance', { protocol: 'v1' }, 'v1 v1 newInstance'],
  ['newInstance', { protocol: 'online-license' }, 'online-license online-license newInstance'],
  ['newInstance', { preferred: ['v2', 'v2-kit'] }, 'v2 v2 newInstance'],
  ['newInstance', { preferred: ['v2', 'online-license'] }, 'v2 v2 newInstance'],
  ['newInstance', { preferred: ['v1', 'v2'] }, 'AMBIGUOUS_ACTIVITY'],
  ['newInstance', { preferred: ['license-code'] }, 'AMBIGUOUS_ACTIVITY'],
  ['newInstance', { protocol: 'v1', preferred: ['v2'] }, 'v1 v1 newInstance'],
  ['tenantSync', { preferred: ['v2-kit'] }, 'v2-kit v2-kit tenantSync'],
  ['orderNotify', { preferred: ['v2'] }, 'order-notify order-notify orderNotify'],
  ['newinstance', {}, 'UNKNOWN_ACTIVITY'],
  ['tenantSync', { protocol: 'v2' }, 'UNKNOWN_ACTIVITY'],
] as const)('%s, %o: %s', (name, options, expected) => {
  expect(choose(name, options)).toBe(expected);
});

test('an ambiguous name lists its protocols and shows a current one as the example', () => {
  expect(() => chooseActivity(protocols, 'newInstance', { preferred: [] })).toThrowError(
    expect.objectContaining({
      facts: expect.objectContaining({
        message: expect.objectContaining({ en: 'newInstance is an activity of v1, v2, online-license' }),
        hint: expect.objectContaining({ en: 'Say which with --protocol, such as --protocol v2.' }),
      }),
    }),
  );
});
