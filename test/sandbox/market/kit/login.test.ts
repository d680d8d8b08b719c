import { expect, test } from 'vitest';
import { bind } from '../../../../src/sandbox/market/kit/bind.ts';
import { tenantsOf } from '../../../../src/sandbox/market/kit/model.ts';
import { unbind } from '../../../../src/sandbox/market/kit/unbind.ts';
import { putInstance } from '../../../../src/sandbox/market/model/records.ts';
import { instance, type Kit, openKit } from './harness.ts';

/** A login centre whose next domain and replaced secrets a test chooses. */
function served() {
  const replaced = new Set<string>();
  const login = {
    /** The domain that organisations have to have; nothing for any. */
    domain: undefined as string | undefined,
    replaced,
    domainFor: (current?: string) => login.domain ?? current ?? 'http://127.0.0.1:8801',
    isReplaced: (secret: string) => replaced.has(secret),
    pageOf: (appId: string) => `http://127.0.0.1:8788/page?appId=${appId}`,
  };
  return login;
}

function tenantIn({ database }: Kit) {
  const [tenant] = tenantsOf(database, 'b1');
  return { domain: tenant?.domain, secret: tenant?.credentials.p1?.clientSecret ?? '' };
}

const first = { do: 'bind', instance: 'I1' } as const;
const unbindI1 = { do: 'unbind', instance: 'I1' } as const;

test('a new organisation gets a domain that is served, and keeps it', () => {
  const login = served();
  const kit = openKit('v2', {}, login);
  bind(kit.context, first);
  expect(kit.answer()).toEqual(['tenantSync 1', 'applicationSync 1', 'allOrgSync ×2']);
  expect(kit.values(1).domainName).toBe('http://127.0.0.1:8801');
  const before = tenantIn(kit);
  unbind(kit.context, unbindI1);
  kit.answer();
  bind(kit.context, first);
  kit.answer();
  expect(tenantIn(kit)).toEqual(before);
});

test('the domain stays a made-up one where no port is free', () => {
  const kit = openKit('v2', {}, { ...served(), domainFor: () => undefined });
  bind(kit.context, first);
  expect(tenantIn(kit).domain).toBe('https://org0001.example.com');
});

test('a binding that goes on with another domain or secret starts again', () => {
  const login = served();
  const kit = openKit('v2', {}, login);
  bind(kit.context, first);
  kit.answer(({ activity }) => (activity === 'allOrgSync' ? 'given-up' : 'succeeded'));
  login.replaced.add(tenantIn(kit).secret);
  bind(kit.context, first);
  expect(kit.answer()).toEqual(['tenantSync 1', 'applicationSync 1', 'allOrgSync ×2']);
});

test.each([
  ['v2', 2],
  ['v1', 1],
] as const)(
  'the other instances in %s are told a new domain, and a new secret of their product',
  (version, flag) => {
    const login = served();
    const kit = openKit(version, {}, login);
    putInstance(kit.database, instance(2));
    bind(kit.context, first);
    kit.answer();
    bind(kit.context, { do: 'bind', instance: 'I2' });
    kit.answer();
    unbind(kit.context, unbindI1);
    kit.answer();
    const { secret } = tenantIn(kit);
    login.replaced.add(secret);
    login.domain = 'http://127.0.0.1:8802';
    bind(kit.context, first);
    expect(new Set(kit.answer())).toEqual(
      new Set([
        ...['tenantSync 1', 'applicationSync 1', 'allOrgSync ×2'],
        ...[`2: tenantSync ${flag}`, `2: applicationSync ${flag}`],
      ]),
    );
    expect(tenantIn(kit).domain).toBe('http://127.0.0.1:8802');
    expect(tenantIn(kit).secret).toMatch(/^[0-9a-f]{64}$/);
    expect(tenantIn(kit).secret).not.toBe(secret);
  },
);

test('the journal says how to log in where an address is registered', () => {
  const notes = (changes: Parameters<typeof openKit>[1], login = served()) => {
    const kit = openKit('v2', changes, login);
    bind(kit.context, first);
    kit.answer();
    return kit.entries().flatMap((entry) => (entry.type === 'kit' ? [[entry.text.en, entry.data]] : []));
  };
  expect(notes({})).toHaveLength(2);
  const both = notes({
    loginAddress: 'https://a.example.net',
    casCallback: 'https://a.example.net/{tenantCode}',
  });
  const page = 'http://127.0.0.1:8801/api/v1/cas/login?service=https%3A%2F%2Fa.example.net%2Forg0001';
  expect(both.slice(2)).toEqual([
    [
      expect.stringMatching(
        /^The users of 测试企业0001 log in at http:\/\/127\.0\.0\.1:8788\/page\?appId=[0-9a-f]{32} \(login domain http:\/\/127\.0\.0\.1:8801\)$/,
      ),
      expect.objectContaining({ loginDomain: 'http://127.0.0.1:8801', loginPage: expect.any(String) }),
    ],
    [`The users of 测试企业0001 log in by CAS at ${page}`, expect.objectContaining({ loginPage: page })],
  ]);
});
