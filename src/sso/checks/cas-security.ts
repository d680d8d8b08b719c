import { failed, inconclusive, passed } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { withParameters } from '../center/response.ts';
import { arrive, arriveWithTicket, casServiceOf, issueTicket } from '../probe/arrive.ts';
import { evidenceOf, judgeEach, judgeInformedRefusal, judgeLogin, judgeRefusal } from '../probe/judge.ts';
import type { Arrival, LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import type { Person } from '../probe/world.ts';
import { signInOnly } from './arrival.ts';
import { arriveByCas, atCas, refusal, refused, validationsOf } from './cas.ts';
import { checkOf, sources } from './define.ts';
import { responding } from './failures.ts';
import { foreignHeaders, foreignHost } from './hosts.ts';

export const casSecurityChecks: readonly LoginCheck[] = [
  checkOf('cas', 'session', 'UNKNOWN', {
    title: both('A ticket that the login centre does not know logs no one in'),
    hint: both(
      'Let someone in only if the response has authenticationSuccess with a user: a failure has HTTP status 200, too.',
    ),
    source: sources.casValidate,
    run: (probe) => {
      const { user } = probe.world.people;
      const ticket = `ST-${[...issueTicket(probe, user).slice(3)].reverse().join('')}`;
      return refusal(probe, user, both('an unknown ticket is refused'), { ticket });
    },
  }),
  checkOf('cas', 'session', 'FAILURE-TEXT', {
    title: both('The text of a failed validation is not taken for a user'),
    hint: both('Parse the response, and read the user from authenticationSuccess only.'),
    source: sources.casValidate,
    needs: ['CAS-UNKNOWN'],
    run: async (probe) => {
      const { user, admin } = probe.world.people;
      const { userName } = admin;
      // The login centre repeats the ticket in its text.
      const ticket = `ST-0 user:${userName} <cas:user>${userName}</cas:user> "user":"${userName}"`;
      const arrival = await arriveByCas(probe, user, { parameters: { ticket } });
      return judgeRefusal(arrival, both('a ticket that names a user is refused'));
    },
  }),
  checkOf('cas', 'session', 'MISSING', {
    title: both('A browser that comes to the callback without a ticket logs no one in'),
    hint: both(
      'Show your login page, and start no login: the logout of the login centre leads to the callback without a ticket, and a user who is signed in there would be logged in again at once.',
    ),
    source: sources.casLogout,
    run: async (probe) => {
      const { user } = probe.world.people;
      const parameters = { ticket: undefined };
      const verdict = judgeRefusal(await arriveByCas(probe, user, { parameters }), refused);
      if (verdict.status !== 'passed') return verdict;
      const browser = probe.browser();
      await signInOnly(probe, browser, user);
      const again = await arriveByCas(probe, user, { parameters, browser });
      const silent = judgeRefusal(again, both('no login starts by itself'));
      // Clients of CAS start a login where a ticket is missing, as on any other page.
      return silent.status === 'failed' && !again.visit.stopped ? { ...silent, severity: 'warning' } : silent;
    },
  }),
  checkOf('cas', 'session', 'REPLAY', {
    title: both('A ticket logs in once'),
    hint: both(
      'Do not keep what a ticket was validated to when the validation is over, as with a code (OAUTH-CODE-RELOAD): validate it, and let the login centre refuse it.',
    ),
    source: sources.cas,
    needs: ['CAS-UNKNOWN'],
    run: (probe) =>
      atCas(probe, async () => {
        const { user } = probe.world.people;
        const parameters = { ticket: issueTicket(probe, user) };
        const login = judgeLogin(await arriveWithTicket(probe, user, { parameters }));
        if (login.status !== 'passed') return login;
        const again = await arriveWithTicket(probe, user, { parameters });
        return judgeRefusal(again, both('another browser is refused with the same ticket'));
      }),
  }),
  checkOf('cas', 'session', 'FOREIGN', {
    title: both('A ticket of one tenant logs no one in at another tenant'),
    hint: both('Validate a ticket only at the login domain of the tenant in the callback.'),
    source: sources.cas,
    needs: ['CAS-UNKNOWN'],
    run: async (probe) => {
      const { people, first, second } = probe.world;
      const wrong = [
        { person: people.twin, place: first },
        { person: people.user, place: second },
      ];
      return judgeEach(wrong, ({ person, place }) => refusalAt(probe, person, casServiceOf(probe, place)));
    },
  }),
  checkOf('cas', 'session', 'OTHER-SERVICE', {
    title: both('A ticket that was issued for another service logs no one in'),
    hint: both(
      'Send your own callback as service, and refuse the login unless the login centre confirms the ticket: another application may have received it.',
    ),
    source: sources.casValidate,
    needs: ['CAS-UNKNOWN'],
    run: (probe) => {
      const { user } = probe.world.people;
      return refusalAt(probe, user, casServiceOf(probe, user.organisation), 'https://other.example.com/cas');
    },
  }),
  checkOf('cas', 'session', 'SERVICE-REQUEST', {
    title: both('The service is not built from the address of the request'),
    hint: both(
      'Build the service from what is stored for the tenant and from an address in your settings. Any client can add a parameter, and write Host and X-Forwarded-Host: the ticket of another service would log in here.',
    ),
    severity: 'warning',
    source: sources.cas,
    needs: ['CAS-OTHER-SERVICE'],
    run: (probe) => atCas(probe, () => judgeRequestAddress(probe)),
  }),
  checkOf('cas', 'session', 'TENANT-MISMATCH', {
    title: both('A validation that names another tenant logs no one in'),
    hint: both('Compare tenant of the validated ticket with the tenant of the callback.'),
    source: sources.cas,
    needs: ['CAS-FOREIGN'],
    run: (probe) => {
      const { people, second } = probe.world;
      const fault = { kind: 'wrong-tenant', tenant: second.id } as const;
      return refusal(probe, people.user, refused, {}, fault);
    },
  }),
  checkOf('cas', 'failures', 'FAIL-500', {
    title: both('A validation that fails with HTTP 500 logs no one in, and the user is told'),
    hint: both('Show a page that says what to do. Do not pass on the response of the login centre.'),
    source: sources.casValidate,
    run: (probe) => refusal(probe, probe.world.people.user, refused, {}, { kind: 'status', status: 500 }),
  }),
  checkOf('cas', 'failures', 'FAIL-HTML', {
    title: both('A validation that responds with a web page logs no one in, and the user is told'),
    hint: both('Expect any body with HTTP status 200, as of a proxy: refuse what cannot be parsed.'),
    source: sources.casValidate,
    needs: ['CAS-UNKNOWN'],
    run: (probe) => {
      const page = '<!doctype html><title>Maintenance</title><h1>Maintenance</h1>';
      return refusal(probe, probe.world.people.user, refused, {}, responding('text/html', page));
    },
  }),
  checkOf('cas', 'failures', 'XXE', {
    title: both('External entities of an XML response are not fetched'),
    hint: both(
      'Switch DOCTYPE and external entities off in the XML parser, or send format=JSON, which needs none.',
    ),
    source: sources.xxe,
    run: judgeExternalEntities,
  }),
  checkOf('cas', 'failures', 'ENTITIES', {
    title: both('A small XML response is not expanded to a large one'),
    hint: both('Refuse a document with a DOCTYPE, or limit how far its entities expand.'),
    severity: 'warning',
    source: sources.xxe,
    run: judgeExpansion,
  }),
];

/**
 * As {@link refusal}, at another callback.
 *
 * @param service what the ticket is issued for; default the registered callback of the person's tenant
 */
function refusalAt(probe: LoginProbe, person: Person, address: string, service?: string): Promise<Verdict> {
  return atCas(probe, async () => {
    const ticket = issueTicket(probe, person, service);
    const arrival = await arrive(probe, person, withParameters(address, { ticket }));
    return judgeInformedRefusal(arrival, 'cas-validate', refused);
  });
}

/** Opens the callback with an added parameter or as a foreign host, and with a ticket issued for that address. */
function judgeRequestAddress(probe: LoginProbe): Promise<Verdict> {
  const { user } = probe.world.people;
  const registered = casServiceOf(probe, user.organisation);
  const added = 'koo-added';
  const withAdded = withParameters(registered, { [added]: '1' });
  const { protocol, host } = new URL(registered);
  const elsewhere = registered.replace(`${protocol}//${host}`, `${protocol}//${foreignHost}`);
  const ways = [
    [added, withAdded, withAdded, []],
    ...foreignHeaders.map((headers) => [foreignHost, registered, elsewhere, headers] as const),
  ] as const;
  return judgeEach(ways, async ([part, opened, service, headers]) => {
    const ticket = issueTicket(probe, user, service);
    const arrival = await arrive(probe, user, withParameters(opened, { ticket }), { headers });
    const validations = validationsOf(arrival);
    const taken = validations.find((validation) => validation.service?.includes(part));
    // A server may refuse a foreign host in any way.
    if (!taken && (validations.length > 0 || headers.length > 0)) return passed;
    if (!taken) return judgeRefusal(arrival, refused);
    const verdict = failed(
      both('a validation with service={service}', { service: registered }),
      both('a validation with service={service}', { service: taken.service ?? '' }),
      evidenceOf(arrival),
    );
    return headers.length > 0 ? { ...verdict, severity: 'error' } : verdict;
  });
}

/** Builds a validated ticket in XML with a document type. */
function documentOf(doctype: string, userName: string, name: string): string {
  const attributes = `<cas:name>${name}</cas:name><cas:userName>${userName}</cas:userName>`;
  const success = `<cas:user>${userName}</cas:user><cas:attributes>${attributes}</cas:attributes>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!DOCTYPE cas:serviceResponse ${doctype}>`,
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">',
    `<cas:authenticationSuccess>${success}</cas:authenticationSuccess></cas:serviceResponse>`,
  ].join('\n');
}

async function judgeExternalEntities(probe: LoginProbe): Promise<Verdict> {
  const { people, trap } = probe.world;
  const before = trap.requests.length;
  const entity = (sign: string) => `<!ENTITY ${sign}koo SYSTEM "${trap.origin}/entity">`;
  const doctype = `SYSTEM "${trap.origin}/document-type" [${entity('')} ${entity('% ')} %koo;]`;
  const document = documentOf(doctype, people.user.userName, '&koo;');
  const arrival = await arriveByCas(probe, people.user, {}, responding('application/xml', document));
  const requests = trap.requests.slice(before);
  if (requests.length > 0) {
    const actual = both('the server has requested what the document names: {requests}', { requests });
    return failed(both('no request'), actual, evidenceOf(arrival));
  }
  return wasRead(arrival) ? passed : inconclusive(both('there was no validation'), evidenceOf(arrival));
}

/** How often each entity repeats the previous one; together over 8 MiB, where parsers of many languages stop. */
const multiples = [20, 20, 20, 5] as const;

/** The login name is complete only for a parser that expands every entity before it. */
async function judgeExpansion(probe: LoginProbe): Promise<Verdict> {
  const { user } = probe.world.people;
  const entities = multiples.map(
    (count, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(count)}">`,
  );
  const doctype = `[<!ENTITY e0 "<!--${'koo'.repeat(41)}-->">${entities.join('')}]`;
  const document = documentOf(doctype, `&e${multiples.length};${user.userName}`, user.name);
  const arrival = await arriveByCas(probe, user, {}, responding('application/xml', document));
  if (judgeLogin(arrival).status === 'passed') {
    const actual = both('the server has expanded a document of 1 KB to 10 MB');
    return failed(both('the document is refused'), actual, evidenceOf(arrival));
  }
  return wasRead(arrival) ? passed : inconclusive(both('there was no validation'), evidenceOf(arrival));
}

function wasRead(arrival: Arrival): boolean {
  return validationsOf(arrival).length > 0;
}
