import { describe, expect, it } from 'vitest';
import { authenticationChecks } from '../../../src/callback/checks/authentication.ts';
import { reachServer, sendUnknown } from '../../../src/callback/checks/life.ts';
import type { Exchange } from '../../../src/callback/delivery/exchange.ts';
import type { Step } from '../../../src/callback/probe/steps.ts';
import { v2 } from '../../../src/callback/protocols/v2.ts';
import { both } from '../../../src/text/translate.ts';
import { exchange, probeOf, said, silence } from './support.ts';

const step: Step = { id: 'LIFE-QUERY', activity: 'queryInstance', title: both('x') };
const impossible: Step = { ...step, missingInput: () => both('no key') };

describe('the first call', () => {
  const answered = exchange('v2 queryInstance', { status: 500 });
  const query = 'queryInstance {}';
  const unknown = (name: string) => `${name} {}{"activityName":"koogalleryUnknownActivity"}`;

  it.each<[string, readonly Step[], readonly Exchange[], readonly string[], number]>([
    ['answered', [step], [answered], [query], 0],
    [
      'reset, then answered',
      [step],
      [silence('v2 queryInstance'), answered],
      [query, unknown('newInstance')],
      1,
    ],
    [
      'not answered, then answered',
      [step],
      [silence('v2 queryInstance', 'no-response'), answered],
      [query, unknown('newInstance')],
      1,
    ],
    [
      'reset twice: the first failure tells more',
      [step],
      [silence('v2 queryInstance'), silence('v2 newInstance', 'no-response')],
      [query, unknown('newInstance')],
      0,
    ],
    ['no connection', [step], [silence('v2 queryInstance', 'refused')], [query], 0],
    ['impossible without input', [impossible], [answered], [unknown('newInstance')], 0],
    ['impossible, then possible', [impossible, { ...step, id: 'B' }], [answered], [query], 0],
    ['of no lifecycle, silent', [], [silence('v2 newInstance')], [unknown('newInstance')], 0],
  ])('%s', async (_title, steps, responses, expected, index) => {
    const { probe, calls } = probeOf('v2 newInstance', responses);
    expect(await reachServer(probe, steps)).toBe(responses[index]);
    expect(calls).toEqual(expected);
  });

  it('with an unknown activity is not repeated where it was ignored', async () => {
    const ignored = silence('v2 newInstance');
    const { probe, calls } = probeOf('v2 newInstance', [ignored, exchange('v2 newInstance')]);
    const like = { activity: v2.activities[1]!, values: { a: 1 } };
    expect(await sendUnknown(probe, like)).toBe(ignored);
    expect(await sendUnknown(probe, like)).toBe(ignored);
    expect(calls).toEqual([`${like.activity.name} {"a":1}{"activityName":"koogalleryUnknownActivity"}`]);
  });
});

describe('a forged request that gets the answer to a correct one', () => {
  const refused = (resultCode: string) =>
    exchange('v2 queryInstance', { values: { instanceId: 'I' }, body: { resultCode } });

  it.each(['MISSING', 'STALE', 'CHANGED'])('is not refused for its fault: AUTH-%s', async (id) => {
    const check = authenticationChecks(v2).find((one) => one.id === `V2-AUTH-${id}`)!;
    const { probe } = probeOf('v2 queryInstance', [refused('000005')], { plain: refused('000005') });
    expect(said(await check.run(probe))).toMatch(/^the result of a correct request: resultCode 000005/);
    const other = probeOf('v2 queryInstance', [refused('000001')], { plain: refused('000005') });
    expect(said(await check.run(other.probe))).toBe('passed');
  });
});

describe('the signature of another activity', () => {
  const refused = (resultCode: string) => exchange('v2 releaseInstance', { body: { resultCode } });
  const wrongKey = (resultCode: string) => ({ check: 'V2-AUTH-WRONG-KEY', exchange: refused(resultCode) });
  const other = { check: 'V2-AUTH-EMPTY', exchange: refused('000005') };
  const check = () => authenticationChecks(v2).find(({ id }) => id === 'V2-AUTH-OTHER-ACTIVITY')!;

  it.each([
    ['accepted', refused('000000'), [], /^resultCode 000000/],
    ['refused as it should be', refused('000001'), [wrongKey('000002')], /^passed$/],
    ['refused as with another key', refused('000005'), [wrongKey('000005')], /^passed$/],
    [
      'refused for another reason',
      refused('000005'),
      [other, wrongKey('000001')],
      /whether the signature was verified/,
    ],
    ['refused, nothing to compare with', refused('000005'), [], /whether the signature was verified/],
    [
      'not answered',
      silence('v2 releaseInstance'),
      [wrongKey('000005')],
      /^skipped: the response does not show a rej/,
    ],
  ] as const)('%s', async (_title, response, refusals, text) => {
    const { probe, calls } = probeOf('v2 newInstance', [response], { refusals: [...refusals] });
    expect(said(await check().run(probe))).toMatch(text);
    expect(calls).toEqual(['queryInstance {}{}']);
    expect(probe.memory.refusals.at(-1)).toEqual({ check: 'V2-AUTH-OTHER-ACTIVITY', exchange: response });
  });
});
