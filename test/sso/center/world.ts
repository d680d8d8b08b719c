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
}

export const appId = '100200300';
const loginAddress = 'https://saas.example.net/sso/callback';

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
        clientSecret: `not-a-real-secret-of-${name}`,
        loginAddress,
        casService: `https://saas.example.net/cas?tenant=${id}`,
        isAuthorized: (userName) => userName === 'lihua',
        ...changed,
      },
    ],
  };
}

export function createWorld(options: Partial<CenterOptions> = {}): World {
  let time = Date.parse('2026-01-05T02:00:00Z');
  const world = { calls: [] as CenterCall[], tenants: [tenantOf('red'), tenantOf('blue')] };
  const center = createCenter({
    directory: { tenants: () => world.tenants },
    now: () => new Date(time),
    random: (bytes) => randomBytes(bytes),
    unifiedOrigin: 'https://unified.example.com',
    record: (call) => world.calls.push(call),
    sleep: async () => {},
    ...options,
  });
  return Object.assign(world, {
    center,
    pass(ms: number) {
      time += ms;
    },
  });
}
