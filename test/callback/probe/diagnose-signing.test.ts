import { describe, expect, it } from 'vitest';
import type { ProtocolId, ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import type { HttpReply, ReferenceMerchant } from '../variants/model.ts';
import { run } from '../variants/run.ts';
import { proofOf } from '../variants/verify-v2.ts';
import { result } from '../variants/wrap.ts';

/** Runs the suite against a server that gives every request the same answer; records the requests. */
async function runRecorded(id: ProtocolId, answer: (reference: ReferenceMerchant) => HttpReply) {
  const requests: ReceivedRequest[] = [];
  let reference: ReferenceMerchant | undefined;
  const report = await run(
    {
      make: (made) => {
        reference = made;
        return async (request) => {
          requests.push(request);
          return answer(made);
        };
      },
    },
    id,
  );
  const proofs = reference ? requests.map((request) => proofOf(request, reference!)) : [];
  return { report, proofs, count: requests.length };
}

describe('the search for the mistake in a signature', () => {
  it.each(['v1', 'v1-kit', 'v2', 'v2-kit'] as const)(
    'ends when the server of %s accepts nothing, and repeats no nonce',
    async (id) => {
      const { report, proofs, count } = await runRecorded(id, (reference) => result('000001', reference));
      expect(report.checks.find((check) => check.id.endsWith('AUTH-RIGHT'))?.hint.en).toMatch(
        /access keys differ/,
      );
      expect(count).toBeGreaterThan(150);
      expect(count).toBeLessThan(320);
      const nonces = proofs.flatMap(({ nonce }) => nonce ?? []);
      expect(new Set(nonces).size).toBe(nonces.length);
    },
  );

  it('stops when the server is overloaded', async () => {
    const { count } = await runRecorded('v2', (reference) => ({
      ...result('000001', reference),
      status: 429,
    }));
    expect(count).toBeLessThan(40);
  });

  it('believes no code that any signature of the same form receives', async () => {
    const report = await run(
      {
        make: (reference) => async (request) => {
          const { signature = '' } = proofOf(request, reference);
          // The comparison throws when the lengths differ, as crypto.timingSafeEqual does.
          return result(signature.length === 64 ? '000001' : '000005', reference);
        },
      },
      'v2',
    );
    expect(report.checks.find(({ id }) => id === 'V2-AUTH-RIGHT')?.hint.en).toMatch(/access keys differ/);
  });
});
