import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/callback/delivery/exchange.ts';
import type { Check, Probe, Verdict } from '../../src/callback/probe/model.ts';
import { evidenceOf } from '../../src/callback/suite/evidence.ts';
import { failed, passed, skipped } from '../../src/suite/check.ts';
import type { CheckResult, Progress } from '../../src/suite/report.ts';
import {
  inGroupOrder,
  type Part,
  type RunOptions,
  runChecks,
  summarise,
} from '../../src/suite/run-checks.ts';
import { select } from '../../src/suite/selection.ts';
import { mistakes } from '../callback/variants/mistakes/index.ts';
import { run } from '../callback/variants/run.ts';

const text = { en: 'text', zh: '文本' };
const wrong = failed(text, text);

/** A check of some group; without a word one of the concurrent ones. */
function check(
  id: string,
  verdict: Verdict | (() => Promise<Verdict>) = passed,
  rest: Partial<Check> = {},
): Check {
  return {
    id,
    protocol: 'v2',
    group: 'authentication',
    title: text,
    severity: 'error',
    source: 'https://support.huaweicloud.com/',
    hint: text,
    ...rest,
    run: typeof verdict === 'function' ? verdict : async () => verdict,
  };
}

function runAll(
  checks: readonly Check[],
  options: Partial<RunOptions<Exchange>> = {},
): Promise<CheckResult[]> {
  const part: Part<Probe, Exchange> = { checks, probe: {} as Probe };
  return runChecks([part], {
    concurrency: 8,
    bail: false,
    skipVerdict: () => undefined,
    keys: [],
    evidenceOf: (exchange) => evidenceOf(exchange, options.keys ?? []),
    ...options,
  });
}

const shown = (results: readonly CheckResult[]) => results.map(({ id, status }) => `${id} ${status}`);
const reasonOf = (results: readonly CheckResult[], id: string) =>
  results.find((result) => result.id === id)?.reason?.en;

describe('order', () => {
  it('gives results group by group, in the order of declaration, whatever ended first', async () => {
    const slowly = async () => {
      await wait(20);
      return passed;
    };
    const results = await runAll([
      check('R', passed, { group: 'reply' }),
      check('A1', slowly),
      check('A2'),
      check('L', slowly, { group: 'life' }),
    ]);
    expect(shown(results)).toEqual(['L passed', 'A1 passed', 'A2 passed', 'R passed']);
  });

  it.each([
    ['life', 1],
    ['verification', 1],
    ['end', 1],
    ['authentication', 3],
  ] as const)('runs checks of the group %s %i at a time', async (group, atATime) => {
    let now = 0;
    let most = 0;
    const counting = async () => {
      now += 1;
      most = Math.max(most, now);
      await wait(5);
      now -= 1;
      return passed;
    };
    await runAll(
      Array.from({ length: 7 }, (_, index) => check(`C${index}`, counting, { group })),
      { concurrency: 3 },
    );
    expect(most).toBe(atATime);
  });

  it('runs the parts one after another', async () => {
    const log: string[] = [];
    const logging = (id: string) =>
      check(id, async () => {
        log.push(id);
        return passed;
      });
    const part = (ids: string[]): Part<Probe, Exchange> => ({ checks: ids.map(logging), probe: {} as Probe });
    const results = await runChecks([part(['A', 'B']), part(['C'])], {
      concurrency: 2,
      bail: false,
      skipVerdict: () => undefined,
      keys: [],
      evidenceOf: (exchange) => evidenceOf(exchange, []),
    });
    expect(log).toEqual(['A', 'B', 'C']);
    expect(results.map(({ id }) => id)).toEqual(['A', 'B', 'C']);
  });
});

describe('needs', () => {
  it('skips checks that depend on a failed one, transitively, and names it', async () => {
    const results = await runAll([
      check('A', wrong),
      check('B', passed, { needs: ['A'] }),
      check('C', passed, { needs: ['B'] }),
      check('D', passed, { needs: ['E'] }),
    ]);
    expect(shown(results)).toEqual(['A failed', 'B skipped', 'C skipped', 'D passed']);
    expect(reasonOf(results, 'B')).toBe('requires A to pass');
    expect(reasonOf(results, 'C')).toBe('requires A to pass');
  });

  it('runs checks that depend on one with a warning', async () => {
    const results = await runAll([
      check('A', wrong, { severity: 'warning' }),
      check('B', passed, { needs: ['A'] }),
    ]);
    expect(shown(results)).toEqual(['A warned', 'B passed']);
  });

  it('skips a pass that shows nothing, reports a failure, and runs the checks that depend on either', async () => {
    const results = await runAll([
      check('A', wrong),
      check('B', passed, { passNeeds: ['A'] }),
      check('C', wrong, { needs: ['B'], passNeeds: ['A'] }),
      check('D', passed, { passNeeds: ['E'] }),
    ]);
    expect(shown(results)).toEqual(['A failed', 'B skipped', 'C failed', 'D passed']);
    expect(reasonOf(results, 'B')).toBe('requires A to pass');
  });

  it('passes on why a check was skipped', async () => {
    const results = await runAll(
      [
        check('A', skipped({ en: 'not offered', zh: '未提供' })),
        check('B', passed, { needs: ['A'] }),
        check('C'),
        check('D', passed, { needs: ['C'] }),
      ],
      { skipVerdict: ({ id }) => (id === 'C' ? skipped({ en: 'left out', zh: '已略过' }) : undefined) },
    );
    expect(shown(results)).toEqual(['A skipped', 'B skipped', 'C skipped', 'D skipped']);
    expect(reasonOf(results, 'B')).toBe('not offered');
    expect(reasonOf(results, 'D')).toBe('requires C, which was skipped');
  });

  it('waits for a check that runs at the same time', async () => {
    const slowlyWrong = async () => {
      await wait(20);
      return wrong;
    };
    expect(shown(await runAll([check('A', slowlyWrong), check('B', passed, { needs: ['A'] })]))).toEqual([
      'A failed',
      'B skipped',
    ]);
  });
});

describe('stopping early', () => {
  it('bails at the first failure, not at a warning', async () => {
    const results = await runAll(
      [
        check('A', wrong, { severity: 'warning', group: 'life' }),
        check('B', wrong, { group: 'life' }),
        check('C', passed, { group: 'life' }),
        check('D'),
      ],
      { bail: true },
    );
    expect(shown(results)).toEqual(['A warned', 'B failed', 'C skipped', 'D skipped']);
    expect(reasonOf(results, 'D')).toContain('--bail');
  });

  it('skips everything from an interrupt on, the check under way included', async () => {
    const controller = new AbortController();
    const interrupting = async () => {
      controller.abort();
      return wrong;
    };
    const results = await runAll(
      [check('A', passed, { group: 'life' }), check('B', interrupting, { group: 'life' }), check('C')],
      { signal: controller.signal },
    );
    expect(shown(results)).toEqual(['A passed', 'B skipped', 'C skipped']);
    expect(reasonOf(results, 'B')).toBe('interrupted');
    expect(summarise(results)).toEqual({ passed: 1, failed: 0, warned: 0, skipped: 2 });
  });

  it('survives a check that throws, and reports a defect of koo', async () => {
    const throwing = async () => {
      throw new RangeError('secret detail');
    };
    const results = await runAll([check('A', throwing), check('B')]);
    expect(shown(results)).toEqual(['A skipped', 'B passed']);
    expect(results[0]).toMatchObject({ defect: true });
    expect(JSON.stringify(results)).not.toContain('secret detail');
  });
});

describe('progress', () => {
  it('reports each check that starts, and each result in order', async () => {
    const log: string[] = [];
    const onProgress = (progress: Progress) =>
      log.push(
        progress.type === 'started' ? `started ${progress.check.id}` : `finished ${progress.result.id}`,
      );
    await runAll([check('A', wrong), check('B', passed, { needs: ['A'] })], { onProgress });
    expect(log).toEqual(['started A', 'finished A', 'finished B']);
  });
});

describe('selection', () => {
  const checks = [
    check('V2-LIFE-NEW', passed, { group: 'life' }),
    check('V2-LIFE-QUERY', passed, { group: 'life', needs: ['V2-LIFE-NEW'] }),
    check('V2-AUTH-STALE', passed, { needs: ['V2-LIFE-NEW'] }),
    check('V2-REPLY-JSON', passed, { group: 'reply', after: ['life'] }),
    check('V1-REPLY-JSON', passed, { group: 'reply', protocol: 'v1' }),
  ];
  const parts = [{ checks, probe: {} as Probe }];
  const ids = (only: string[]) =>
    select('callback', parts, { only, skip: [] }, []).flatMap((part) => part.checks.map(({ id }) => id));

  it('selects everything by default', () => {
    expect(ids([])).toEqual(inGroupOrder(checks).map(({ id }) => id));
  });

  it('selects with a check what it needs and the groups it inspects', () => {
    expect(ids(['V2-AUTH-STALE'])).toEqual(['V2-LIFE-NEW', 'V2-AUTH-STALE']);
    expect(ids(['v2-reply-*'])).toEqual(['V2-LIFE-NEW', 'V2-LIFE-QUERY', 'V2-REPLY-JSON']);
  });

  it('supports * as the only wildcard', () => {
    expect(ids(['*JSON'])).toEqual(['V2-LIFE-NEW', 'V2-LIFE-QUERY', 'V2-REPLY-JSON', 'V1-REPLY-JSON']);
    expect(() => ids(['V2.AUTH.STALE'])).toThrow();
  });
});

describe('determinism', () => {
  // What is random in a report: identifiers, signatures, times.
  const steady = (of: string | undefined) => of?.replace(/[0-9a-f]{8}[-0-9a-f]*|"[A-Za-z0-9+/]{43}="/g, '…');

  it.each([
    'no-authentication',
    'refusal-401',
    'v1-plus-to-blank',
    'repeated-order-refused',
    'body-sign-hex',
  ])('gives the same report of %s twice', async (id) => {
    const mistake = mistakes.find((one) => one.id === id)!;
    const said = async () => {
      const report = await run(mistake, mistake.protocols[0]!);
      return report.checks.map(({ id: checkId, status, actual, reason, hint }) =>
        [checkId, status, steady(actual?.en), reason?.en, steady(hint.en)].join(' | '),
      );
    };
    expect(await said()).toEqual(await said());
  });
});

it('redacts access keys in every text of a verdict, also in what a hint quotes', async () => {
  const key = 'access-key-0123456789';
  const quoting = { en: `the server sent ${key}`, zh: `服务器返回 ${key}` };
  const [result] = await runAll([check('A', failed(quoting, quoting, undefined, quoting))], { keys: [key] });
  for (const shownText of [result?.expected, result?.actual, result?.hint]) {
    expect(shownText?.en).toMatch(/^the server sent /);
    expect(JSON.stringify(shownText)).not.toContain(key);
  }
});
