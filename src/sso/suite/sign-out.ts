import type { Browser, Form, Page, Visit } from '../browser/model.ts';
import { addressFor } from './arrive.ts';
import type { Arrival, LoginProbe } from './model.ts';
import { pageOf, textOf } from './sight.ts';
import type { Organisation } from './world.ts';

/** Logs out as a user does: with the form or the link of the page that shows the account, or else at the address itself. */
export async function logOut({ targets }: LoginProbe, browser: Browser, arrival: Arrival): Promise<Visit> {
  const address = addressFor(targets.logout ?? '', arrival.person.organisation);
  const page = pageOf(arrival);
  const pressed = page && (await press(browser, page, address));
  if (pressed) return pressed;
  const opened = await browser.visit(address, { referer: page?.url ?? address });
  const [first] = opened.hops;
  // Some servers ask again before they log out.
  const confirmed = opened.page && (await press(browser, opened.page, address));
  if (confirmed) return joined(opened, confirmed);
  const shown = page ?? opened.page;
  if (!shown || (first?.status !== 404 && first?.status !== 405)) return opened;
  return joined(opened, await browser.submit(shown, emptyForm(address), {}));
}

/** Submits the form of a page that leads to an address, or follows its link. */
async function press(browser: Browser, page: Page, address: string): Promise<Visit | undefined> {
  const leadsThere = (url: string | undefined) => URL.parse(url ?? '')?.href.replace(/[?#].*/s, '') === place;
  const place = new URL(address).href.replace(/[?#].*/s, '');
  for (const form of page.forms) {
    const button = form.buttons.find(({ action }) => leadsThere(action));
    if (button) return browser.submit(page, form, {}, { button });
    if (leadsThere(form.action)) return browser.submit(page, form, {});
  }
  const link = page.links.find(({ url }) => leadsThere(url));
  return link && browser.follow(page, link);
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
