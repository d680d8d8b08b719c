import { type Binding, listBindings } from '../../../src/callback/merchant/login/accounts.ts';
import { type LoginSteps, loginSteps } from '../../../src/callback/merchant/login/login.ts';
import type { Login } from '../../../src/callback/merchant/login/model.ts';
import { startingAgain } from './change.ts';
import type { Variant } from './run.ts';

/** Mistakes when an organisation is unbound. */
export const unbindingVariants: readonly Variant[] = [
  {
    mistake: 'keeps users whom authSync deletes',
    caughtBy: ['OAUTH-UNBIND-USER'],
    state: ({ users }) => {
      users.delete = () => true;
    },
  },
  {
    mistake: 'starts another login for users whom authSync has deleted',
    caughtBy: ['OAUTH-UNBIND-USER', 'OAUTH-UNBIND-LOGIN'],
    login: startingAgain,
  },
  {
    mistake: 'rejects the deletion of a tenant',
    caughtBy: ['LOGIN-UNBIND'],
    merchant: rejecting('tenantSync', () => true),
  },
  {
    mistake: 'rejects the deletion of a department',
    caughtBy: ['LOGIN-UNBIND'],
    merchant: rejecting('singleOrgSync', () => true),
  },
  {
    mistake: 'keeps sessions as they are when a tenant is unbound',
    caughtBy: ['LOGIN-UNBIND-SESSION'],
    login: rememberingPages,
  },
  {
    mistake: 'logs users in with what it once looked up about their tenant',
    caughtBy: ['OAUTH-UNBIND-LOGIN'],
    steps: remembering(() => true),
  },
  {
    mistake: 'logs users in by CAS with what it once looked up about their tenant',
    caughtBy: ['CAS-UNBIND-LOGIN'],
    ...rememberingWithCas(),
  },
  {
    mistake: 'fails to delete what is deleted already',
    caughtBy: ['LOGIN-UNBIND-REST'],
    merchant: rejecting('tenantSync', (times) => times > 1),
  },
];

/** Rejects a deletion, given how often it has come for the tenant. */
function rejecting(activity: string, rejects: (times: number) => boolean): NonNullable<Variant['merchant']> {
  const deletions: string[] = [];
  return (merchant) => ({
    ...merchant,
    handle: async (request) => {
      const reply = await merchant.handle(request);
      const { flag, tenantId } = JSON.parse(String(request.body));
      if (!request.url.endsWith(activity) || flag !== 0) return reply;
      deletions.push(tenantId);
      if (!rejects(deletions.filter((one) => one === tenantId).length)) return reply;
      return { ...reply, body: Buffer.from('{"resultCode":"000005","resultMsg":"not found"}') };
    },
  });
}

/** Sessions of which the server only knows that they were opened. */
function rememberingPages(login: Login): Login {
  const pages = new Map<string, string>();
  return {
    handle: async (request) => {
      const session = request.headers.get('cookie') ?? '';
      if (new URL(request.url).pathname !== '/sso/account') return login.handle(request);
      const response = await login.handle(request);
      const text = response?.status === 200 ? await response.text() : pages.get(session);
      if (text === undefined) return response;
      pages.set(session, text);
      return new Response(text, { headers: { 'Content-Type': 'text/html;charset=UTF-8' } });
    },
  };
}

/** Bindings are looked up once for each tenant, where `applies`. */
function remembering(applies: () => boolean): Partial<LoginSteps> {
  const known = new Map<string, Binding>();
  return {
    findBinding: (state, now, tenantId) => {
      for (const binding of listBindings(state, now)) known.set(binding.tenantId, binding);
      return applies() ? known.get(tenantId) : loginSteps.findBinding(state, now, tenantId);
    },
    findAccount: (state, _now, key) => {
      const binding = known.get(key.tenantId);
      const user = state.users.get(JSON.stringify(['', key.tenantId, key.appId, key.userName]));
      if (!binding || !user || user.enable !== 'true') return undefined;
      return { ...key, name: String(user.name), role: 'user', binding };
    },
  };
}

function rememberingWithCas(): Pick<Variant, 'steps' | 'login'> {
  let isCas = false;
  return {
    steps: remembering(() => isCas),
    login: (login) => ({
      handle: (request) => {
        isCas = new URL(request.url).pathname === '/sso/cas';
        return login.handle(request);
      },
    }),
  };
}
