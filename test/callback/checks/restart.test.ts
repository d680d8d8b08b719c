import { describe, expect, it } from 'vitest';
import type { TestRun } from '../../../src/callback/suite/run.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { verbatim } from '../../../src/text/translate.ts';
import type { Mutant } from '../merchants/model.ts';
import { restartMutants } from '../merchants/mutants/open-restart.ts';
import { report, type Tested } from '../merchants/tested.ts';
import { flagged } from '../variants/run.ts';

const selection = { only: ['*-RESTART-*'], skip: [] };

/** Runs the checks about a restart, which happens as it is given. */
async function restarted(tested: Tested, restart?: TestRun['restart']) {
  const made = await report(tested, (start) => ({
    selection,
    restart: restart ?? (async () => start()),
  }));
  const found = made.checks.filter(({ id }) => id.includes('RESTART'));
  return { report: made, statuses: Object.fromEntries(found.map(({ id, status }) => [id, status])), found };
}

describe('a restart', () => {
  it.each([
    ['v1', ['V1-RESTART-INSTANCES', 'V1-RESTART-ZONE']],
    ['v1-kit', ['V1K-RESTART-KIT']],
    ['v2', ['V2-RESTART-INSTANCES', 'V2-RESTART-NONCE', 'V2-RESTART-ZONE']],
    ['v2-kit', ['V2K-RESTART-KIT', 'V2K-RESTART-NONCE', 'V2K-RESTART-ZONE']],
    ['license-code', ['LC-RESTART-INSTANCES', 'LC-RESTART-NONCE', 'LC-RESTART-ZONE']],
  ] as const)('%s: is survived by a server that stores everything', async (protocol, ids) => {
    const { statuses } = await restarted({ protocol });
    const all = ['NET-RESTART', ...ids].map((id) => [id, 'passed']);
    expect(statuses).toEqual(Object.fromEntries(all));
  });

  it.each(restartMutants.map((mutant) => [mutant.id, mutant] as const))(
    'is not survived by a server with a mistake: %s',
    async (id, mistake) => {
      const { protocol } = mistake;
      const found = flagged((await restarted({ protocol, mistake })).report);
      const kind = id.startsWith('nonces') ? 'NONCE' : protocol.endsWith('kit') ? 'KIT' : 'INSTANCES';
      expect(found.map(({ id: check, status }) => `${check.replace(/^.*-/, '')} ${status}`)).toEqual([
        `${kind} ${kind === 'NONCE' ? 'warned' : 'failed'}`,
      ]);
    },
  );

  it('is not survived by a server that counts its instances in memory', async () => {
    const counting: Mutant = {
      ...restartMutants[0]!,
      make: ({ steps }) => {
        let count = 0;
        steps.newId = () => {
          count += 1;
          return `instance-${count}`;
        };
      },
    };
    const { found } = await restarted({ protocol: 'v2', mistake: counting });
    const kept = found.find(({ id }) => id === 'V2-RESTART-INSTANCES');
    expect(kept).toMatchObject({
      status: 'failed',
      expected: { en: 'another instanceId than for an earlier order' },
      actual: { en: expect.stringMatching(/^instanceId instance-\d+$/) },
    });
  });

  it('comes while eight orders are answered, in another time zone', async () => {
    const zones: unknown[] = [];
    let isRestarting = false;
    let orders = 0;
    const eight = Promise.withResolvers<void>();
    const watched: Mutant = {
      ...restartMutants[0]!,
      make: () => {},
      wrap: (handle) => async (request) => {
        if (isRestarting) orders += 1;
        if (orders === 8) eight.resolve();
        return handle(request);
      },
    };
    const { statuses } = await restarted({ protocol: 'v2', mistake: watched }, async (environment) => {
      zones.push(environment);
      isRestarting = true;
      await eight.promise;
      isRestarting = false;
    });
    expect(zones).toEqual([{ TZ: expect.stringMatching(/^(America\/New_York|Pacific\/Kiritimati)$/) }]);
    expect(orders).toBe(8);
    expect(statuses['NET-RESTART']).toBe('passed');
  });

  it('says nothing of nonces where they are not remembered at all', async () => {
    const forgetful: Mutant = {
      ...restartMutants[0]!,
      make: ({ steps }) => {
        steps.isRemembered = () => false;
      },
    };
    const { found, statuses } = await restarted({ protocol: 'v2', mistake: forgetful });
    expect(statuses['V2-RESTART-NONCE']).toBe('skipped');
    expect(found.find(({ id }) => id.endsWith('-NONCE'))?.reason?.en).toContain('V2-AUTH-REPLAY');
    expect(statuses['V2-RESTART-INSTANCES']).toBe('passed');
  });

  const refused = (code: string, category: 'network' | 'interrupted' = 'network') => {
    const message = verbatim('exit code 3');
    const error = new KooError({ code, category, message, hint: message });
    return restarted({ protocol: 'v2' }, () => Promise.reject(error));
  };

  it('fails where the server does not listen again, and ends the run', async () => {
    const { found, statuses } = await refused('SERVER_ENDED');
    expect(found[0]).toMatchObject({ id: 'NET-RESTART', status: 'failed', actual: { en: 'exit code 3' } });
    expect(statuses['V2-RESTART-INSTANCES']).toBe('skipped');
  });

  it('is not judged where the server outlives its command, as in a container', async () => {
    const { statuses } = await refused('PORT_IN_USE');
    expect(statuses['NET-RESTART']).toBe('skipped');
    expect(statuses['V2-RESTART-INSTANCES']).toBe('skipped');
  });

  it('is no verdict where it is interrupted, or koo fails', async () => {
    const interrupted = (await refused('INTERRUPTED', 'interrupted')).found[0];
    expect(interrupted).toMatchObject({ id: 'NET-RESTART', defect: expect.anything() });
    const failed = await restarted({ protocol: 'v2' }, () => Promise.reject(new Error('broken')));
    expect(failed.found[0]).toMatchObject({ defect: expect.anything() });
  });
});
