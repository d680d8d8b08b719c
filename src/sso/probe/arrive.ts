import type { Browser, Visit, VisitOptions } from '../browser/model.ts';
import { addressFor } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import type { Arrival, LoginProbe } from './model.ts';
import { shownUserOf } from './shown-user.ts';
import { chooseAccount } from './sign-in.ts';
import type { Organisation, Person } from './world.ts';

export interface ArriveOptions {
  readonly browser?: Browser;
  /** Overrides of the usual parameters; `undefined` omits one. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  /** The referring page; default that of unified login. */
  readonly referer?: string;
  readonly headers?: VisitOptions['headers'];
  /**
   * Whether to go on where the server answers with another login: the reason of a refusal lasts, and users who are
   * signed in at the login centre must not be led there again and again.
   */
  readonly goesOn?: boolean;
}

export function arriveWithCode(
  probe: LoginProbe,
  person: Person,
  options: ArriveOptions = {},
): Promise<Arrival> {
  const address = addressWithCode(probe, person, options.parameters);
  return arrive(probe, person, address, { referer: `${probe.world.unifiedOrigin}/`, ...options });
}

/**
 * The login address with a new code of a person.
 *
 * @param parameters instead of the usual ones; `undefined` leaves one out
 */
export function addressWithCode(
  probe: LoginProbe,
  person: Person,
  parameters: ArriveOptions['parameters'] = {},
): string {
  const { organisation } = person;
  const usual = { code: issueCode(probe, person), tenant: organisation.id };
  return withParameters(addressFor(probe.targets.login, organisation), { ...usual, ...parameters });
}

export function arriveWithTicket(
  probe: LoginProbe,
  person: Person,
  options: ArriveOptions = {},
): Promise<Arrival> {
  const { organisation } = person;
  const ticket = issueTicket(probe, person);
  const address = withParameters(casServiceOf(probe, organisation), { ticket, ...options.parameters });
  return arrive(probe, person, address, { referer: `${organisation.domain}/`, ...options });
}

export async function arrive(
  probe: LoginProbe,
  person: Person,
  address: string,
  { browser = probe.browser(), referer, headers, goesOn = false }: ArriveOptions = {},
): Promise<Arrival> {
  const { calls } = probe.world;
  const before = calls.length;
  const visit = await browser.visit(address, { referer, headers });
  const arrival = await seen(probe, person, browser, visit, before);
  const loop = goesOn ? await loopAfter(probe, arrival) : undefined;
  return loop ? { ...arrival, visit: loop, calls: calls.slice(before) } : arrival;
}

/** Follows a login that the server started in answer to an arrival, and returns it if it never ends. */
async function loopAfter(
  { world }: LoginProbe,
  { browser, visit, person }: Arrival,
): Promise<Visit | undefined> {
  if (!visit.page || !world.owns(new URL(visit.page.url))) return undefined;
  const end = await chooseAccount(browser.copy(), visit, person);
  return end.stopped?.kind === 'redirect-loop' ? end : undefined;
}

/** Looks at who is logged in after a visit. @param before how many calls the login centre had received before it */
export async function seen(
  probe: LoginProbe,
  person: Person,
  browser: Browser,
  visit: Visit,
  before: number,
): Promise<Arrival> {
  const { world } = probe;
  const calls = world.calls.slice(before);
  const look = await lookAt(probe, browser, person.organisation);
  const shownUser = shownUserIn(probe, look ?? visit);
  return { person, browser, visit, calls, ...(look && { look }), shownUser };
}

/** Looks at who is logged in later. @param address instead of the account page, if none is known */
export async function lookAgain(
  probe: LoginProbe,
  { person, browser }: Pick<Arrival, 'person' | 'browser'>,
  address?: string,
): Promise<Arrival | undefined> {
  const before = probe.world.calls.length;
  const look = await lookAt(probe, browser, person.organisation);
  const visit = look ?? (address === undefined ? undefined : await browser.visit(address));
  const calls = probe.world.calls.slice(before);
  return visit && { person, browser, visit, calls, shownUser: shownUserIn(probe, visit) };
}

/** Lets a person sign in on the page of the login centre to which a visit leads. */
export async function arriveBySignIn(
  probe: LoginProbe,
  person: Person,
  open: (browser: Browser) => Promise<Visit>,
  browser = probe.browser(),
): Promise<Arrival> {
  const before = probe.world.calls.length;
  const visit = await chooseAccount(browser, await open(browser), person);
  return seen(probe, person, browser, visit, before);
}

/** Opens the account page, if one is known. */
export async function lookAt(
  probe: LoginProbe,
  browser: Browser,
  organisation: Organisation,
): Promise<Visit | undefined> {
  const address = accountPageOf(probe, organisation);
  return address === undefined ? undefined : browser.visit(address);
}

/** Returns the given account page, else that of an earlier login if its address has no query, which may log in. */
function accountPageOf({ targets, memory }: LoginProbe, organisation: Organisation): string | undefined {
  if (targets.accountPage !== undefined) return addressFor(targets.accountPage, organisation);
  const earlier = memory.arrivals.find(({ person }) => person.organisation === organisation);
  const url = URL.parse(earlier?.visit.page?.url ?? '');
  const { pathname } = new URL(addressFor(targets.login, organisation));
  return url && url.search === '' && url.pathname !== pathname ? url.href : undefined;
}

/** Finds who is logged in on the last page of a visit. Pages of the login centre show accounts, but no login. */
export function shownUserIn({ world }: LoginProbe, { page }: Visit) {
  const isOwn = page !== undefined && !world.owns(new URL(page.url));
  return shownUserOf(isOwn ? page : undefined, Object.values(world.people));
}

export function issueCode({ world }: LoginProbe, { organisation, userName }: Person): string {
  return world.center().issueCode({ tenantId: organisation.id, appId: world.appId, userName });
}

/** @param service what the ticket is issued for; default the registered callback */
export function issueTicket(
  { world }: LoginProbe,
  { organisation, userName }: Person,
  service?: string,
): string {
  const subject = { tenantId: organisation.id, appId: world.appId, userName };
  return world.center().issueTicket({ ...subject, ...(service !== undefined && { service }) });
}

export function casServiceOf({ targets: { cas = '' } }: LoginProbe, organisation: Organisation): string {
  return addressFor(cas, organisation);
}
