import { type Binding, listBindings } from '../../../src/callback/merchant/login/accounts.ts';
import { type LoginSteps, loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { at } from './answers.ts';
import type { Variant } from './run.ts';

/** Finds a binding in another way where there is none of the tenant that is named. */
function elseBinding(
  choose: (named: string, bindings: readonly Binding[]) => Binding | undefined,
): Partial<LoginSteps> {
  return {
    findBinding: (state, now, tenantId) =>
      loginSteps.findBinding(state, now, tenantId) ?? choose(tenantId, listBindings(state, now)),
  };
}

/** Takes the login domain from the name of a tenant that is not known. */
function domainFrom(read: (named: string) => string | undefined): Partial<LoginSteps> {
  return elseBinding((named, [first]) => {
    const domain = read(named);
    return first && domain !== undefined ? { ...first, domain } : undefined;
  });
}

/** A merchant whose login domain may be named in the address of the arrival. */
function domainInAddress(): Pick<Variant, 'login' | 'steps'> {
  let named: string | null = null;
  return {
    login: at(paths.callback, (request, handle) => {
      named = new URL(request.url).searchParams.get('domainName');
      return handle(request);
    }),
    steps: {
      findBinding: (...of) => {
        const binding = loginSteps.findBinding(...of);
        return binding && { ...binding, domain: named ?? binding.domain };
      },
    },
  };
}

/** A merchant that looks the user up in the tenant that the userinfo names. */
function tenantOfUserinfo(): Partial<LoginSteps> {
  let told = '';
  return {
    isOfTenant: ({ tenant = '' }) => {
      told = tenant;
      return true;
    },
    findAccount: (state, now, key) => loginSteps.findAccount(state, now, { ...key, tenantId: told }),
  };
}

export const tenantVariants: readonly Variant[] = [
  {
    mistake: 'the tenant that was bound last is the default',
    caughtBy: ['OAUTH-TENANT-MISSING'],
    says: 'the server sent the code to the login domain of 测试企业乙',
    steps: elseBinding((named, bindings) => (named === '' ? bindings.at(-1) : undefined)),
  },
  {
    mistake: 'the tenant that was bound first is the default',
    caughtBy: ['OAUTH-TENANT-MISSING'],
    says: 'is logged in',
    steps: elseBinding((named, bindings) => (named === '' ? bindings[0] : undefined)),
  },
  {
    mistake: 'an arrival without a tenant ends in an exception',
    caughtBy: ['OAUTH-TENANT-MISSING'],
    says: 'the response is HTTP 500',
    login: at(paths.callback, async (request, handle) =>
      new URL(request.url).searchParams.has('tenant')
        ? handle(request)
        : new Response('error', { status: 500 }),
    ),
  },
  {
    mistake: 'an unknown tenant is taken for the one that was bound last',
    caughtBy: ['OAUTH-TENANT-UNKNOWN'],
    steps: elseBinding((named, bindings) => (/^\w{32}$/.test(named) ? bindings.at(-1) : undefined)),
  },
  {
    mistake: 'the tenant is part of a statement of SQL',
    caughtBy: ['OAUTH-TENANT-UNKNOWN'],
    steps: elseBinding((named, [first]) => (named.includes("' or '1'='1") ? first : undefined)),
  },
  {
    mistake: 'the tenant is looked up among the properties of an object',
    caughtBy: ['OAUTH-TENANT-UNKNOWN'],
    steps: {
      findBinding: (state, now, tenantId) => {
        const tenants: Record<string, Binding> = {};
        for (const binding of listBindings(state, now)) tenants[binding.tenantId] = binding;
        const binding = tenants[tenantId];
        return binding && { ...binding, domain: binding.domain.trim() };
      },
    },
  },
  {
    mistake: 'the tenant is the host of the login domain, over HTTP',
    caughtBy: ['OAUTH-TENANT-HOST'],
    says: 'the server sent a request there: POST /api/v1/oauth2/token',
    steps: domainFrom((named) => (/^[\d.]+:\d+$/.test(named) ? `http://${named}` : undefined)),
  },
  {
    mistake: 'the tenant is the host of the login domain, over HTTPS',
    caughtBy: ['OAUTH-TENANT-HOST'],
    says: 'the server sent a request there: TLS',
    steps: domainFrom((named) => (/^[\d.]+:\d+$/.test(named) ? `https://${named}` : undefined)),
  },
  {
    mistake: 'the tenant is the start of the login domain',
    caughtBy: ['OAUTH-TENANT-HOST'],
    steps: domainFrom((named) =>
      /^[\d.]+:\d+\W$/.test(named) ? `http://${named}.login.example.com` : undefined,
    ),
  },
  {
    mistake: 'the tenant may be the address of a login domain',
    caughtBy: ['OAUTH-TENANT-HOST'],
    steps: domainFrom((named) => (/^https?:/.test(named) ? new URL(named).origin : undefined)),
  },
  {
    mistake: 'the login domain may be named in the address of the arrival',
    caughtBy: ['OAUTH-TENANT-HOST'],
    ...domainInAddress(),
  },
  {
    mistake: 'an unknown tenant leads to the login page of that host',
    caughtBy: ['OAUTH-TENANT-HOST'],
    says: 'the browser is led to 127.0.0.1:',
    login: at(paths.callback, async (request, handle) => {
      const tenant = new URL(request.url).searchParams.get('tenant') ?? '';
      return /^[\d.]+:\d+$/.test(tenant)
        ? new Response(null, { status: 302, headers: { Location: `http://${tenant}/api/v1/logout` } })
        : handle(request);
    }),
  },
  {
    mistake: 'the tenant of the userinfo is not compared',
    caughtBy: ['OAUTH-TENANT-MISMATCH'],
    steps: { isOfTenant: () => true },
  },
  {
    mistake: 'the user is one of the tenant that the userinfo names',
    caughtBy: ['OAUTH-TENANT-MISMATCH'],
    steps: tenantOfUserinfo(),
  },
];
