import { expect, test } from 'vitest';
import { KooError } from '../../../src/errors/koo-error.ts';
import { createJobs } from '../../../src/sandbox/console/shared/jobs.ts';
import type { Market } from '../../../src/sandbox/market/engine/market.ts';
import { verbatim } from '../../../src/text/translate.ts';
import { result, stateEntry } from '../market/engine.ts';

const command = { do: 'view', instance: 'i' } as const;
const refusal = new KooError({
  category: 'business',
  code: 'ACT_REFUSED',
  message: verbatim('no'),
  hint: verbatim('try'),
});

function jobsWith(perform: Market['perform'], patience?: number, identity = () => 'one') {
  return createJobs(async () => ({ perform }) as Market, identity, patience);
}

test('a job that ends in time has its result, and what happened', async () => {
  const jobs = jobsWith(async (_, onEntry) => {
    onEntry(stateEntry(1));
    return result;
  });
  expect(await jobs.run('/clock', command)).toMatchObject({
    command,
    result,
    count: 1,
    entries: [stateEntry(1)],
  });
  expect(jobs.ended()).toBe(1);
});

test('a refusal in time is thrown, and leaves no job', async () => {
  const jobs = jobsWith(async () => {
    throw refusal;
  });
  await expect(jobs.run('/clock', command)).rejects.toBe(refusal);
  expect(jobs.of('/clock')).toBeUndefined();
});

test('a job that takes longer goes on, and a refusal that comes later is kept', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const jobs = jobsWith(() => promise, 0);
  const job = await jobs.run('/clock', command);
  expect([job.result, job.error, jobs.ended()]).toEqual([undefined, undefined, 0]);
  reject(refusal);
  await expect.poll(() => jobs.ended()).toBe(1);
  expect(jobs.of('/clock')?.error).toMatchObject({ code: 'ACT_REFUSED' });
});

test('what was done before a reset is not of the state any more', async () => {
  let identity = 'one';
  const jobs = jobsWith(
    async () => result,
    undefined,
    () => identity,
  );
  await jobs.run('/instances/1', command);
  expect(jobs.of('/instances/1')).toMatchObject({ command });
  identity = 'two';
  expect(jobs.of('/instances/1')).toBeUndefined();
});

test('only the latest entries and places are kept', async () => {
  const jobs = jobsWith(async (_, onEntry) => {
    for (let id = 1; id <= 600; id += 1) onEntry(stateEntry(id));
    return result;
  });
  const job = await jobs.run('/0', command);
  expect([job.count, job.entries.length, job.entries[0]?.id]).toEqual([600, 500, 101]);
  for (let place = 1; place <= 200; place += 1) await jobs.run(`/${place}`, command);
  expect([jobs.of('/0'), jobs.of('/1')?.count]).toEqual([undefined, 600]);
});
