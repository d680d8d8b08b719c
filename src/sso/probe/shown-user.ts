import { isObject } from '../../text/json.ts';
import type { Page } from '../browser/model.ts';
import type { Arrival, ShownUser } from './model.ts';
import { misreadingsOf, spellingsOf } from './names.ts';
import type { Person } from './world.ts';

/**
 * Finds who is logged in by what a page shows: a name, even one read in a wrong encoding, a unique login name, or a login
 * name and the organisation.
 */
export function shownUserOf(page: Page | undefined, people: readonly Person[]): ShownUser {
  if (!page) return { kind: 'none' };
  // An e-mail address, which two people share, begins with a login name.
  const text = people.reduce((rest, { email }) => rest.replaceAll(email, ''), readPageText(page));
  const shows = (forms: readonly string[]) => forms.some((form) => text.includes(form));
  // The namesake is called like the login name of another person.
  const distinct = people.filter(({ name }) => !people.some(({ userName }) => userName === name));
  const named = distinct.filter(({ name }) => shows(spellingsOf(name)));
  if (named.length > 0) return onlyOne(named, true);
  const misread = distinct.filter(({ name }) => shows(misreadingsOf(name)));
  if (misread.length > 0) return onlyOne(misread, false);
  const byLogin = people.filter(({ userName }) => text.includes(userName));
  const owners = byLogin.filter(({ userName }) => !byLogin.some(({ name }) => name === userName));
  const ofOrganisation = owners.filter(({ organisation: { id, code, name } }) => shows([id, code, name]));
  return onlyOne(ofOrganisation.length === 1 ? ofOrganisation : owners, false);
}

function onlyOne(people: readonly Person[], byName: boolean): ShownUser {
  const [only, ...others] = people;
  if (!only) return { kind: 'none' };
  return others.length > 0 ? { kind: 'unclear', people } : { kind: 'person', person: only, byName };
}

/** Returns the account page after an arrival. */
export function pageOf({ look, visit }: Arrival): Page | undefined {
  return (look ?? visit).page;
}

/** Returns the text of a page, with strings of JSON and values in attributes and scripts. */
export function readPageText({ contentType, text, html }: Page): string {
  if (!/\bjson$/.test(contentType)) return `${text}\n${html}`;
  try {
    return stringsIn(JSON.parse(html)).join('\n');
  } catch {
    return html;
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}
