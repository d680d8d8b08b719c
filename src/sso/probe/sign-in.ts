import type { Browser, Button, Form, StepOptions, Visit } from '../browser/model.ts';
import { unifiedPaths } from '../center/address.ts';
import { withParameters } from '../center/outcome.ts';
import type { LoginProbe } from './model.ts';
import type { Person } from './world.ts';

/** Opens the list of accounts of the unified login page, to which the script of the page goes on. */
export function openUnified(
  { world: { unifiedOrigin, appId } }: LoginProbe,
  browser: Browser,
): Promise<Visit> {
  return browser.visit(withParameters(`${unifiedOrigin}${unifiedPaths.list}`, { ind: 'UNOP', appId }));
}

/** Signs in as a person on a page of the login centre, and goes where it leads; the visit itself if it is no such page. */
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

/** The button of a form that signs a person in, who may have the login name of someone in another tenant. */
function buttonOf({ fields, buttons }: Form, { userName, organisation }: Person): Button | null | undefined {
  const hidden = fields.flatMap(({ values }) => values);
  const isOwn = !hidden.some((value) => /^[0-9a-f]{32}$/.test(value)) || hidden.includes(organisation.id);
  if (!isOwn) return undefined;
  const button = buttons.find(({ value }) => value === userName);
  return button ?? (hidden.includes(userName) ? null : undefined);
}
