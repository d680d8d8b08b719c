import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/callback/exploration/scenario/file.ts';
import type { Exploration } from '../../../src/callback/probe/model.ts';
import { protocolOf, protocols } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId, Sale } from '../../../src/callback/protocols/model.ts';
import type { CheckResult, Report } from '../../../src/suite/report.ts';
import type { JsonObject, JsonValue } from '../../../src/text/json.ts';
import { runs } from '../../support/property-runs.ts';
import { allOrFirstOfEach, isWhole } from '../../support/whole.ts';
import { compliantVariants } from '../variants/compliant/index.ts';
import { creation } from '../variants/mistakes/creation.ts';
import type { HttpReply, Variant } from '../variants/model.ts';
import { kindOf, run } from '../variants/run.ts';
import { answering, jsonOf, onSuccess, read, result, text, withMembers } from '../variants/wrap.ts';

type Server = Pick<Variant, 'make' | 'merchant' | 'options'>;

const reference: Server = { make: ({ handle }) => handle };

function explored(server: Server, protocol: ProtocolId, explore: Exploration, more = {}): Promise<Report> {
  const options = { ...server.options, explore };
  return run({ ...server, options }, protocol, 1, {
    selection: { only: ['*-EXPLORE-*'], skip: [] },
    ...more,
  });
}

function checks({ checks: all }: Report): CheckResult[] {
  return all.filter(({ group }) => group === 'exploration');
}

/** What exploration found, or why it found nothing. That unusual values are accepted is not mentioned. */
function said(report: Report): string[] {
  const all = checks(report).filter(({ id, status }) => !id.endsWith('-UNUSUAL') || status === 'warned');
  return all.map(({ id, status, actual, reason, scenario = '' }) =>
    [kindOf(id), status, actual?.en ?? reason?.en ?? '', scenario].filter(Boolean).join('\n'),
  );
}

/** Protocols and sales in which no parameter has a choice. */
const fixedValues = /^license-code, (on-demand|one-time)$/;
const clean = ['EXPLORE-VALUES\npassed', 'EXPLORE-LIFE\npassed'];
const sales: readonly Sale[] = ['period', 'on-demand', 'one-time'];

describe('the reference merchant passes', () => {
  const cases = protocols
    .flatMap(({ id }) => sales.map((sale) => ({ id, sale })))
    // The demo of all protocols is tested with the built koo, and other servers that are right by test/callback/merchants.
    .filter(({ id, sale }) => isWhole || (sale === 'period' && !id.endsWith('-kit')));

  it.each(cases)('$id, $sale', async ({ id, sale }) => {
    // Few events can happen to a licence code that is sold once, so most of its lives have no call to judge.
    const lives = id === 'license-code' && sale === 'one-time' ? 50 : runs(10);
    for (const seed of isWhole ? [1, 2, 3] : [1]) {
      const report = await explored({ ...reference, options: { sale } }, id, { seed, runs: lives });
      const [values = '', life] = fixedValues.test(`${id}, ${sale}`)
        ? ['EXPLORE-VALUES\nskipped\nthere is nothing to check', clean[1]]
        : clean;
      expect(said(report), `seed ${seed}`).toEqual([values, life]);
    }
  });
});

/** It refuses what contradicts an earlier call, so no generated life may. */
const isStrictest = (id: string) => id === 'checks-everything';

describe('a server that Huawei allows passes', () => {
  const cases = compliantVariants
    .filter(({ overHttp }) => !overHttp)
    .flatMap((variant) => variant.protocols.map((protocol) => ({ ...variant, protocol })))
    .filter(({ id }) => isStrictest(id) || isWhole);

  it.each(cases)('$id, $protocol', async ({ protocol, ...variant }) => {
    const report = await explored(variant, protocol, {
      seed: 7,
      ...(isStrictest(variant.id) && { runs: runs(20) }),
    });
    expect(checks(report).filter(({ status }) => status === 'failed')).toEqual([]);
  });
});

/** Refuses renewals of frozen instances. */
const frozen: Server = {
  make: (server) => {
    const ids = new Set<string>();
    return answering(({ activity, values }) => {
      const id = text(values, 'instanceId');
      if (values.status === 'FREEZE') ids.add(id);
      if (values.status === 'UNFREEZE') ids.delete(id);
      return activity === 'refreshInstance' && ids.has(id) ? result('000005', server) : undefined;
    })(server);
  },
};

/** Keeps names of 32 characters. */
const shortNames: Server = {
  make: answering(({ values }, server) =>
    text(values, 'customerName').length > 32 ? result('000002', server) : undefined,
  ),
};

/** Takes any product, in a column of 32 characters. */
const shortProducts: Server = {
  make: answering(({ values }, server) =>
    text(values, 'productId').length > 32 ? result('000002', server) : undefined,
  ),
};

/** Knows its own products. */
const ownProducts: Server = {
  make: answering(({ values }, server) =>
    values.productId !== undefined && !/^(OFFI|00301-666666)/.test(text(values, 'productId'))
      ? result('000002', server)
      : undefined,
  ),
};

/** Refuses what its column of three bytes cannot hold. */
const noEmoji: Server = {
  make: answering(({ values }, server) =>
    /[\u{10000}-\u{10ffff}]/u.test(text(values, 'customerName')) ? result('000002', server) : undefined,
  ),
};

/** Repeats the parameters of the buyer in the remarks, whatever their length. */
const longMemo: Server = {
  make: onSuccess((json, { activity, values }) =>
    activity === 'newInstance'
      ? withMembers(json, {
          appInfo: { ...(json.appInfo as JsonObject), memo: text(values, 'saasExtendParams') },
        })
      : undefined,
  ),
};

/** Lists only the instance that was created last. */
const lastOnly: Server = {
  make: onSuccess((json) =>
    Array.isArray(json.info) ? withMembers(json, { info: json.info.slice(-1) as JsonValue }) : undefined,
  ),
};

/** Lists the first ten instances. */
const firstTen: Server = {
  make: onSuccess((json) =>
    Array.isArray(json.info) ? withMembers(json, { info: json.info.slice(0, 10) as JsonValue }) : undefined,
  ),
};

/** Has a gateway that takes 1,000 characters. */
const shortLists: Server = {
  make: (server) => async (request) =>
    text(read(request, server).values, 'instanceId').length > 1000
      ? { status: 414, headers: [], body: Buffer.from('') }
      : server.handle(request),
};

/** Keeps its orders by a key of its own. */
const keptBy = (keyOf: (orderId: string) => string): Server => ({
  make: (server) => {
    const owners = new Map<string, string>();
    return answering(({ activity, values }) => {
      const orderId = text(values, 'orderId');
      if (activity !== 'newInstance' || orderId === '') return undefined;
      const owner = owners.get(keyOf(orderId)) ?? orderId;
      owners.set(keyOf(orderId), owner);
      return owner === orderId ? undefined : result('000005', server);
    })(server);
  },
});

/** Deletes only users that it knows. */
const strictDeletes: Server = {
  make: (server) => {
    const users = new Set<string>();
    return answering(({ activity, values }) => {
      if (activity !== 'authSync') return undefined;
      const key = text(values, 'tenantId');
      if (values.flag !== 0) users.add(key);
      return values.flag === 0 && !users.has(key) ? result('000003', server) : undefined;
    })(server);
  },
};

/** The lines of a scenario below `steps:`, without the first comment. */
function stepsIn(report: Report, kind: string): string {
  const found = checks(report).find(({ id }) => kindOf(id) === kind);
  return (found?.scenario ?? '').replace(/^[\s\S]*?\nsteps:\n/, '');
}

describe('the shortest life is found', () => {
  it('of a server that refuses the renewal of a frozen instance', async () => {
    const report = await explored(frozen, 'v2', { seed: 4 });
    expect(stepsIn(report, 'EXPLORE-LIFE')).toBe(`\
  - id: i1
    activity: newInstance
    values:
      orderId: \${order:o1}
      orderLineId: \${orderLine:o1}
    expect:
      - success
      - business
  - activity: updateInstanceStatus
    values:
      instanceId: \${i1.instanceId}
      status: FREEZE
    expect: success
  - activity: refreshInstance
    values:
      instanceId: \${i1.instanceId}
      scene: TRIAL_TO_FORMAL
      orderId: \${order:o2}
      orderLineId: \${orderLine:o2}
      expireTime: \${days:380}
    expect: success
`);
    const [, life] = checks(report);
    expect(life?.actual?.en).toBe(
      'step 3, refreshInstance (i1, TRIAL_TO_FORMAL): resultCode 000005 (other internal error): see the result code',
    );
    expect(life?.evidence?.curl).toContain('"scene":"TRIAL_TO_FORMAL"');
  });

  it('of a server that keeps 32 characters of a name', async () => {
    const report = await explored(shortNames, 'v1', { seed: 5 });
    expect(stepsIn(report, 'EXPLORE-VALUES')).toContain(`\
  - id: i1
    activity: newInstance
    values:
      orderId: \${order:o1}
      customerId: \${id:c1}
      customerName: ${'云'.repeat(64)}
`);
    const [values] = checks(report);
    expect(values?.actual?.en).toBe(
      `step 1, newInstance (i1, customerName: 64 Chinese characters): resultCode 000002 (invalid request parameter): see the result code`,
    );
  });

  it('of a server that lists only the last instance', async () => {
    const report = await explored(lastOnly, 'v2', { seed: 4 });
    const scenario = parseScenario(checks(report)[1]?.scenario ?? '', 'found.yaml');
    expect(scenario.steps.map(({ activity }) => activity)).toEqual([
      'newInstance',
      'queryInstance',
      'newInstance',
      'queryInstance',
      'queryInstance',
    ]);
    expect(scenario.steps[4]?.values?.instanceId).toMatch(/^\$\{i\d\.instanceId\},\$\{i\d\.instanceId\}$/);
  });

  it('of a server that refuses to delete unknown users', async () => {
    const report = await explored(strictDeletes, 'v2-kit', { seed: 4 });
    const scenario = parseScenario(checks(report)[1]?.scenario ?? '', 'found.yaml');
    expect(scenario.steps.map(({ activity, values }) => [activity, values?.flag])).toEqual([['authSync', 0]]);
  });

  const failing: readonly [string, Server, ProtocolId, string][] = [
    ['frozen', frozen, 'v2', 'EXPLORE-LIFE'],
    ['short names', shortNames, 'v1', 'EXPLORE-VALUES'],
    ['no emoji', noEmoji, 'v1', 'EXPLORE-UNUSUAL'],
    ['short products', shortProducts, 'v1', 'EXPLORE-VALUES'],
    ['short products', shortProducts, 'v2', 'EXPLORE-VALUES'],
    ['long memo', longMemo, 'v1', 'EXPLORE-VALUES'],
    ['last only', lastOnly, 'v2', 'EXPLORE-LIFE'],
    ['strict deletes', strictDeletes, 'v2-kit', 'EXPLORE-LIFE'],
  ];
  it.each(allOrFirstOfEach(failing, ([, , , kind]) => kind))(
    'and fails alike when its file is run: %s',
    async (name, server, protocol, kind) => {
      const report = await explored(server, protocol, { seed: 4 });
      const found = checks(report).find(({ id }) => kindOf(id) === kind);
      const scenario = { ...parseScenario(found?.scenario ?? '', name), name };
      const again = await run(server, protocol, 1, { scenarios: [scenario] });
      const steps = checks(again);
      expect(steps.map(({ status }) => status)).toEqual([...steps.slice(1).map(() => 'passed'), 'failed']);
      expect(found?.actual?.en).toContain(steps.at(-1)?.actual?.en.replace(/[0-9a-f]{32}.*/, ''));
      const intact = await run(reference, protocol, 1, { scenarios: [scenario] });
      expect(new Set(checks(intact).map(({ status }) => status))).toEqual(new Set(['passed']));
    },
  );
});

describe('a server that', () => {
  const numeric = (orderId: string) => (/^\d+(e\d+)?$/.test(orderId) ? String(Number(orderId)) : orderId);
  const folded = (orderId: string) => orderId.toLowerCase();

  it.each<[string, Server, ProtocolId, string, string]>([
    ['lists ten of a hundred instances', firstTen, 'v2', 'EXPLORE-LIFE', 'failed'],
    ['lists ten of a hundred instances', firstTen, 'v1', 'EXPLORE-LIFE', 'failed'],
    ['takes no list of a hundred', shortLists, 'v2', 'EXPLORE-LIFE', 'warned'],
    ['reads orders as numbers', keptBy(numeric), 'v2', 'EXPLORE-VALUES', 'failed'],
    ['reads orders as numbers', keptBy(numeric), 'v1', 'EXPLORE-VALUES', 'failed'],
    ['compares orders without case', keptBy(folded), 'v2', 'EXPLORE-VALUES', 'warned'],
  ])('%s', async (_title, server, protocol, kind, status) => {
    const found = checks(await explored(server, protocol, { seed: 1 }));
    expect(found.find(({ id }) => kindOf(id) === kind)?.status).toBe(status);
  });
});

describe('seeds', () => {
  /** What a server receives, with identifiers by when they were seen first. */
  async function received(seed: number, concurrency = 1, more: Partial<Exploration> = {}): Promise<string[]> {
    const log: string[] = [];
    const names = new Map<string, number>();
    const name = (id: string) => {
      if (!names.has(id)) names.set(id, names.size);
      return names.get(id);
    };
    const server: Server = {
      make: (own) => async (request) => {
        const { activity, values } = read(request, own);
        const shown = JSON.stringify({ ...values, businessId: '', eventId: '' });
        log.push(
          `${activity} ${shown.replace(/\b(1?(CS)?[0-9A-Fa-f]{15,64}[xX]*|0\d{13})\b/g, (id) => `#${name(id)}`)}`,
        );
        return own.handle(request);
      },
    };
    await explored(server, 'v2', { seed, concurrency, ...more });
    return log.map((line) => line.replace(/"expireTime":"\d{14}"/, ''));
  }

  it('that are equal make equal calls in the same order, and others in another', async () => {
    const [first, second, other] = [await received(11), await received(11), await received(12)];
    expect(first.length).toBeGreaterThan(1000);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(other).toHaveLength(first.length);
  });

  it('make the same number of calls, however many lives there are at the same time', async () => {
    const [alone, together] = [await received(11), await received(11, 8)];
    expect(together).toHaveLength(alone.length);
  });

  it('draw equal random lives, besides those that are the same for all', async () => {
    const more = { runs: 10 };
    const [fixed, first, second, other] = [
      await received(11),
      await received(11, 1, more),
      await received(11, 1, more),
      await received(12, 1, more),
    ];
    expect(first.length).toBeGreaterThan(fixed.length + 50);
    expect(second).toEqual(first);
    expect(other.slice(fixed.length)).not.toEqual(first.slice(fixed.length));
  });

  it('are in the report if there were random lives', async () => {
    const report = await explored(reference, 'v2', { seed: 42, runs: 1 });
    expect(report.notices.map(({ en }) => en)).toEqual(['Seed: 42 (--seed draws the same lives again)']);
    expect((await explored(reference, 'v2', { seed: 42 })).notices).toEqual([]);
    const off = await run(reference, 'v2');
    expect(off.notices).toEqual([]);
    expect(checks(off)).toEqual([]);
  });
});

describe('a value that may be refused', () => {
  it.each(['v1', 'v2'] as const)('is refused by a server with products of its own: %s', async (protocol) => {
    const report = await explored(ownProducts, protocol, { seed: 1 });
    expect(checks(report).map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
  });

  it('is a warning if the documents give no reason to refuse it', async () => {
    const [values, , unusual] = checks(await explored(noEmoji, 'v1', { seed: 1 }));
    expect([values?.status, unusual?.status]).toEqual(['passed', 'warned']);
    expect(unusual?.actual?.en).toBe(
      'step 1, newInstance (i1, customerName: 32 characters outside the BMP): resultCode 000002 (invalid request parameter): see the result code',
    );
  });
});

describe('the amount of a purchase', () => {
  it('comes again with its release', async () => {
    const paidOnly: Server = {
      make: answering(({ activity, values }, server) =>
        activity === 'releaseInstance' && Number(values.orderAmount ?? 1) === 0
          ? result('000002', server)
          : undefined,
      ),
    };
    const report = await explored(paidOnly, 'v1', { seed: 1 });
    expect(stepsIn(report, 'EXPLORE-VALUES')).toContain(`\
      orderAmount: "0`);
    expect(checks(report)[0]?.actual?.en).toMatch(/^step 2, releaseInstance \(i1, orderAmount: 0(\.00)?\)/);
  });
});

describe('an order of the length of the examples', () => {
  it('shows that a longer one is refused for its length', async () => {
    const short: Server = {
      make: answering(({ values }, server) =>
        text(values, 'orderId').length > 20 ? result('000002', server) : undefined,
      ),
    };
    const [values] = checks(await explored(short, 'v2', { seed: 1 }));
    expect(values?.status).toBe('failed');
  });
});

describe('exploration ends', () => {
  it('at once when the run is interrupted', async () => {
    const controller = new AbortController();
    let calls = 0;
    const server: Server = {
      make: (own) => (request) => {
        calls += 1;
        if (calls === 60) controller.abort();
        return own.handle(request);
      },
    };
    const more = { signal: controller.signal };
    const report = await explored(server, 'v2', { seed: 1, runs: 1_000_000 }, more);
    expect(report.interrupted).toBe(true);
    expect(checks(report).map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped']);
    expect(calls).toBeLessThan(100);
  });

  it('at once when the server stops answering, with the life that stopped it', async () => {
    let calls = 0;
    const gone: HttpReply = { status: 200, headers: [], body: Buffer.from(''), transfer: 'reset' };
    const server: Server = {
      make: (own) => async (request) => {
        calls += 1;
        return calls < 60 ? own.handle(request) : gone;
      },
    };
    const only = { selection: { only: ['V2-EXPLORE-LIFE'], skip: [] } };
    const report = await explored(server, 'v2', { seed: 1, runs: 1_000_000 }, only);
    const [life] = checks(report);
    expect(life?.status).toBe('failed');
    expect(life?.actual?.en).toContain('the connection was closed');
    expect(calls).toBeLessThan(100);
  });
});

describe('a kit that reads lists only as JSON text', () => {
  it('is explored with JSON text', async () => {
    const textOnly: Server = {
      make: answering(({ values }, own) =>
        Array.isArray(values.userList) || Array.isArray(values.orgInfoList)
          ? result('000002', own)
          : undefined,
      ),
    };
    expect(said(await explored(textOnly, 'v2-kit', { seed: 6 }))).toEqual(clean);
  });
});

describe('a server that takes seconds to create an instance', () => {
  const slow: Server = {
    make: (own) => async (request) => {
      const reply = await own.handle(request);
      return read(request, own).activity === 'newInstance' ? { ...reply, delayMs: 1500 } : reply;
    },
  };

  it('is explored if only the first call takes so long', async () => {
    let calls = 0;
    const cold: Server = {
      make: (own) => async (request) => {
        const reply = await own.handle(request);
        if (read(request, own).activity !== 'newInstance') return reply;
        calls += 1;
        return calls === 1 ? { ...reply, delayMs: 2500 } : reply;
      },
    };
    const selection = { only: ['V2-LIFE-NEW', 'V2-IDEMP-NEW-OTHER', '*-EXPLORE-*'], skip: [] };
    const report = await explored(cold, 'v2', { seed: 1 }, { selection });
    expect(said(report)).toEqual(clean);
    expect(report.notices).toEqual([]);
  });

  it('is explored only on request', async () => {
    expect(said(await explored(slow, 'v2', { seed: 1 }))).toEqual([
      'EXPLORE-VALUES\nskipped\nnewInstance takes 1.5 s (use --explore N to explore all the same)',
      'EXPLORE-LIFE\nskipped\nnewInstance takes 1.5 s (use --explore N to explore all the same)',
    ]);
    expect(said(await explored(slow, 'v2', { seed: 1, runs: 2 }))).toEqual(clean);
  });
});

describe('the kit of a merchant that looks up instances', () => {
  it('is explored with instances that exist', async () => {
    const bound = new Set<string>();
    const known: Server = {
      make: (own) => {
        const ids = new Set(['']);
        return async (request) => {
          const id = text(read(request, own).values, 'instanceId');
          const isKit = request.url.includes('/produceAPI/');
          if (isKit && !ids.has(id)) return result('000003', own);
          if (isKit) bound.add(id);
          const reply = await own.handle(request);
          ids.add(text(jsonOf(reply.body), 'instanceId'));
          return reply;
        };
      },
    };
    const tested = [
      { protocol: protocolOf('v2'), key: 'base-key' },
      { protocol: protocolOf('v2-kit'), key: 'kit-key' },
    ];
    const report = await explored(known, 'v2-kit', { seed: 2 }, { tested });
    expect(said(report)).toEqual([...clean, ...clean]);
    // That of the console's call, which is empty, and the one that was created.
    expect(bound.size).toBe(2);
  });
});

describe('a failure that does not come again', () => {
  it('is reported with the life that it was found in', async () => {
    let renewals = 0;
    const server: Server = {
      make: answering(({ activity }, own) => {
        if (activity !== 'refreshInstance') return undefined;
        renewals += 1;
        return renewals === 40 ? result('000005', own) : undefined;
      }),
    };
    const report = await explored(server, 'v2', { seed: 3 });
    const failed = checks(report).filter(({ status }) => status === 'failed');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.actual?.en).toContain('(not every time: the same life passed when it was run again)');
  });
});

describe('a server that fails for every order but the first', () => {
  it('is explored with other orders, which find it', async () => {
    const variant = creation.find(({ id }) => id === 'one-order-alone')!;
    const report = await explored(variant, 'v2', { seed: 5 });
    const life = checks(report).find(({ id }) => id.endsWith('EXPLORE-LIFE'));
    expect(life?.status).toBe('failed');
    expect(life?.actual?.en).toContain('resultCode 000005');
    expect(report.notices).toEqual([]);
  });
});

describe('an order that --set gives', () => {
  const set = { 'newInstance.orderId': 'CSOWN1', 'newInstance.orderLineId': 'CSOWN1-000001' };

  it('is not that of every instance of a life', async () => {
    const report = await explored({ ...reference, options: { set } }, 'v2', { seed: 5 });
    expect(said(report)).toEqual(clean);
  });

  it.each(['v1', 'v2'] as const)('is not another order of %s', async (protocol) => {
    const orders = ['*-LIFE-NEW*', '*-IDEMP-NEW*'];
    const more = { selection: { only: orders, skip: [] } };
    const { checks: found } = await run({ ...reference, options: { set } }, protocol, 1, more);
    expect(found.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual([]);
  });
});

describe('a server that knows only the mock orders', () => {
  it('is explored with one instance for each of them', async () => {
    const variant = compliantVariants.find(({ id }) => id === 'mock-orders-alone')!;
    const report = await explored(variant, 'v2', { seed: 5 });
    expect(said(report)).toEqual(clean);
    expect(report.notices[0]?.en).toContain(
      'v2: the server answers newInstance for another order with resultCode 000002',
    );
  });
});
