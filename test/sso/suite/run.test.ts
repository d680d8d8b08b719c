import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDeliverer } from '../../../src/callback/delivery/deliver.ts';
import type { State } from '../../../src/callback/merchant/state.ts';
import { testLogin } from '../../../src/sso/suite/run.ts';
import type { Report } from '../../../src/suite/report.ts';
import { publicKey } from '../../support/rsa-keys.ts';
import { found, startMerchant, type Variant } from '../variants/run.ts';

interface RunOptions {
  readonly only?: readonly string[];
  /** The check at whose start the run is interrupted. */
  readonly interruptedAt?: string;
  /** Where callbacks go, if not to the merchant. */
  readonly production?: string;
}

interface Ran {
  readonly report: Report;
  /** What the merchant has stored. */
  readonly state: State;
  /** The callbacks that it has received: `tenantSync 1`. */
  readonly calls: readonly string[];
}

type Merchant = NonNullable<Variant['merchant']>;

/** Runs the suite against a merchant, whose state is looked at afterwards. */
async function run(options: RunOptions, merchant: Merchant = (one) => one): Promise<Ran> {
  const states: State[] = [];
  const calls: string[] = [];
  const started = await startMerchant({
    state: (state) => states.push(state),
    merchant: (reference) => {
      const changed = merchant(reference);
      const handle: typeof changed.handle = (request) => {
        const { flag = '' } = JSON.parse(String(request.body));
        calls.push(`${request.url.split('/').at(-1)} ${flag}`.trim());
        return changed.handle(request);
      };
      return { ...changed, handle };
    },
  });
  const { production = started.targets.production, interruptedAt } = options;
  const interrupt = new AbortController();
  const [deliverer, last] = [
    createDeliverer({ timeoutMs: 5_000, signal: interrupt.signal }),
    createDeliverer({ timeoutMs: 200 }),
  ];
  try {
    const report = await testLogin({
      options: { targets: { ...started.targets, production }, instanceId: '', patienceMs: 3_000 },
      kit: { protocol: 'v2-kit', key: started.kitKey, rsaPublicKey: publicKey },
      secrets: [],
      selection: { only: options.only ?? [], skip: [] },
      bail: false,
      notices: [],
      signal: interrupt.signal,
      onProgress: (progress) => {
        if (progress.type === 'started' && progress.check.id === interruptedAt) interrupt.abort();
      },
      deliver: deliverer.deliver,
      deliverLast: last.deliver,
      env: {},
      random: randomBytes,
      now: () => new Date(),
      timeoutMs: 5_000,
      sleep: (milliseconds) => wait(milliseconds),
    });
    return { report, state: states[0]!, calls };
  } finally {
    await Promise.all([deliverer.close(), last.close(), started.close()]);
  }
}

/** How many tenants, applications, users and departments are stored. */
function stored({ tenants, applications, users, departments }: State) {
  const listed = [...departments.values()].reduce((sum, list) => sum + list.size, 0);
  return { tenants: tenants.size, applications: applications.size, users: users.size, departments: listed };
}

const nothing = { tenants: 0, applications: 0, users: 0, departments: 0 };
const deletions = ['authSync 0', 'applicationSync 0', 'singleOrgSync 0', 'tenantSync 0'];

describe('nothing of koo remains at the merchant', () => {
  it.each([
    ['selected checks', { only: ['OAUTH-LOGIN'] }],
    ['a part of the unbinding', { only: ['OAUTH-UNBIND-LOGIN'] }],
    ['an interrupt before a tenant is known', { interruptedAt: 'NET-REACHABLE' }],
    ['an interrupt while tenants are bound', { interruptedAt: 'LOGIN-BIND-APPLICATION' }],
    ['an interrupt while users arrive', { interruptedAt: 'OAUTH-UNIFIED' }],
    [
      'an interrupt while tenants are unbound',
      { only: ['LOGIN-UNBIND-REST'], interruptedAt: 'LOGIN-UNBIND-REST' },
    ],
  ] as const)('after %s', async (_case, options) => {
    const { report, state } = await run(options);
    expect(stored(state)).toEqual(nothing);
    expect(report.notices).toEqual([]);
    expect(report.interrupted).toBe('interruptedAt' in options ? true : undefined);
  });

  it('after the checks of unbinding, which have deleted it', async () => {
    const { report, state, calls } = await run({ only: ['*-UNBIND*'] });
    expect(stored(state)).toEqual(nothing);
    expect(report.summary).toMatchObject({ failed: 0, warned: 0, skipped: 0 });
    // The first organisation once, and the second one in two checks.
    expect(calls.filter((call) => call === 'tenantSync 0')).toHaveLength(3);
  });

  it('and the departments are deleted, too', async () => {
    const { state, calls } = await run({ only: ['LOGIN-BIND-*'] });
    expect(stored(state)).toEqual(nothing);
    expect(calls.slice(-8)).toEqual([...deletions, ...deletions]);
  });
});

describe('a merchant', () => {
  it('that rejects a deletion is not called again, and the tenants are named', async () => {
    const { report, calls } = await run({ only: ['LOGIN-BIND-*'] }, (merchant) => ({
      ...merchant,
      handle: async (request) => {
        const reply = await merchant.handle(request);
        const isDeletion = String(request.body).includes('"flag":0');
        return isDeletion ? { ...reply, body: Buffer.from('{"resultCode":"000005"}') } : reply;
      },
    }));
    expect(calls.filter((call) => call.endsWith(' 0'))).toEqual([...deletions, ...deletions]);
    expect(report.notices.map(({ en }) => en)).toEqual([
      expect.stringMatching(/^The server did not accept .*: [0-9a-f]{32}, [0-9a-f]{32}$/),
    ]);
    expect(report.summary.failed).toBe(0);
  });

  it('that demands an instance is told that there may be none', async () => {
    const { report } = await run({ only: ['LOGIN-BIND-TENANT'] }, (merchant) => ({
      ...merchant,
      handle: async (request) => {
        const reply = await merchant.handle(request);
        const { instanceId } = JSON.parse(String(request.body));
        return instanceId === '' ? { ...reply, body: Buffer.from('{"resultCode":"000002"}') } : reply;
      },
    }));
    const { status, hint } = report.checks.find(({ id }) => id === 'LOGIN-BIND-TENANT')!;
    expect({ status, hint: hint?.en }).toEqual({
      status: 'failed',
      hint: expect.stringContaining('--instance-id'),
    });
  });

  it('that does not respond any more is called once', async () => {
    const { report, calls } = await run({ interruptedAt: 'OAUTH-UNIFIED' }, (merchant) => ({
      ...merchant,
      handle: (request) =>
        String(request.body).includes('"flag":0') ? new Promise(() => {}) : merchant.handle(request),
    }));
    expect(calls.filter((call) => call.endsWith(' 0'))).toEqual(['authSync 0']);
    expect(report.notices).toHaveLength(1);
  });

  it('that could not be reached has nothing of koo', async () => {
    const { report, calls } = await run({ production: 'http://127.0.0.1:9/' });
    expect(calls).toEqual([]);
    expect(report.notices).toEqual([]);
    expect(found(report)).toEqual(['NET-REACHABLE']);
  });
});
