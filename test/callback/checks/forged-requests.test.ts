import { describe, expect, it } from 'vitest';
import { forgedRequests } from '../../../src/callback/checks/forged-requests.ts';
import type { Memory } from '../../../src/callback/probe/model.ts';
import { v2 } from '../../../src/callback/protocols/v2.ts';
import { now } from '../protocols/support.ts';
import { exchange, probeOf } from './support.ts';

describe('a request that is too old', () => {
  const stale = forgedRequests(v2).find(({ id }) => id === 'STALE')!;

  /** How old it is by the clock of koo after a refusal, in seconds. */
  function ageAfter(refusal: Memory['refusals'][number]['exchange'] | undefined): number {
    const refusals = refusal ? [{ check: 'V2-AUTH-WRONG-KEY', exchange: refusal }] : [];
    const { timestamp } = stale.forge(probeOf('v2 newInstance', [], { refusals }).probe);
    return Math.round((now.getTime() - Number(timestamp)) / 1000);
  }

  const dated = (seconds: number) =>
    exchange('v2 newInstance', {
      headers: [['Date', new Date(now.getTime() + seconds * 1000).toUTCString()]],
    });

  it('is as old by the clock of a slow server, which accepts what is newer than 60 s for it', () => {
    expect(ageAfter(dated(-20))).toBeGreaterThanOrEqual(81);
    expect(ageAfter(dated(-20))).toBeLessThan(83);
  });

  it('is as old after a refusal that came a minute earlier', () => {
    const refusedAt = new Date(now.getTime() - 60_000);
    const refusals = [{ check: 'V2-AUTH-WRONG-KEY', exchange: dated(-60) }];
    const { timestamp } = stale.forge(probeOf('v2 newInstance', [], { refusals, refusedAt }).probe);
    const age = now.getTime() - Number(timestamp);
    expect(age).toBeGreaterThanOrEqual(61_000);
    expect(age).toBeLessThan(62_000);
  });

  it.each([
    ['fast', dated(20)],
    ['that sends no time', exchange('v2 newInstance')],
    ['that has refused nothing yet', undefined],
  ])('is as old by the clock of koo for a server %s', (_title, refusal) => {
    expect(ageAfter(refusal)).toBe(61);
  });
});
