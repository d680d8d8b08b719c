import type { KitScope } from '../../callback/delivery/kit-values.ts';
import { createCenter } from '../center/center.ts';
import type {
  Center,
  CenterCall,
  CenterRequest,
  CenterSettings,
  Endpoint,
  Fault,
  LoginTenant,
} from '../center/model.ts';
import type { LoginServerOptions } from '../center/server.ts';
import { startTrap, type Trap } from './foreign.ts';
import { type CenterServer, startCenterServer } from './servers.ts';

/** Someone with an account. */
export interface Person {
  readonly organisation: Organisation;
  /** Unique in the organisation only. */
  readonly userName: string;
  /** Chinese, and unlike any other text. */
  readonly name: string;
  readonly role: 'user' | 'admin';
  readonly mobile: string;
  readonly email: string;
}

export interface Organisation {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly scope: KitScope;
  readonly clientId: string;
  /** In plain text. A check replaces it, see {@link World.newSecret}. */
  clientSecret: string;
  /** Origin of its login domain. A check replaces it. */
  domain: string;
}

export interface People {
  readonly user: Person;
  readonly admin: Person;
  /** Has the login name, the mobile number and the e-mail address of `user`, in the second organisation. */
  readonly twin: Person;
  /** Has the mobile number and the e-mail address of `user`, in the same organisation. */
  readonly colleague: Person;
  /** Has the login name of `user` as name. */
  readonly namesake: Person;
  /** Is authorised with `enable` false. */
  readonly disabled: Person;
  /** Is never authorised. */
  readonly outsider: Person;
  /** Is authorised in the course of the run. */
  readonly newcomer: Person;
  /** Loses the authorisation in the course of the run, and is disabled before. */
  readonly leaver: Person;
  /** Has HTML as name. Is authorised for one check. */
  readonly markup: Person;
}

/** Temporary behaviour of the login centre. */
export interface Circumstances {
  /** A centre with other settings does not know the codes, tokens and sessions of the usual one. */
  readonly settings?: Partial<CenterSettings>;
  readonly fault?: (request: CenterRequest) => Fault | undefined;
}

/** Injects a fault into the requests to an endpoint. */
export function faultAt(endpoint: Endpoint, fault: Fault): NonNullable<Circumstances['fault']> {
  return (request) => (request.endpoint === endpoint ? fault : undefined);
}

/** Two organisations and their login centre, on this machine. */
export interface World {
  readonly appId: string;
  readonly first: Organisation;
  readonly second: Organisation;
  readonly people: People;
  readonly unifiedOrigin: string;
  readonly trap: Trap;
  readonly calls: readonly CenterCall[];
  center(): Center;
  during<T>(circumstances: Circumstances, act: () => Promise<T>): Promise<T>;
  /**
   * Gives an organisation a login domain at another port. The old one stays.
   *
   * @param tls certificate and private key, for https
   */
  moveDomain(organisation: Organisation, tls?: LoginServerOptions['tls']): Promise<CenterServer>;
  readonly clientSecrets: readonly string[];
  newSecret(): string;
  /** Whether an address is one of the login centre. */
  owns(url: URL): boolean;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly login: (organisation: Organisation) => string;
  readonly casService?: (organisation: Organisation) => string;
  /** The instance that they are bound to; empty for the seller's own credential. */
  readonly instanceId: string;
  readonly random: (bytes: number) => Uint8Array;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** The name under which the merchant's server reaches this machine; default the loopback address. */
  readonly hostName?: string;
}

/** How long a held response may outlast the circumstances, in milliseconds. */
const sliceMs = 20;

/** Secrets of this run that only the server and the login centre may know. */
export interface WorldSecrets {
  readonly clientSecrets: readonly string[];
  readonly tokens: readonly string[];
}

/** @param calls whose tokens are wanted; default all */
export function secretsOf({ clientSecrets, calls: all }: World, calls = all): WorldSecrets {
  const tokens = calls.flatMap(({ accessToken, refreshToken, newRefreshToken }) =>
    [accessToken, refreshToken, newRefreshToken].filter((token) => token !== undefined),
  );
  return { clientSecrets, tokens: [...new Set(tokens)] };
}

export const department = { code: 'koo-0001', name: '研发部', parent: '' } as const;

/** Starts the login centre of two made-up organisations, a port for each. @throws the error of `listen` */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { random, now, sleep, hostName = '127.0.0.1' } = options;
  const hex = (length: number) => Buffer.from(random(length)).toString('hex').slice(0, length);
  const tag = hex(6);
  const appId = hex(32);
  const clientSecrets: string[] = [];
  const newSecret = () => {
    // As in real secrets, some characters must be encoded in a form.
    const secret = `${hex(28)}+/=${hex(29)}`;
    clientSecrets.push(secret);
    return secret;
  };
  const organisation = (name: string): Organisation => {
    const id = hex(32);
    return {
      id,
      code: `koo-${hex(8)}`,
      name: `${name}${tag}`,
      scope: { instanceId: options.instanceId, tenantId: id },
      clientId: hex(20),
      clientSecret: newSecret(),
      domain: '',
    };
  };
  const first = organisation('测试企业甲');
  const second = organisation('测试企业乙');
  const people = peopleOf(first, second, tag);
  const everyone = Object.values(people);
  const calls: CenterCall[] = [];
  const origins = new Set<string>();
  const servers: { close(): Promise<void> }[] = [];
  let unifiedOrigin = '';
  let fault: Circumstances['fault'];
  /** Ends with the circumstances, so that nothing of them affects later checks. */
  const hold = async (ms: number) => {
    const held = fault;
    for (let waited = 0; waited < ms && fault === held; waited += sliceMs) await sleep(sliceMs);
  };
  const newCenter = (settings: Partial<CenterSettings> = {}) =>
    createCenter({
      directory: { tenants: () => [first, second].map((one) => tenantOf(one, everyone, appId, options)) },
      now,
      random,
      sleep: hold,
      unifiedOrigin,
      settings,
      record: (call) => calls.push(call),
      fault: (request) => fault?.(request),
    });
  const listen = async (options: Pick<LoginServerOptions, 'handle' | 'tls'>) => {
    const server = await startCenterServer(options, hostName, sleep);
    servers.push(server);
    origins.add(server.origin);
    return server;
  };
  const moveDomain = async (one: Organisation, tls?: LoginServerOptions['tls']) => {
    const server = await listen({ handle: (request) => center.domain(one.id)(request), tls });
    one.domain = server.origin;
    return server;
  };
  const trap = await startTrap(hostName);
  servers.push(trap);
  const unified = await listen({ handle: (request) => center.unified(request) });
  unifiedOrigin = unified.origin;
  const usual = newCenter();
  let center = usual;
  await moveDomain(first);
  await moveDomain(second);
  return {
    appId,
    first,
    second,
    people,
    unifiedOrigin,
    trap,
    calls,
    center: () => center,
    async during(circumstances, act) {
      fault = circumstances.fault;
      if (circumstances.settings) center = newCenter(circumstances.settings);
      try {
        return await act();
      } finally {
        fault = undefined;
        center = usual;
      }
    },
    moveDomain,
    clientSecrets,
    newSecret,
    owns: ({ origin }) => origins.has(origin),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function peopleOf(first: Organisation, second: Organisation, tag: string): People {
  let mobile = parseInt(tag, 16);
  const person = (
    organisation: Organisation,
    login: string,
    name: string,
    rest: Partial<Person> = {},
  ): Person => ({
    organisation,
    userName: `${login}-${tag}`,
    name: `${name}${tag}`,
    role: 'user',
    mobile: `138${String(mobile++).padStart(8, '0')}`,
    email: `${login}-${tag}@example.com`,
    ...rest,
  });
  const user = person(first, 'lihua', '李华');
  const { userName } = user;
  const contact = { mobile: user.mobile, email: user.email };
  return {
    user,
    admin: person(first, 'zhaomin', '赵敏', { role: 'admin' }),
    twin: person(second, 'lihua', '王芳', contact),
    colleague: person(first, 'qianwei', '钱伟', contact),
    namesake: person(first, 'sunli', '孙丽', { name: userName }),
    disabled: person(first, 'zhouqi', '周琪'),
    outsider: person(first, 'wujun', '吴军'),
    newcomer: person(first, 'zhengshuang', '郑双'),
    leaver: person(first, 'fenglei', '冯雷'),
    markup: person(first, 'chenchen', '', { name: `</script><img src=x onerror=koo${tag}()>` }),
  };
}

function tenantOf(
  organisation: Organisation,
  everyone: readonly Person[],
  appId: string,
  { login, casService }: WorldOptions,
): LoginTenant {
  const { id, code, name, domain, clientId, clientSecret } = organisation;
  const own = everyone.filter((person) => person.organisation === organisation);
  return {
    id,
    code,
    name,
    domain,
    users: own.map(({ userName, name: displayName, role, mobile, email }) => ({
      userName,
      name: displayName,
      role,
      mobile,
      email,
      organizationCode: department.code,
      organizationName: department.name,
    })),
    applications: [
      {
        appId,
        clientId,
        clientSecret,
        loginAddress: login(organisation),
        ...(casService && { casService: casService(organisation) }),
        isAuthorized: () => true,
      },
    ],
  };
}
