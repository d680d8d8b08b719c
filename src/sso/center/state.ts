import {
  type CodeGrant,
  createGrants,
  type Grant,
  type Grants,
  randomAlphanumeric,
  randomValue,
  type TicketGrant,
} from './grants.ts';
import { lengths, lifetimes, maxGrants } from './limits.ts';
import type {
  CenterOptions,
  CenterSettings,
  GrantOptions,
  LoginApplication,
  LoginTenant,
  LoginUser,
} from './model.ts';

export interface Session {
  readonly tenantId: string;
  readonly userName: string;
  readonly until: number;
  /** Whether it has not been used yet. */
  isNew: boolean;
  endedAt?: number;
}

/** The recipient of a grant, as the directory has it now. */
export interface Subject {
  readonly tenant: LoginTenant;
  readonly application: LoginApplication;
  readonly user: LoginUser;
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
}

export type State = ReturnType<typeof createState>;

/** Creates the memory of a centre besides its directory; it ends with the process. */
export function createState({ directory, now, random, settings, unifiedOrigin }: CenterOptions) {
  const time = () => now().getTime();
  const codes = createGrants<CodeGrant>(maxGrants, time);
  const tickets = createGrants<TicketGrant>(maxGrants, time);
  const accessTokens = createGrants<Grant>(maxGrants, time);
  const refreshTokens = createGrants<Grant>(maxGrants, time);
  let sessions: Grants<Session> = createGrants(maxGrants, time);
  const all: CenterSettings = {
    invalidClientStatus: 401,
    userinfo: 'full',
    casFormat: 'JSON',
    tenantParameter: 'tenant',
    issuesRefreshToken: true,
    rotatesRefreshToken: true,
    codeLength: lengths.code,
    statedLife: lifetimes.access / 1000,
    ...settings,
  };

  const grantOf = ({ tenant, application, user }: Subject, lifetime: number, login: string): Grant => ({
    tenantId: tenant.id,
    clientId: application.clientId,
    userName: user.userName,
    login,
    issuedAt: time(),
    until: time() + lifetime,
  });

  return {
    settings: all,
    unifiedOrigin,
    time,
    codes,
    tickets,
    accessTokens,
    refreshTokens,
    tenants: () => directory.tenants(),
    tenant: (id: string) => directory.tenants().find((tenant) => tenant.id === id),
    issueCode(subject: Subject, redirectUri?: string): string {
      const code = randomValue(all.codeLength, random);
      const grant = grantOf(subject, lifetimes.code, randomAlphanumeric(32, random));
      codes.add(code, { ...grant, ...(redirectUri !== undefined && { redirectUri }) });
      return code;
    },
    issueTicket(subject: Subject, service: string, isFromNewLogin: boolean): string {
      const ticket = `ST-${randomAlphanumeric(lengths.ticket - 3, random)}`;
      const grant = grantOf(subject, lifetimes.ticket, ticket);
      tickets.add(ticket, { ...grant, service, isFromNewLogin });
      return ticket;
    },
    /** @param withRefresh whether a refresh token is issued too */
    issueTokens(subject: Subject, login: string, withRefresh: boolean): IssuedTokens {
      const accessToken = randomValue(lengths.access, random);
      accessTokens.add(accessToken, grantOf(subject, lifetimes.access, login));
      if (!withRefresh) return { accessToken };
      const refreshToken = randomValue(lengths.refresh, random);
      refreshTokens.add(refreshToken, grantOf(subject, lifetimes.refresh, login));
      return { accessToken, refreshToken };
    },
    revoke(login: string): void {
      for (const grants of [accessTokens, refreshTokens]) {
        for (const grant of grants.values()) if (grant.login === login) grant.revokedAt ??= time();
      }
    },
    /** @param isNew whether nothing was issued with it */
    openSession(tenantId: string, userName: string, isNew: boolean): string {
      const id = randomAlphanumeric(64, random);
      sessions.add(id, { tenantId, userName, until: time() + lifetimes.session, isNew });
      return id;
    },
    /** Returns the session of a cookie while it is valid. */
    session(id: string | undefined): Session | undefined {
      const session = id === undefined ? undefined : sessions.find(id);
      return session && session.endedAt === undefined && time() < session.until ? session : undefined;
    },
    /** @returns whether there was one to end */
    endSession(id: string | undefined): boolean {
      const session = this.session(id);
      if (session) session.endedAt = time();
      return session !== undefined;
    },
    endSessions(): void {
      sessions = createGrants(maxGrants, time);
    },
  };
}

/** @throws Error if the directory has no such tenant, application or account */
export function subjectOf(
  tenants: readonly LoginTenant[],
  { tenantId, appId, userName }: GrantOptions,
): Subject {
  const tenant = tenants.find(({ id }) => id === tenantId);
  const application = tenant?.applications.find((one) => one.appId === appId);
  const user = tenant?.users.find((one) => one.userName === userName);
  if (!tenant || !application || !user)
    throw new Error(`the directory has no ${tenantId}, ${appId}, ${userName}`);
  return { tenant, application, user };
}
