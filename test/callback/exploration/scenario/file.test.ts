import { describe, expect, it } from 'vitest';
import { parseScenario, renderScenario } from '../../../../src/callback/exploration/scenario/file.ts';
import type { Scenario } from '../../../../src/callback/exploration/scenario/scenario.ts';
import { KooError } from '../../../../src/errors/koo-error.ts';

/** A scenario whose only step has these lines. */
const withStep = (...lines: readonly string[]) =>
  `protocol: v2\nsteps:\n  - activity: refreshInstance\n${lines.map((line) => `    ${line}\n`).join('')}`;

function messageOf(text: string): string {
  try {
    parseScenario(text, 'flow.yaml');
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    expect(error.facts.code).toBe('INVALID_SCENARIO');
    return error.message;
  }
  return 'valid';
}

describe('a scenario file', () => {
  it('is read as it was written', () => {
    const scenario: Scenario = {
      protocol: 'v2-kit',
      sale: 'on-demand',
      steps: [
        {
          id: 'one',
          activity: 'tenantSync',
          values: { name: '云商店 😀 "quoted": #1', flag: 1, orderId: null, tenantId: `\${id:t1}` },
          omit: ['tenantCode'],
          repeat: 3,
          expect: { result: ['success', '000103'], not: { resultMsg: ['a', 'b'] } },
        },
        {
          activity: 'authSync',
          values: { userList: [{ userName: `\${one.name}` }] },
          expect: { result: ['000003'], reply: { info: [{ instanceId: '*' }] } },
        },
      ],
    };
    expect(parseScenario(renderScenario(scenario, 42), 'flow.yaml')).toEqual(scenario);
  });

  it('expects a success of a period product by default', () => {
    const text = 'protocol: v2\nsteps:\n  - activity: newInstance\n    expect: {reply: {instanceId: "*"}}\n';
    expect(parseScenario(text, 'flow.yaml')).toEqual({
      protocol: 'v2',
      sale: 'period',
      steps: [{ activity: 'newInstance', expect: { result: ['success'], reply: { instanceId: '*' } } }],
    });
  });

  it.each([
    [withStep('values: { testFlag: "0" }'), 'flow.yaml:4:5'],
    [withStep('omit: [testFlag]'), 'flow.yaml:4:5'],
  ])('makes no call real: %j', (text, place) => {
    expect(messageOf(text)).toBe(
      `${place}: testFlag cannot be set: all calls of \`koo callback test\` are debugging calls`,
    );
  });

  it.each([
    ['protocol: v2\nsteps: [', /^flow\.yaml:2:9: invalid YAML/],
    ['protocol: *other\n', /^flow\.yaml:1:11: an alias cannot be resolved/],
    ['protocol: v2\nsteps: &all [*all]\n', /^flow\.yaml:2:14: an alias cannot be resolved/],
    ['- protocol: v2\n', /^flow\.yaml:1:\d+: expected key: value pairs/],
    ['protocol: v3\nsteps: []\n', /^flow\.yaml:1:1: protocol: expected v1 \| v1-kit/],
    ['protocol: v2\nsteps: []\n', /^flow\.yaml:2:1: steps: expected/],
    ['protocol: v2\nstep: []\n', /^flow\.yaml:1:1: steps is missing/],
    [
      withStep('expect: succes'),
      /^flow\.yaml:4:5: steps\.0\.expect: expected success, refused, business, authenticated, handled, any or '000003'$/,
    ],
    [withStep('expect: "00003"'), /^flow\.yaml:4:5: /],
    [withStep('expect: 000003'), /^flow\.yaml:4:5: steps\.0\.expect: expected success, .* or '000003'$/],
    [withStep('expect: success', 'repeat: 0'), /^flow\.yaml:5:5: steps\.0\.repeat: expected/],
    [withStep('expect: success', 'wait: 3'), /^flow\.yaml:5:5: unknown setting steps\.0\.wait/],
    [
      withStep('values:', '  scenes: RENEWAL', 'expect: success'),
      /^flow\.yaml:5:7: refreshInstance has no field scenes/,
    ],
    [
      withStep('omit: [scene, color]', 'expect: success'),
      /^flow\.yaml:4:\d+: refreshInstance has no field color/,
    ],
    [
      withStep('values:', `  instanceId: \${create.instanceId}`, 'expect: success'),
      /^flow\.yaml:4:5: \$\{create\.instanceId\} is neither a placeholder nor a field of an earlier step/,
    ],
    [
      withStep('values:', `  orderId: \${orders:o1}`, 'expect: success'),
      /\$\{orders:o1\} is neither a placeholder/,
    ],
    [
      'protocol: v2\nsteps:\n  - activity: newInstances\n    expect: any\n',
      /^flow\.yaml:3:5: v2 has no activity newInstances/,
    ],
    [
      'protocol: v2\nsteps:\n  - {id: a, activity: newInstance, expect: any}\n  - {id: a, activity: newInstance, expect: any}\n',
      /^flow\.yaml:4:6: the id a is used twice/,
    ],
  ])('%j is refused with its place', (text, message) => {
    expect(messageOf(text)).toMatch(message);
  });

  it('never quotes a value that it refuses', () => {
    expect(messageOf(withStep('expect: sk-secret-123'))).not.toContain('sk-secret-123');
  });
});
