import { randomBytes } from 'node:crypto';
import { createCenter } from '../../../src/sso/center/center.ts';
import type {
  Center,
  CenterCall,
  CenterOptions,
  LoginApplication,
  LoginTenant,
  LoginUser,
} from '../../../src/sso/center/model.ts';

/** A centre with its clock, and what it recorded. */
export interface World {
  readonly center: Center;
  readonly calls: CenterCall[];
  tenants: LoginTenant[];
  /** Lets business time pass, in milliseconds. */
  pass(ms: number): void;
  /** The latest call. */
  last(): CenterCall;
}

export const appId = '100200300';
export const loginAddress = 'https://saas.example.net/sso/callback';
export const unifiedOrigin = 'https://unified.example.com';

export const lihua: LoginUser = {
  userName: 'lihua',
  name: 'Li Hua',
  role: 'user',
  organizationCode: '10010',
  organizationName: 'Research',
  mobile: '13800000000',
  email: 'lihua@example.com',
};

const wangfang: LoginUser = {
  userName: 'wangfang',
  name: 'Wang Fang',
  role: 'admin',
  organizationCode: '10020',
};

/** A tenant with two accounts and one application. */
export function tenantOf(name: 'red' | 'blue', changed: Partial<LoginApplication> = {}): LoginTenant {
  const id = (name === 'red' ? '7f3a0c5e' : '1b2c3d4e').repeat(4);
  return {
    id,
    code: `${name}-code`,
    name: `${name} company`,
    domain: `https://${name}.login.example.com`,
    users: [lihua, wangfang],
    applications: [
      {
        appId,
        clientId: `client-of-${name}`,
        clientSecret: `not-a-real+secret/of-${name}=`,
        loginAddress,
        casService: `https://saas.example.net/cas?tenant=${id}`,
        isAuthorized: (userName) => userName === 'lihua',
        ...changed,
      },
    ],
  };
}

export const red = tenantOf('red');
export const blue = tenantOf('blue');
export const [client] = red.applications as [LoginApplication];
export const [clientOfBlue] = blue.applications as [LoginApplication];
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export function createWorld(options: Partial<CenterOptions> = {}): World {
  let time = Date.parse('2026-01-05T02:00:00Z');
  const world = { calls: [] as CenterCall[], tenants: [red, blue] };
  const center = createCenter({
    directory: { tenants: () => world.tenants },
    now: () => new Date(time),
    random: (bytes) => randomBytes(bytes),
    unifiedOrigin,
    record: (call) => world.calls.push(call),
    sleep: async () => {},
    ...options,
  });
  return Object.assign(world, {
    center,
    pass(ms: number) {
      time += ms;
    },
    last: () => world.calls.at(-1)!,
  });
}

export type Values = Readonly<Record<string, string>>;

/** A request to the login domain of a tenant. */
export function ask(
  { center }: World,
  path: string,
  query: Values = {},
  { tenant = red, ...init }: RequestInit & { readonly tenant?: LoginTenant } = {},
): Promise<Response> {
  const text = String(new URLSearchParams(query));
  return center.domain(tenant.id)(new Request(`${tenant.domain}${path}${text && `?${text}`}`, init));
}

/** A form that is sent to the token endpoint of a tenant. */
export async function askToken(world: World, form: Values, tenant = red, headers: Values = {}) {
  const body = new URLSearchParams(form);
  const response = await ask(world, '/api/v1/oauth2/token', {}, { tenant, method: 'POST', body, headers });
  return { status: response.status, body: (await response.json()) as Values, headers: response.headers };
}

/** The fields with which a client names itself. */
export function credentialsOf({ clientId, clientSecret }: LoginApplication): Values {
  return { client_id: clientId, client_secret: clientSecret };
}

/** The fields that exchange a code. */
export function exchangeOf(code: string, application = client): Values {
  return { ...credentialsOf(application), grant_type: 'authorization_code', code };
}

export function refreshOf(refreshToken: string, application = client): Values {
  return { ...credentialsOf(application), grant_type: 'refresh_token', refresh_token: refreshToken };
}

export function codeFor({ center }: World, tenant = red, userName = 'lihua'): string {
  return center.issueCode({ tenantId: tenant.id, appId, userName });
}

/** The tokens of a new login. */
export async function signIn(world: World, tenant = red) {
  const { body } = await askToken(world, exchangeOf(codeFor(world, tenant), tenant.applications[0]!), tenant);
  return { access: body.access_token!, refresh: body.refresh_token! };
}

export async function askUserinfo(world: World, access: string | undefined, tenant = red) {
  const headers = access === undefined ? {} : { Authorization: `Bearer ${access}` };
  const response = await ask(world, '/api/v1/oauth2/userinfo', {}, { tenant, headers });
  return { status: response.status, body: (await response.json()) as Values };
}

/** The cookies that a response sets, as a browser sends them back. */
export function cookiesOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
}
