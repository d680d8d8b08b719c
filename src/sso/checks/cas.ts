import { failed, inconclusive, passed } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import type { Browser } from '../browser/model.ts';
import { domainPaths } from '../center/address.ts';
import type { CenterCall, Fault } from '../center/model.ts';
import { withParameters } from '../center/response.ts';
import { type ArriveOptions, arriveBySignIn, arriveWithTicket, casServiceOf } from '../probe/arrive.ts';
import { evidenceOf, judgeEach, judgeInformedRefusal, judgeLogin } from '../probe/judge.ts';
import type { Arrival, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { faultAt, type Person } from '../probe/world.ts';
import { remembered } from './arrival.ts';
import { checkOf, sources } from './define.ts';

export const casChecks: readonly LoginCheck[] = [
  checkOf('cas', 'arrival', 'SERVICE-EXACT', {
    title: both('A ticket is validated with exactly the registered callback as service'),
    hint: both(
      'Send the callback as it is registered, tenant included, in the same spelling, and URL-encode it once.',
    ),
    source: sources.cas,
    needs: ['LOGIN-BIND-USERS'],
    run: async (probe) => judgeService(probe, await arriveWithTicket(probe, probe.world.people.user)),
  }),
  checkOf('cas', 'arrival', 'LOGIN', {
    title: both('A user who arrives with a ticket is logged in'),
    hint: both(
      "Validate the ticket at {path} of the tenant's login domain, and log in the user of (tenant, userName). See `koo guide oauth`.",
      { path: domainPaths.casValidate },
    ),
    source: sources.cas,
    needs: ['CAS-SERVICE-EXACT'],
    run: async (probe) => remembered(probe, await arriveInSomeFormat(probe)),
  }),
  checkOf('cas', 'arrival', 'FORMAT', {
    title: both('The login does not depend on the default format of the login centre'),
    hint: both("Send format=JSON or format=XML: Huawei's pages contradict each other about the default."),
    severity: 'warning',
    source: sources.casValidate,
    run: judgeFormat,
  }),
  checkOf('cas', 'arrival', 'WORKBENCH', {
    title: both('A user opens the application in the workbench, and arrives with a ticket'),
    hint: both(
      'The workbench sends the browser to the registered callback with a ticket, although your server has not started the login.',
    ),
    source: sources.casLogin,
    run: (probe) =>
      atCas(probe, async () => remembered(probe, await openInWorkbench(probe, probe.world.people.admin))),
  }),
  checkOf('cas', 'arrival', 'ONCE', {
    title: both('A ticket is validated once'),
    hint: both(
      'Validate each ticket once, and redirect then: a ticket works once, also when its validation fails.',
    ),
    source: sources.cas,
    run: async ({ memory }) => {
      const twice = memory.arrivals.find((arrival) => {
        const tickets = validationsOf(arrival).map(({ ticket }) => ticket);
        return new Set(tickets).size < tickets.length;
      });
      if (!twice) return passed;
      const count = validationsOf(twice).length;
      return failed(
        both('one validation'),
        both('{count} validations of one ticket', { count }),
        evidenceOf(twice),
      );
    },
  }),
  checkOf('cas', 'arrival', 'DOMAIN', {
    title: both('A ticket is validated at the login domain of its tenant'),
    hint: both('Look up domainName of tenantSync for the tenant of each login; never configure one.'),
    source: sources.cas,
    run: async (probe) => judgeDomain(await arriveByCas(probe, probe.world.people.twin)),
  }),
  checkOf('cas', 'account', 'ACCOUNT-TENANT', {
    title: both('The same login name in two tenants is two accounts, with CAS too'),
    hint: both('Find the account by (tenantId, userName).'),
    source: sources.userRules,
    needs: ['CAS-DOMAIN', 'OAUTH-ACCOUNT-TOGETHER'],
    run: async (probe) => {
      const { user, twin } = probe.world.people;
      return judgeEach([user, twin, user], async (person) => judgeLogin(await arriveByCas(probe, person)));
    },
  }),
  checkOf('cas', 'account', 'OUTSIDER', {
    title: both('A user whom authSync has not authorised is refused, with CAS too'),
    hint: both(
      'A valid ticket proves who the user is, not that they may use the application. Let in only users whom authSync has named. As authSync may arrive later, ask the user to try again in a minute.',
    ),
    source: sources.userRules,
    run: (probe) => refusal(probe, probe.world.people.outsider),
  }),
  checkOf('cas', 'account', 'DISABLED', {
    title: both('A user who is authorised with enable false is refused, with CAS too'),
    hint: both('Check enable of authSync at each login, whatever the protocol.'),
    source: sources.userRules,
    run: (probe) => refusal(probe, probe.world.people.disabled),
  }),
];

/** Acts while the login centre validates tickets in a format that the server can read, or with a fault. */
export function atCas<T>({ world, memory }: LoginProbe, act: () => Promise<T>, fault?: Fault): Promise<T> {
  const { casFormat } = memory;
  return world.during(
    {
      ...(casFormat && { settings: { casFormat } }),
      ...(fault && { fault: faultAt('cas-validate', fault) }),
    },
    act,
  );
}

/** A person arrives with a ticket; see {@link atCas}. */
export function arriveByCas(
  probe: LoginProbe,
  person: Person,
  options: ArriveOptions = {},
  fault?: Fault,
): Promise<Arrival> {
  return atCas(probe, () => arriveWithTicket(probe, person, options), fault);
}

const notValidated = both('there was no validation');
export const refused = both('the login is refused');

/** Judges an arrival at the registered callback that must be refused after the validation. */
export async function refusal(
  probe: LoginProbe,
  person: Person,
  expected = refused,
  parameters: { readonly ticket?: string } = {},
  fault?: Fault,
): Promise<Verdict> {
  const arrival = await arriveByCas(probe, person, { parameters, goesOn: true }, fault);
  return judgeInformedRefusal(arrival, 'cas-validate', expected);
}

export function validationsOf({ calls }: Arrival): readonly CenterCall[] {
  return calls.filter(({ endpoint }) => endpoint === 'cas-validate');
}

function judgeService(probe: LoginProbe, arrival: Arrival): Verdict {
  const service = casServiceOf(probe, arrival.person.organisation);
  const expected = both('a validation with service={service}', { service });
  const [validation] = validationsOf(arrival);
  if (!validation) {
    const login = judgeLogin(arrival);
    if (login.status !== 'passed') return login;
    return failed(expected, both('the server has not called the login centre'), evidenceOf(arrival));
  }
  if (validation.service === service) return passed;
  const actual = both('a validation with service={service}', { service: validation.service ?? '' });
  return failed(expected, actual, evidenceOf(arrival), validation.reason);
}

/** Lets the user arrive, and again in XML if the server sent no format and could not read the response. */
async function arriveInSomeFormat(probe: LoginProbe): Promise<Arrival> {
  const { world, memory } = probe;
  const arrival = await arriveWithTicket(probe, world.people.user);
  if (judgeLogin(arrival).status === 'passed' || namesFormat(arrival)) return arrival;
  const inXml = await arriveInXml(probe);
  if (judgeLogin(inXml).status !== 'passed') return arrival;
  memory.casFormat = 'XML';
  return inXml;
}

function arriveInXml(probe: LoginProbe): Promise<Arrival> {
  const act = () => arriveWithTicket(probe, probe.world.people.user);
  return probe.world.during({ settings: { casFormat: 'XML' } }, act);
}

function namesFormat(arrival: Arrival): boolean {
  return validationsOf(arrival).some(({ query }) => query.some(([name]) => name === 'format'));
}

async function judgeFormat(probe: LoginProbe): Promise<Verdict> {
  const { memory } = probe;
  const inXml = await arriveInXml(probe);
  if (validationsOf(inXml).length === 0) return inconclusive(notValidated, evidenceOf(inXml));
  if (namesFormat(inXml)) return passed;
  const readsXml = judgeLogin(inXml).status === 'passed';
  if (readsXml && memory.casFormat === undefined) return passed;
  return failed(
    both('a validation that names its format'),
    both('the server names no format, and the login works only while the login centre responds in {format}', {
      format: readsXml ? 'XML' : 'JSON',
    }),
    evidenceOf(inXml),
  );
}

/** Opens the application in the workbench as someone signed in at the login domain. */
export function openInWorkbench(probe: LoginProbe, person: Person, browser?: Browser): Promise<Arrival> {
  const service = casServiceOf(probe, person.organisation);
  const address = withParameters(`${person.organisation.domain}${domainPaths.casLogin}`, { service });
  return arriveBySignIn(probe, person, (one) => one.visit(address), browser);
}

function judgeDomain(arrival: Arrival): Verdict {
  const { organisation } = arrival.person;
  const [validation] = validationsOf(arrival);
  if (!validation) {
    const login = judgeLogin(arrival);
    return login.status === 'failed' ? login : inconclusive(notValidated, evidenceOf(arrival));
  }
  if (validation.tenantId === organisation.id) return passed;
  const expected = both('a validation at {domain}', { domain: organisation.domain });
  const actual = both('a validation at {domain}', { domain: new URL(validation.url).origin });
  return failed(expected, actual, evidenceOf(arrival), validation.reason);
}
