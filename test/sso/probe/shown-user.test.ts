import { describe, expect, it } from 'vitest';
import type { Page } from '../../../src/sso/browser/model.ts';
import { lostName, misreadingsOf } from '../../../src/sso/probe/names.ts';
import { shownUserOf } from '../../../src/sso/probe/shown-user.ts';
import type { Organisation, Person } from '../../../src/sso/probe/world.ts';

const organisationOf = (id: string, name: string) =>
  ({ id, code: `code-${id}`, name }) as Partial<Organisation> as Organisation;
const [first, second] = [organisationOf('a1', '企业甲4f2'), organisationOf('b2', '企业乙4f2')];
const personOf = (organisation: Organisation, userName: string, name: string) =>
  ({ organisation, userName, name, email: 'lihua-4f2@example.com' }) as Partial<Person> as Person;

const user = personOf(first, 'lihua-4f2', '李华4f2');
const twin = personOf(second, 'lihua-4f2', '王芳4f2');
const namesake = personOf(first, 'sunli-4f2', 'lihua-4f2');
const admin = personOf(first, 'zhaomin-4f2', '赵敏4f2');
const people = [user, twin, namesake, admin];

function shownUserIn(html: string, contentType = 'text/html') {
  return shownUserOf({ contentType, text: html, html } as Partial<Page> as Page, people);
}

const seen = (person: Person, byName = false) => ({ kind: 'person', person, byName });
const unclear = (...these: Person[]) => ({ kind: 'unclear', people: these });

describe('who is logged in, by a page that shows', () => {
  it.each([
    ['nothing', 'Welcome', { kind: 'none' }],
    ['a name', 'Welcome, 李华4f2', seen(user, true)],
    ['a name and the login name', '王芳4f2 (lihua-4f2)', seen(twin, true)],
    ['a name in lower-case escapes', String.raw`{"name":"\u8d75\u654f4f2"}`, seen(admin, true)],
    ['a name in upper-case escapes', String.raw`{"name":"\u8D75\u654F4f2"}`, seen(admin, true)],
    ['two names', '李华4f2 王芳4f2', unclear(user, twin)],
    ['a login name of one', 'zhaomin-4f2', seen(admin)],
    ['a login name of two', 'lihua-4f2', unclear(user, twin)],
    ['a login name of two, and an organisation', 'lihua-4f2, 企业乙4f2', seen(twin)],
    ['a login name and the code of an organisation', 'lihua-4f2@code-a1', seen(user)],
    ['an e-mail address that begins with a login name', 'lihua-4f2@example.com', { kind: 'none' }],
    ['the namesake', 'lihua-4f2 (sunli-4f2)', seen(namesake)],
  ])('%s', (_, html, shownUser) => {
    expect(shownUserIn(html)).toEqual(shownUser);
  });

  it.each(misreadingsOf(user.name))('a name that was misread: %j', (name) => {
    expect(shownUserIn(`${name} lihua-4f2`)).toEqual(seen(user));
  });

  it('a JSON document with escapes', () => {
    const text = String.raw`{"user":{"name":"\u674e\u534e4f2","roles":["user"]}}`;
    expect(shownUserIn(text, 'application/json')).toEqual(seen(user, true));
    expect(shownUserIn('{"name":', 'application/json')).toEqual({ kind: 'none' });
  });
});

describe('a lost name', () => {
  it.each(['??4f2', '????4f2', 'Welcome, ??????4f2', '\ufffd\ufffd4f2'])('is recognised in %j', (text) => {
    expect(text).toMatch(lostName(user.name));
  });

  it.each(['李华4f2', '?????4f2', '?4f2', '4f2', 'lihua-4f2?'])('is not recognised in %j', (text) => {
    expect(text).not.toMatch(lostName(user.name));
  });
});
