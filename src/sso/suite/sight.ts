import { isObject } from '../../text/json.ts';
import type { Page } from '../browser/model.ts';
import type { Sight } from './model.ts';
import type { Person } from './world.ts';

/**
 * Who is logged in, by what a page shows: a name, or a login name of which there is only one, or the login name and
 * the organisation.
 */
export function sightOf(page: Page | undefined, people: readonly Person[]): Sight {
  if (!page) return { kind: 'none' };
  const text = textOf(page);
  const named = people.filter(({ name }) => text.includes(name));
  const byLogin = people.filter(({ userName }) => text.includes(userName));
  // The namesake is called like the login name of another person.
  const certain = named.filter(({ name }) => !people.some(({ userName }) => userName === name));
  const [only, ...others] = certain.length > 0 ? certain : named.length > 0 ? named : byLogin;
  if (!only) return { kind: 'none' };
  if (certain.length > 0 || others.length === 0) {
    return others.length > 0
      ? { kind: 'unclear', people: [only, ...others] }
      : { kind: 'person', person: only, byName: certain.length > 0 };
  }
  const of = byLogin.filter(({ organisation: { id, code, name } }) =>
    [id, code, name].some((mark) => text.includes(mark)),
  );
  const [known, ...more] = of;
  return known && more.length === 0
    ? { kind: 'person', person: known, byName: false }
    : { kind: 'unclear', people: [only, ...others] };
}

/** What a page shows, with the strings of a JSON document, and values in attributes and scripts. */
function textOf({ contentType, text, html }: Page): string {
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
