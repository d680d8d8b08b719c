import type { Browser, Button, Form, StepOptions, Visit } from '../browser/model.ts';
import { unifiedPaths } from '../center/address.ts';
import { withParameters } from '../center/response.ts';
import type { LoginProbe } from './model.ts';
import type { Person } from './world.ts';

/** Opens the account list of unified login, to which the page's script leads. */
export function openUnified(
  { world: { unifiedOrigin, appId } }: LoginProbe,
  browser: Browser,
): Promise<Visit> {
  return browser.visit(withParameters(`${unifiedOrigin}${unifiedPaths.list}`, { ind: 'UNOP', appId }));
}

/** Signs in on a page of the login centre and follows it; returns the visit itself for any other page. */
export async function chooseAccount(
  browser: Browser,
  visit: Visit,
  person: Person,
  options: StepOptions = {},
): Promise<Visit> {
  const { page } = visit;
  if (!page) return visit;
  for (const form of page.forms) {
    const button = buttonOf(form, person);
    if (button === undefined) continue;
    const chosen = await browser.submit(page, form, {}, { ...options, button });
    return { ...chosen, hops: [...visit.hops, ...chosen.hops] };
  }
  return visit;
}

/** Finds the button that signs a person in, whose login name may exist in another tenant as well. */
function buttonOf({ fields, buttons }: Form, { userName, organisation }: Person): Button | null | undefined {
  const hidden = fields.flatMap(({ values }) => values);
  const isOwn = !hidden.some((value) => /^[0-9a-f]{32}$/.test(value)) || hidden.includes(organisation.id);
  if (!isOwn) return undefined;
  const button = buttons.find(({ value }) => value === userName);
  return button ?? (hidden.includes(userName) ? null : undefined);
}
