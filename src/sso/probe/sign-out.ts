import { both, type Localized } from '../../text/translate.ts';
import type { Browser, Form, Page, Visit } from '../browser/model.ts';
import { addressFor } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import type { Arrival, LoginProbe } from './model.ts';
import { pageOf, readPageText } from './shown-user.ts';
import type { Organisation } from './world.ts';

type Parameters = Readonly<Record<string, string>>;

/**
 * Logs out as a user does: with the form or the link of the page that shows the account, or else at the address itself.
 *
 * @param parameters that an attacker has added to the address and to the form
 */
export async function logOut(
  { targets }: LoginProbe,
  browser: Browser,
  arrival: Arrival,
  parameters: Parameters = {},
): Promise<Visit> {
  const address = addressFor(targets.logout ?? '', arrival.person.organisation);
  const page = pageOf(arrival);
  const sent = page && (await submitForm(browser, page, address, parameters));
  if (sent) return sent;
  const link = page?.links.find(({ url }) => isSamePlace(url, address));
  const opened =
    page && link
      ? await browser.follow(page, { ...link, url: extended(link.url, parameters) })
      : await browser.visit(extended(address, parameters), { referer: page?.url ?? address });
  // Some servers ask again before they log out.
  const confirmed = opened.page && (await submitForm(browser, opened.page, address, parameters));
  if (confirmed) return joined(opened, confirmed);
  // Some pages have a script that sends a form.
  const status = opened.hops[0]?.status;
  const shown = page ?? opened.page;
  if (!shown || (status !== 404 && status !== 405)) return opened;
  return joined(opened, await browser.submit(shown, emptyForm(extended(address, parameters)), parameters));
}

/** Submits the form of a page that leads to an address. Its fields keep their values. */
async function submitForm(
  browser: Browser,
  page: Page,
  address: string,
  parameters: Parameters,
): Promise<Visit | undefined> {
  for (const form of page.forms) {
    const button = form.buttons.find(({ action = form.action }) => isSamePlace(action, address));
    if (!button && !isSamePlace(form.action, address)) continue;
    const action = extended(button?.action ?? form.action, parameters);
    const own = new Set(form.fields.map(({ name }) => name));
    const added = Object.entries(parameters).filter(([name]) => !own.has(name));
    return browser.submit(page, { ...form, action }, Object.fromEntries(added), {
      button: button ? { ...button, action } : null,
    });
  }
  return undefined;
}

function extended(address: string, parameters: Parameters): string {
  return Object.keys(parameters).length === 0 ? address : withParameters(address, parameters);
}

/** Whether two addresses differ in their parameters only. */
export function isSamePlace(one: string, other: string): boolean {
  const [place, expected] = [one, other].map((address) => URL.parse(address)?.href.replace(/[?#].*/s, ''));
  return place !== undefined && place === expected;
}

function emptyForm(action: string): Form {
  const empty = { id: '', name: '', isMultipart: false, fields: [], buttons: [] };
  return { ...empty, action, method: 'POST', charset: 'utf-8' };
}

/**
 * That a server has refused to log out, such as without the token of a form, in a sentence; `undefined` if the last
 * response of the logout is no error.
 */
export function whyNotLoggedOut(
  { targets: { logout = '' } }: LoginProbe,
  { hops }: Visit,
  organisation: Organisation,
): Localized | undefined {
  const address = addressFor(logout, organisation);
  const status = hops.findLast(({ url }) => isSamePlace(url, address))?.status ?? 0;
  if (status < 400) return undefined;
  return both(
    'the logout responded with HTTP {status}: if it needs the form of a page, name that page with --account-page (sso.accountPage in koo.yaml)',
    { status },
  );
}

export function joined(first: Visit, second: Visit): Visit {
  return { ...second, hops: [...first.hops, ...second.hops] };
}

/**
 * The address of the logout at the login centre that a page has for its scripts, which koo does not run. A link is no
 * such address: the user would have to click it.
 */
export function centerLogoutIn(page: Page, { domain }: Organisation): string | undefined {
  const isLink = page.links.some(({ url }) => URL.parse(url)?.origin === domain);
  if (isLink) return undefined;
  const [, ...rests] = readPageText(page).split(`${domain}/api/v1/`);
  const [path] = rests.flatMap((rest) => /^(?:cas\/)?logout[^\s"'<>`]*/.exec(rest)?.[0] ?? []);
  return path === undefined ? undefined : `${domain}/api/v1/${path.replaceAll('&amp;', '&')}`;
}
