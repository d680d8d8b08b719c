import { kitFlags } from '../../callback/delivery/kit-values.ts';
import { failed, inconclusive, passed, skipped } from '../../suite/check.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { attribute, parseHtml } from '../browser/html.ts';
import type { Page, Visit } from '../browser/model.ts';
import { withoutPathValues } from '../browser/navigation.ts';
import { addressFor } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import { addressWithCode, arriveWithCode } from '../probe/arrive.ts';
import { evidenceOf, judgeLogin } from '../probe/judge.ts';
import { needsScripts } from '../probe/login-failure.ts';
import type { LoginCheck, LoginProbe, Verdict } from '../probe/model.ts';
import { notJudged, whyUnreadable } from '../probe/readable.ts';
import { chooseAccount } from '../probe/sign-in.ts';
import { logOut, whyNotLoggedOut } from '../probe/sign-out.ts';
import { authorise, withdraw } from './binding.ts';
import { checkOf, sources } from './define.ts';

/** Attacks on the login pages, and their use on a phone. */
export const exposureChecks: readonly LoginCheck[] = [
  checkOf('login', 'exposure', 'OPEN-REDIRECT', {
    title: both('No parameter leads the browser from the login or the logout to a foreign address'),
    hint: both(
      'Lead the browser to paths of your own only: resolve the value against your origin with a URL parser, and compare the origins. Checks of the beginning of the text let //host and /\\host through.',
    ),
    source: sources.oauthSecurity,
    run: judgeRedirects,
  }),
  checkOf('login', 'exposure', 'MOBILE', {
    title: both('A user logs in with a phone, on a page that is made for one'),
    hint: both(
      'Users open the application in a WebView, too. Give pages `<meta name="viewport" content="width=device-width, initial-scale=1">`.',
    ),
    severity: 'warning',
    source: sources.webLogin,
    run: judgeMobile,
  }),
  checkOf('login', 'exposure', 'SCRIPT-IN-NAME', {
    title: both('HTML in the name of a user is shown as text'),
    hint: both(
      'Escape all values that a page shows: name, userName and names of departments come from the administrators of the tenant.',
    ),
    source: sources.userinfo,
    run: judgeMarkup,
  }),
];

/** Names that servers use for the parameter with the next address. */
const parameterNames =
  'next return returnUrl return_url returnTo return_to redirect redirectUrl redirect_url redirectTo redirect_to redirectUri redirect_uri url target targetUrl target_url to goto continue callback callbackUrl callback_url back backUrl back_url from dest destination service RelayState'.split(
    ' ',
  );

/** An address to which an attacker can add a parameter. */
interface Entry {
  readonly address: string;
  open(parameters: Readonly<Record<string, string>>): Promise<Visit>;
  /** Explains a refusal that occurs without added parameters, too. */
  readonly whyRefused?: (visit: Visit) => Localized | undefined;
}

async function judgeRedirects(probe: LoginProbe): Promise<Verdict> {
  const { trap, calls } = probe.world;
  const before = calls.length;
  let scripted: Page | undefined;
  let refusal: Verdict | undefined;
  for (const { address, open, whyRefused } of entriesOf(probe)) {
    const visits: Visit[] = [];
    for (const value of spellingsOf(trap.host, new URL(address))) {
      const leads = async (names: readonly string[]) => {
        const first = calls.length;
        const visit = await open(Object.fromEntries(names.map((name) => [name, value])));
        visits.push(visit);
        if (visit.page?.needsScripts) scripted = visit.page;
        const foreign = visit.hops.findIndex(({ url }) => new URL(url).host === trap.host);
        // The request that leads away shows more than the foreign page.
        const leading = { ...visit, hops: visit.hops.slice(0, Math.max(foreign, 1)) };
        return foreign < 0 ? undefined : { visits: [leading], calls: calls.slice(first) };
      };
      let evidence = await leads(parameterNames);
      if (!evidence) continue;
      let name: string | undefined;
      for (const one of parameterNames) {
        const own = await leads([one]);
        if (!own) continue;
        [name, evidence] = [one, own];
        break;
      }
      return failed(
        both('the browser stays at the server and the login centre'),
        both('{address} leads to a foreign address with {parameter}', {
          address,
          parameter: `${name ?? '…'}=${JSON.stringify(value)}`,
        }),
        evidence,
      );
    }
    if (!whyRefused || !visits.every((visit) => whyRefused(visit) ?? whyUnreadable(visit))) continue;
    // A server may refuse foreign addresses, and has led the browser nowhere then.
    const plain = await open({});
    const evidence = { visits: [plain], calls: [] };
    const [unreadable, reason] = [whyUnreadable(plain), whyRefused(plain)];
    if (unreadable) refusal = notJudged(unreadable, evidence);
    else if (reason) refusal = inconclusive(reason, evidence);
  }
  if (scripted) return skipped(needsScripts(scripted));
  // Many servers lead on only after a login.
  const hasLoggedIn = calls
    .slice(before)
    .some(({ endpoint, status }) => endpoint === 'token' && status === 200);
  if (!hasLoggedIn) {
    const reason = both('no one could log in, and be led on');
    return inconclusive(reason, { visits: [], calls: calls.slice(before) });
  }
  return refusal ?? passed;
}

/** The login address, the page that starts a login, and the logout of someone who is logged in. */
function entriesOf(probe: LoginProbe): Entry[] {
  const { targets, world } = probe;
  const { user } = world.people;
  const at = (template: string) => addressFor(template, user.organisation);
  const { loginPage, logout } = targets;
  const entries: Entry[] = [
    {
      address: at(targets.login),
      open: (parameters) => probe.browser().visit(addressWithCode(probe, user, parameters)),
    },
  ];
  if (loginPage !== undefined) {
    entries.push({
      address: at(loginPage),
      async open(parameters) {
        const browser = probe.browser();
        const started = await browser.visit(withParameters(at(loginPage), parameters));
        return chooseAccount(browser, started, user);
      },
    });
  }
  if (logout !== undefined) {
    entries.push(
      {
        address: at(logout),
        async open(parameters) {
          const browser = probe.browser();
          await browser.visit(addressWithCode(probe, user));
          return browser.visit(withParameters(at(logout), parameters));
        },
      },
      {
        address: at(logout),
        whyRefused: (visit) => whyNotLoggedOut(probe, visit, user.organisation),
        async open(parameters) {
          const browser = probe.browser();
          return logOut(probe, browser, await arriveWithCode(probe, user, { browser }), parameters);
        },
      },
    );
  }
  return entries;
}

/** Addresses of a foreign host, as browsers read them. @see https://url.spec.whatwg.org/#concept-basic-url-parser */
function spellingsOf(host: string, { protocol, host: own }: URL): string[] {
  const other = protocol === 'https:' ? 'http:' : 'https:';
  return [
    `http://${host}/`,
    `//${host}/`,
    `/\\${host}/`,
    `/\t/${host}/`,
    `${other}${host}/`,
    `${protocol}//${own}@${host}/`,
  ];
}

async function judgeMobile(probe: LoginProbe): Promise<Verdict> {
  const { user } = probe.world.people;
  const arrival = await arriveWithCode(probe, user, { browser: probe.browser({ phone: true }) });
  const verdict = judgeLogin(arrival);
  if (verdict.status === 'skipped')
    return failed(both('the page that others see'), verdict.reason, evidenceOf(arrival));
  if (verdict.status !== 'passed') return verdict;
  const { page, stopped } = arrival.visit;
  if (!page) return inconclusive(stopped?.reason ?? both('there was no response'), evidenceOf(arrival));
  if (!isHtml(page) || /device-width|initial-scale/i.test(page.viewport ?? '')) return passed;
  return failed(
    verbatim('<meta name="viewport" content="width=device-width, initial-scale=1">'),
    page.viewport === undefined
      ? both('the page {url} has no `viewport`', { url: withoutPathValues(page.url) })
      : verbatim(page.viewport),
    evidenceOf(arrival),
  );
}

function isHtml({ contentType }: Page): boolean {
  return /html/.test(contentType);
}

/** Authorises a user with HTML as name for the duration of the check. */
async function judgeMarkup(probe: LoginProbe): Promise<Verdict> {
  const { markup } = probe.world.people;
  const { exchange, succeeded, meaning } = await authorise(probe, [markup], kitFlags.add);
  if (!succeeded) {
    // No name that the server rejects can get onto a page.
    const isRejected = exchange.reply?.resultCode !== undefined;
    return isRejected ? passed : inconclusive(meaning, { visits: [], calls: [], exchange });
  }
  try {
    const arrival = await arriveWithCode(probe, markup);
    const pages = [arrival.visit.page, arrival.look?.page].filter((page) => page !== undefined);
    const [, handler = ''] = /onerror=(\w+)/.exec(markup.name) ?? [];
    const page = pages.find(
      (one) =>
        isHtml(one) &&
        parseHtml(one.html).elements.some((element) => attribute(element, 'onerror')?.startsWith(handler)),
    );
    if (page) {
      return failed(
        both('the name as text'),
        both('the page {url} has the name as HTML, and a browser executes the script in it', {
          url: withoutPathValues(page.url),
        }),
        evidenceOf(arrival),
      );
    }
    const isShown = pages.some((one) => isHtml(one) && one.text.includes(markup.name));
    const why = whyUnreadable(arrival.visit) ?? (arrival.look && whyUnreadable(arrival.look));
    if (!isShown && why) return notJudged(why, evidenceOf(arrival));
    return isShown ? passed : skipped(both('no page shows the name without scripts, which koo does not run'));
  } finally {
    await withdraw(probe, markup);
  }
}
