import { describe, expect, it } from 'vitest';
import type { HttpReply, ReferenceMerchant } from '../variants/model.ts';
import { flagged, run } from '../variants/run.ts';
import { type Call, isAuthentic, read, text } from '../variants/wrap.ts';

const gone: HttpReply = { status: 200, headers: [], body: Buffer.from(''), transfer: 'reset' };
const badGateway: HttpReply = { status: 502, headers: [], body: Buffer.from('Bad Gateway') };

/** A server that a call ends; `after` it, nothing is answered, or everything again. */
async function ending(ends: (call: Call) => boolean, { reply = gone, forGood = true } = {}, concurrency = 1) {
  let hasEnded = false;
  const make =
    (reference: ReferenceMerchant) => async (request: Parameters<ReferenceMerchant['handle']>[0]) => {
      const isEnd = isAuthentic(request, reference) && ends(read(request, reference));
      if (isEnd && forGood) hasEnded = true;
      return isEnd || hasEnded ? reply : reference.handle(request);
    };
  return run({ make }, 'v2', 1, { concurrency });
}

const manyIds = ({ values }: Call) => text(values, 'instanceId').split(',').length > 2;
const freezes = ({ values }: Call) => values.status === 'FREEZE';

describe('a server that stops during the run', () => {
  it.each([
    ['in a step of the life', freezes, gone, 'V2-LIFE-FREEZE'],
    ['in a check of a warning', manyIds, gone, 'V2-VERIFY-MANY-IDS'],
    ['behind a proxy', freezes, badGateway, 'V2-LIFE-FREEZE'],
  ] as const)('is one finding, with the request: %s', async (_title, ends, reply, id) => {
    const report = await ending(ends, { reply });
    const [found, ...more] = flagged(report);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ id, status: 'failed', severity: 'error' });
    expect(found?.actual?.en).toMatch(/^your server stopped after this request: /);
    expect(found?.evidence?.curl).toMatch(ends === freezes ? /FREEZE/ : /queryInstance/);
    expect(found?.debuggerMessage).toBeUndefined();
    const later = report.checks.filter(({ reason }) => reason?.en === `the server had stopped (see ${id})`);
    expect(later.length).toBeGreaterThan(20);
    expect(report.checks.find((check) => check.id === 'V2-REPLY-ANSWER')?.status).toBe('skipped');
    // The responses before are judged.
    expect(report.checks.find((check) => check.id === 'V2-REPLY-RESULT-CODE')?.status).toBe('passed');
  });

  it('names the checks that ran at the same time', async () => {
    const report = await ending(
      ({ values }) => values.flag === undefined && values.status === 'FROZEN',
      {},
      8,
    );
    const [found, ...more] = flagged(report);
    expect(more).toEqual([]);
    expect(found?.actual?.en).toMatch(/or after one of V2-SEM-/);
  });

  it('has not stopped where it answers the next request', async () => {
    const report = await ending(freezes, { forGood: false });
    expect(flagged(report).map(({ id }) => id)).toEqual(['V2-REPLY-ANSWER']);
    expect(report.checks.filter(({ reason }) => reason?.en.includes('stopped'))).toEqual([]);
  });
});
