import { expect, it } from 'vitest';
import type { Overrides } from '../../../src/callback/probe/model.ts';
import { run } from '../variants/run.ts';
import { read, result } from '../variants/wrap.ts';

/** Runs the suite against a server of V1 that answers creations itself; records their values. */
async function runCreations(answer: (values: Overrides) => string | undefined) {
  const creations: Overrides[] = [];
  const report = await run(
    {
      make: (reference) => async (request) => {
        const { activity, values } = read(request, reference);
        const reply = await reference.handle(request);
        if (
          activity !== 'newInstance' ||
          !reference.protocol.open(request, { key: reference.key, now: new Date() }).ok
        )
          return reply;
        creations.push(values);
        const code = answer(values);
        return code === undefined ? reply : result(code, reference);
      },
    },
    'v1',
  );
  return { creations, creation: report.checks.find(({ id }) => id === 'V1-LIFE-NEW') };
}

it('gives up on a server that refuses every creation, after a limited number', async () => {
  const { creations, creation } = await runCreations(() => '000005');
  expect(creation?.hint.en).not.toMatch(/succeeds/);
  expect(creations.length).toBeGreaterThan(10);
  expect(creations.length).toBeLessThan(70);
  expect(new Set(creations.map(({ testFlag }) => testFlag))).toEqual(new Set(['1']));
});

it('does not look for a parameter where one creation succeeds without any change', async () => {
  const { creation } = await runCreations(() => undefined);
  expect(creation?.status).toBe('passed');
});

it('names the parameters that fail together', async () => {
  const { creation } = await runCreations(({ email, mobilePhone }) =>
    email !== undefined || mobilePhone !== undefined ? '000101' : undefined,
  );
  expect(creation?.hint.en).toMatch(/succeeds without mobilePhone and email\./);
});

it('names one parameter of many', async () => {
  const { creation } = await runCreations(({ provisionType }) =>
    provisionType === undefined ? undefined : '000005',
  );
  expect(creation?.hint.en).toMatch(/succeeds without provisionType\./);
});

it('names no parameter that is always sent for this kind of product', async () => {
  const { creation } = await runCreations(({ expireTime }) =>
    expireTime === undefined ? undefined : '000005',
  );
  expect(creation?.hint.en).not.toMatch(/expireTime\./);
});
