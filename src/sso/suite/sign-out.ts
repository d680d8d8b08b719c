import type { Browser, Form, Page, Visit } from '../browser/model.ts';
import { addressFor } from '../center/address.ts';
import type { Arrival, LoginProbe } from './model.ts';
import { pageOf, textOf } from './shown-user.ts';
import type { Organisation } from './world.ts';

/** Logs out as a user does: with the form or the link of the page that shows the account, or else at the address itself. */
export async function logOut({ targets }: LoginProbe, browser: Browser, arrival: Arrival): Promise<Visit> {
  const address = addressFor(targets.logout ?? '', arrival.person.organisation);
  const page = pageOf(arrival);
  const sent = page && (await submitForm(browser, page, address));
  if (sent) return sent;
  const link = page?.links.find(({ url }) => isSamePlace(url, address));
  const opened =
    page && link
      ? await browser.follow(page, link)
      : await browser.visit(address, { referer: page?.url ?? address });
  // Some servers ask again before they log out.
  const confirmed = opened.page && (await submitForm(browser, opened.page, address));
  if (confirmed) return joined(opened, confirmed);
  // Some pages have a script that sends a form.
  const status = opened.hops[0]?.status;
  const shown = page ?? opened.page;
  if (!shown || (status !== 404 && status !== 405)) return opened;
  return joined(opened, await browser.submit(shown, emptyForm(address), {}));
}

/** Submits the form of a page that leads to an address. */
async function submitForm(browser: Browser, page: Page, address: string): Promise<Visit | undefined> {
  for (const form of page.forms) {
    const button = form.buttons.find(({ action = form.action }) => isSamePlace(action, address));
    if (button || isSamePlace(form.action, address)) {
      return browser.submit(page, form, {}, { button: button ?? null });
    }
  }
  return undefined;
}

/** Whether two addresses differ in their parameters only. */
function isSamePlace(one: string, other: string): boolean {
  const [place, expected] = [one, other].map((address) => URL.parse(address)?.href.replace(/[?#].*/s, ''));
  return place !== undefined && place === expected;
}

function emptyForm(action: string): Form {
  return {
    id: '',
    name: '',
    action,
    method: 'POST',
    isMultipart: false,
    charset: 'utf-8',
    fields: [],
    buttons: [],
  };
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
  const [, ...rests] = textOf(page).split(`${domain}/api/v1/`);
  const [path] = rests.flatMap((rest) => /^(?:cas\/)?logout[^\s"'<>`]*/.exec(rest)?.[0] ?? []);
  return path === undefined ? undefined : `${domain}/api/v1/${path.replaceAll('&amp;', '&')}`;
}
