import { describe, expect, it } from 'vitest';
import { KooError } from '../../../src/errors/koo-error.ts';
import { parseScenario } from '../../../src/sandbox/scenario/scenario-file.ts';

const good = `title: A purchase
start: 2026-03-02T02:00:00Z
products:
  - product: p1
    protocols: [v2]
steps:
  - do: buy
    buyer: b1
  - at: +1d12h
    do: renew
    instance: I1
expect:
  calls:
    - call: newInstance
    - at: +2m
      call: queryInstance
      times: 3
      every: 1h
`;

it('reads times relative to the one before, and repeats calls', () => {
  const { start, steps, expect: expected, seed, title } = parseScenario(good, 'a.yaml');
  expect(title.en).toBe('A purchase');
  expect(seed).toBeUndefined();
  expect(steps.map(({ at }) => (at - start) / 3_600_000)).toEqual([0, 36]);
  expect(steps[0]?.act).toEqual({ do: 'buy', product: 'p1', buyer: 'b1' });
  expect(expected.calls.map(({ at, series }) => [(at - start) / 60_000, series])).toEqual([
    [0, 0],
    [2, 1],
    [62, 1],
    [122, 1],
  ]);
  expect(expected.calls[0]?.answer).toBe('000000');
});

describe('refuses, with line and column', () => {
  const faults: readonly (readonly [change: string, to: string, at: string, message: string])[] = [
    ['title: A purchase\n', '', '1:1', 'title is missing'],
    ['    buyer: b1', '    buyr: b1', '7:5', 'steps.0.buyer is missing'],
    ['    buyer: b1', '    buyer: b1\n    colour: red', '9:5', 'unknown setting steps.0.colour'],
    ['do: renew', 'do: renwe', '10:5', 'steps.1.do: expected'],
    ['do: renew', 'do: clock', '10:5', 'the clock moves by the times of the steps'],
    ['at: +1d12h', 'at: tomorrow', '9:5', 'steps.1.at: expected a time such as'],
    ['at: +1d12h', 'at: 2026-03-02T01:59:59Z', '9:5', 'a step cannot be before the one above it'],
    ['at: +2m', 'at: 2026-03-02T01:59:59Z', '15:7', 'a call cannot be before the one above it'],
    [
      '    - call: newInstance',
      '    - call: newInstance\n      answer: 000004',
      '15:7',
      'a result code in quotes',
    ],
    ['    protocols: [v2]', '    protocols: [v3]', '5:17', 'products.0.protocols.0: expected'],
    ['times: 3', 'times: 10001', '17:7', 'expect.calls.1.times: expected'],
    ['start: 2026-03-02T02:00:00Z', 'start: 1026-03-02T02:00:00Z', '2:1', 'start: expected a time such as'],
    ['start: 2026-03-02T02:00:00Z', 'start: 2026-13-02T02:00:00Z', '2:1', 'start: expected a time such as'],
    ['at: +1d12h', 'at: +999999d', '9:5', 'the year is after 2099'],
    ['every: 1h', 'every: 99999d', '15:7', 'the year is after 2099'],
    ['title: A purchase', `title: ${'A'.repeat(257)}`, '1:1', 'title: expected <=256'],
    ['title: A purchase', 'title: [', '2:1', 'invalid YAML'],
  ];
  it.each(faults)('%j → %j', (change, to, at, message) => {
    expect(good).toContain(change);
    const error = parse(good.replace(change, to));
    expect(error.message).toContain(message);
    expect(error.message.startsWith(`a.yaml:${at}: `) || error.message).toBe(true);
    expect(error.facts.code).toBe('INVALID_SCENARIO');
  });
});

function parse(text: string): KooError {
  try {
    parseScenario(text, 'a.yaml');
  } catch (error) {
    if (error instanceof KooError) return error;
    throw error;
  }
  throw new Error('not refused');
}
