import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '../../../src/callback/protocols/model.ts';
import type { Handle, HttpReply, ReferenceMerchant } from '../variants/model.ts';
import { run } from '../variants/run.ts';
import { isAuthentic, jsonOf, read, result } from '../variants/wrap.ts';
import { responded, testReference } from './harness.ts';

const html: HttpReply = {
  status: 400,
  headers: [['Content-Type', 'text/html']],
  body: Buffer.from('<html><body><h1>Bad Request</h1></body></html>'),
};

/** Answers some activities in another way. */
const answering =
  (activities: RegExp, answer: (reference: ReferenceMerchant) => HttpReply, forgedOnly = false) =>
  (reference: ReferenceMerchant): Handle =>
  async (request) => {
    const { activity } = read(request, reference);
    const applies = activities.test(activity) && !(forgedOnly && isAuthentic(request, reference));
    return applies ? answer(reference) : reference.handle(request);
  };

async function checkOf(id: string, protocol: ProtocolId, variant: Parameters<typeof run>[0]) {
  const { checks } = await run(variant, protocol);
  const check = checks.find((one) => one.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check;
}

describe('what a server that koo has started prints', () => {
  const checksOf = async (reply: (reference: ReferenceMerchant) => HttpReply) => {
    const make = answering(/^refreshInstance$/, reply);
    const { checks } = await run({ make }, 'v2', 1, { printed: () => 'Traceback: boom' });
    return checks.find(({ id }) => id === 'V2-LIFE-RENEW');
  };

  it.each<[string, (reference: ReferenceMerchant) => HttpReply]>([
    ['an internal error', (reference) => result('000005', reference)],
    ['HTTP 500', () => ({ ...html, status: 500 })],
    ['no response', () => ({ ...html, transfer: 'reset' })],
  ])('is evidence of %s', async (_title, reply) => {
    const { evidence } = (await checksOf(reply)) ?? {};
    expect(evidence?.response).toMatch(/\n\nLast lines of the output of the server:\nTraceback: boom$/);
    expect(evidence?.parts?.output?.en).toBe('Traceback: boom');
    expect(evidence?.parts?.response.en).not.toContain('Traceback');
  });

  it('says nothing of a refusal', async () => {
    const check = await checksOf((reference) => result('000002', reference));
    expect(check?.status).toBe('failed');
    expect(JSON.stringify(check?.evidence)).not.toContain('Traceback');
  });
});

describe('every activity', () => {
  const id = 'V2-AUTH-EVERY-ACTIVITY';

  it('is judged and named', async () => {
    const make = answering(
      /^(queryInstance|upgradeInstance|refreshInstance)$/,
      (reference) => result('000000', reference),
      true,
    );
    const { status, actual } = await checkOf(id, 'v2', { make });
    expect(status).toBe('failed');
    expect(actual?.en).toMatch(/^queryInstance, refreshInstance and upgradeInstance: resultCode 000000/);
  });

  it('passes when it refuses a forged request with the wrong code', async () => {
    const make = answering(/^queryInstance$/, (reference) => result('000005', reference), true);
    const { checks } = await run({ make }, 'v2');
    expect(checks.find((one) => one.id === id)?.status).toBe('passed');
    expect(checks.find((one) => one.id === 'V2-REFUSAL-CODE')?.status).toBe('warned');
  });

  it('is not verified when it refuses a correct request in the same way', async () => {
    const make = answering(/^queryInstance$/, (reference) => result('000005', reference));
    const { status, actual } = await checkOf(id, 'v2', { make });
    expect(status).toBe('failed');
    expect(actual?.en).toMatch(/^queryInstance is not verified: resultCode 000005/);
  });

  it('is not judged where every request but newInstance is refused as unauthenticated', async () => {
    const make = answering(/^(?!newInstance$)/, (reference) => result('000001', reference));
    const { status, reason } = await checkOf(id, 'v2', { make });
    expect(status).toBe('skipped');
    expect(reason?.en).toMatch(/^a correct request gets the same result: resultCode 000001/);
  });

  it.each(['v1', 'v2', 'online-license', 'license-code'] as const)(
    'is judged without releasing what later checks of %s need',
    async (protocol) => {
      const gone = new Set<unknown>();
      const make =
        (reference: ReferenceMerchant): Handle =>
        async (request) => {
          const { activity, values } = read(request, reference);
          if (!isAuthentic(request, reference)) return result('000002', reference);
          const subject = values.instanceId ?? values.license;
          const isRelease = activity.startsWith('release');
          if (isRelease && subject !== undefined) gone.add(subject);
          else if (gone.has(subject)) return result('000003', reference);
          return reference.handle(request);
        };
      const { checks } = await run({ make }, protocol);
      expect(checks.filter(({ status }) => status === 'failed').map((one) => one.id)).toEqual([]);
    },
  );
});

describe('a forged request', () => {
  it.each([408, 429, 503])('is not rejected by HTTP %i, which says nothing about it', async (status) => {
    const make =
      (reference: ReferenceMerchant): Handle =>
      async (request) =>
        isAuthentic(request, reference) ? reference.handle(request) : { ...html, status };
    const { status: verdict, reason } = await checkOf('V2-AUTH-WRONG-KEY', 'v2', { make });
    expect(verdict).toBe('skipped');
    expect(reason?.en).toMatch(/^the response does not show a rejection \(see V2-REFUSAL-FORM\)/);
  });

  it.each([401, 403, 500])('is rejected by HTTP %i, whose form is the only finding', async (status) => {
    const make =
      (reference: ReferenceMerchant): Handle =>
      async (request) =>
        isAuthentic(request, reference) ? reference.handle(request) : { ...html, status };
    const { checks } = await run({ make }, 'v2');
    expect(checks.find(({ id }) => id === 'V2-AUTH-WRONG-KEY')?.status).toBe('passed');
    expect(checks.filter((one) => one.status === 'failed').map(({ id }) => id)).toEqual(['V2-REFUSAL-FORM']);
  });
});

describe('an optional activity', () => {
  const id = 'V2-LIFE-CHANGE-CHECK';

  it('is not offered when it is refused like an unknown one', async () => {
    const make = answering(/^(changeInstanceCheck|koo.*)$/, (reference) => result('000002', reference));
    const { status, reason } = await checkOf(id, 'v2', { make });
    expect([status, reason?.en]).toEqual([
      'skipped',
      'not offered (use --require changeInstanceCheck to require it)',
    ]);
  });

  it('fails when it is required and refused like an unknown one', async () => {
    const make = answering(/^(changeInstanceCheck|koo.*)$/, (reference) => result('000002', reference));
    const options = { require: ['changeInstanceCheck'] };
    expect((await checkOf(id, 'v2', { make, options })).status).toBe('failed');
  });

  it('is offered when its response cannot be read, which is a finding', async () => {
    const { checks } = await run({ make: answering(/^(changeInstanceCheck|koo.*)$/, () => html) }, 'v2');
    expect(checks.find((one) => one.id === id)?.reason?.en).toMatch(/^the response cannot be read/);
    const failing = checks.filter(({ status }) => status === 'failed').map((one) => one.id);
    expect(failing).toEqual(['V2-REPLY-STATUS']);
  });

  it.each([
    [
      'is one finding, with the unknown one, where any activity succeeds',
      /^(upgrade.*|change.*|koo.*)$/,
      'failed',
    ],
    ['is offered where an unknown activity succeeds and it checks its parameters', /^koo.*$/, 'warned'],
  ])('%s', async (_title, activities, status) => {
    const make = answering(activities, (reference) => result('000000', reference));
    const { checks } = await run({ make }, 'v2');
    const found = checks.filter((one) => one.status === 'failed' || one.status === 'warned');
    expect(found.map((one) => [one.id, one.status])).toEqual([['V2-SEM-UNKNOWN-ACTIVITY', status]]);
    expect(found[0]?.actual?.en.includes('; also upgradeInstance and changeInstanceCheck')).toBe(
      status === 'failed',
    );
    expect(checks.find((one) => one.id === id)?.status).toBe(status === 'failed' ? 'skipped' : 'passed');
  });

  it('is refused with a wrong code where the unknown activity gets another one', async () => {
    const make = answering(/^changeInstanceCheck$/, (reference) => result('000005', reference));
    expect((await checkOf(id, 'v2', { make })).status).toBe('failed');
  });
});

/** Tests the reference merchant in memory; `answer` can replace its reply. */
async function testWith(
  protocol: ProtocolId,
  answer: (activity: string | undefined) => 'silent' | HttpReply | undefined,
  selection: { readonly only?: string[]; readonly require?: string[] } = {},
) {
  const { report, replies } = await testReference(protocol, {
    ...selection,
    outcome: ({ activity }) => {
      const other = answer(activity);
      if (other === 'silent')
        return { answered: false, failure: { kind: 'no-response', code: 'TIMEOUT', durationMs: 20_000 } };
      return other && responded(other.status, other);
    },
  });
  return { checks: report.checks, sent: replies.map(({ activity }) => activity) };
}

const named = (checks: Awaited<ReturnType<typeof testWith>>['checks'], status: string) =>
  checks.filter((check) => check.status === status).map(({ id }) => id);

describe('a silent branch', () => {
  it('for unknown activities is one finding, and is waited for once', async () => {
    const { checks, sent } = await testWith('v2', (activity) =>
      activity?.startsWith('koo') ? 'silent' : undefined,
    );
    expect([...named(checks, 'failed'), ...named(checks, 'warned')]).toEqual(['V2-SEM-UNKNOWN-ACTIVITY']);
    expect(sent.filter((activity) => activity?.startsWith('koo'))).toHaveLength(1);
  });

  it('for the creation leaves the other activities to test', async () => {
    const { checks } = await testWith('v2', (activity) =>
      activity === 'newInstance' ? 'silent' : undefined,
    );
    expect(named(checks, 'failed')).toEqual(['V2-REPLY-ANSWER']);
    expect(named(checks, 'passed')).toEqual(
      expect.arrayContaining(['NET-REACHABLE', 'V2-AUTH-RIGHT', 'V2-AUTH-STALE', 'V2-VERIFY-CHINESE']),
    );
  });

  it('for everything is unreachable, with what was sent', async () => {
    const { checks, sent } = await testWith('v2', () => 'silent');
    expect(named(checks, 'failed')).toEqual(['NET-REACHABLE']);
    const reach = checks.find(({ id }) => id === 'NET-REACHABLE');
    expect(reach?.actual?.en).toBe('connected, but no response in time (TIMEOUT)');
    expect(reach?.evidence?.curl).toContain('newInstance');
    expect(sent).toHaveLength(2);
  });
});

describe('what could not be judged', () => {
  it('fails when nothing else reports why', async () => {
    const { checks } = await testWith(
      'v2',
      (activity) => (activity === 'refreshInstance' ? html : undefined),
      {
        only: ['V2-LIFE-RENEW'],
      },
    );
    expect(named(checks, 'failed')).toEqual(['V2-LIFE-RENEW']);
    expect(checks.at(-1)?.evidence?.response).toContain('HTTP 400');
  });

  it('is skipped when another check reports why', async () => {
    const { checks } = await testWith('v2', (activity) =>
      activity === 'refreshInstance' ? html : undefined,
    );
    expect(named(checks, 'skipped')).toContain('V2-LIFE-RENEW');
    expect(named(checks, 'failed')).toEqual(['V2-REPLY-STATUS']);
  });

  it('is never left out of a run that requires it', async () => {
    const { checks } = await testWith(
      'v2',
      (activity) => (activity === 'upgradeInstance' ? html : undefined),
      {
        only: ['V2-LIFE-RENEW'],
        require: ['upgradeInstance'],
      },
    );
    expect(named(checks, 'failed')).toEqual(['V2-LIFE-UPGRADE']);
  });
});

describe('a creation that fails for one reason', () => {
  it('is explained, and the other checks go on with what works', async () => {
    const make =
      (reference: ReferenceMerchant): Handle =>
      async (request) => {
        const { activity, values } = read(request, reference);
        const isRefused =
          activity === 'newInstance' && values.email !== undefined && isAuthentic(request, reference);
        return isRefused ? result('000005', reference) : reference.handle(request);
      };
    const { checks } = await run({ make }, 'v1');
    const failing = checks.filter(({ status }) => status === 'failed' || status === 'warned');
    expect(failing.map(({ id }) => id)).toEqual(['V1-LIFE-NEW']);
    expect(failing[0]?.hint.en).toMatch(/^The creation succeeds without email\./);
    const skipped = checks.filter(({ status }) => status === 'skipped').map(({ id }) => id);
    expect(skipped.filter((id) => !id.startsWith('NET-'))).toEqual([]);
  });

  it('leaves the authentication to test when no reason is found', async () => {
    const make = answering(/^newInstance$/, () => html);
    const refusing =
      (reference: ReferenceMerchant): Handle =>
      async (request) => {
        const reply = await reference.handle(request);
        const isCreated =
          read(request, reference).activity === 'newInstance' && jsonOf(reply.body).resultCode === '000000';
        return isCreated ? result('000100', reference) : reply;
      };
    for (const variant of [make, refusing]) {
      const { checks } = await run({ make: variant, options: { sale: 'on-demand' } }, 'v2');
      const passed = checks.filter(({ status }) => status === 'passed').map(({ id }) => id);
      expect(passed).toEqual(
        expect.arrayContaining(['V2-AUTH-RIGHT', 'V2-AUTH-WRONG-KEY', 'V2-AUTH-MISSING', 'V2-VERIFY-EMOJI']),
      );
      expect(passed).not.toContain('V2-LIFE-NEW');
    }
  });
});

describe('what a server demands', () => {
  it('is named where KooGallery sends it for other sale modes only, and forged requests are judged', async () => {
    const make =
      (reference: ReferenceMerchant): Handle =>
      async (request) => {
        const { activity, values } = read(request, reference);
        const { searchParams } = new URL(request.url, 'http://localhost');
        const isRefused =
          !searchParams.has('authToken') || (activity === 'newInstance' && values.expireTime === undefined);
        return isRefused ? result('000002', reference) : reference.handle(request);
      };
    const { checks } = await run({ make, options: { sale: 'on-demand' } }, 'v1');
    const statusOf = (id: string) => checks.find((one) => one.id === id)?.status;
    expect(checks.find(({ id }) => id === 'V1-LIFE-NEW')?.hint.en).toMatch(
      /^Your server requires expireTime/,
    );
    expect([statusOf('V1-LIFE-NEW'), statusOf('V1-AUTH-MISSING')]).toEqual(['failed', 'passed']);
  });

  it.each([
    ['is not judged where it is refused', 200, 'skipped'],
    ['is judged where it fails', 500, 'failed'],
  ])('an application that no call without --rsa-public-key adds: %s', async (_title, status, finding) => {
    const refusal: HttpReply = {
      status,
      headers: [['Content-Type', 'application/json;charset=UTF-8']],
      body: Buffer.from('{"resultCode":"000002","resultMsg":"no such application"}'),
    };
    const { checks } = await testWith('v2-kit', (activity) =>
      activity === 'authSync' ? refusal : undefined,
    );
    const judged = checks.find(({ id }) => id === 'V2K-AUTH-ADD');
    expect(named(checks, 'failed')).toEqual(finding === 'failed' ? ['V2K-REPLY-STATUS'] : []);
    expect(judged?.reason?.en).toMatch(finding === 'failed' ? /cannot be read/ : /--rsa-public-key/);
  });
});
