import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValidation, validateRequest } from '../../../src/sso/steps/cas.ts';

const envelope = (inner: string, prefix = 'cas:') =>
  `<?xml version="1.0"?>\n<${prefix}serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inner}</${prefix}serviceResponse>`;
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');

describe('a validation', () => {
  test('encodes any service and ticket once', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (service, ticket) => {
        const call = { domain: 'https://a.example', service, ticket, format: 'XML' } as const;
        const { searchParams, pathname } = new URL(validateRequest(call).url);
        expect(pathname).toBe('/api/v1/cas/p3/serviceValidate');
        expect(Object.fromEntries(searchParams)).toEqual({ service, ticket, format: 'XML' });
      }),
    );
  });

  test('reads any value of an attribute', () => {
    const value = fc
      .string({ unit: 'grapheme' })
      .map((text) => text.replace(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g, '').trim());
    fc.assert(
      fc.property(value, fc.constantFrom('cas:', '', 'x:'), (name, prefix) => {
        const tag = (local: string, text: string) =>
          `<${prefix}${local}>${escaped(text)}</${prefix}${local}>`;
        const attributes = `<${prefix}attributes>${tag('name', name)}${tag('role', 'user')}</${prefix}attributes>`;
        const success = `<${prefix}authenticationSuccess>${tag('user', 'lihua')}${attributes}</${prefix}authenticationSuccess>`;
        expect(readValidation(envelope(success, prefix))).toEqual({
          kind: 'success',
          user: 'lihua',
          attributes: { name, role: 'user' },
        });
        const json = {
          serviceResponse: { authenticationSuccess: { user: 'lihua', attributes: { name, role: ['user'] } } },
        };
        expect(readValidation(JSON.stringify(json))).toEqual({
          kind: 'success',
          user: 'lihua',
          attributes: { name, role: 'user' },
        });
      }),
    );
  });

  test('reads an attribute that comes several times', () => {
    const success =
      '<authenticationSuccess><user>a</user><attributes><role>user</role><role>admin</role></attributes></authenticationSuccess>';
    expect(readValidation(envelope(success, ''))).toMatchObject({ attributes: { role: 'user, admin' } });
  });

  test.each([
    [
      'a document type',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${envelope('<authenticationSuccess/>', '')}`,
    ],
    ['an entity', envelope('<authenticationSuccess><user>&e;</user></authenticationSuccess>', '')],
    ['what is not well-formed', '<serviceResponse><authenticationSuccess>'],
    ['another root', '<response><authenticationSuccess><user>a</user></authenticationSuccess></response>'],
    ['both levels missing', '{"authenticationSuccess":{"user":"a"}}'],
    ['nothing', ''],
    ['a list', '[]'],
  ])('does not read %s', (_, text) => {
    expect(readValidation(text)).toEqual({ kind: 'unreadable' });
  });

  test.each([
    ['elements', '<a>'],
    ['what only looks like elements', '<a b="<'],
    ['comments', '<!--'],
    ['entities', '&amp;'],
  ])('is not kept busy by a megabyte of %s', (_, part) => {
    const text = envelope(part.repeat(1_000_000 / part.length), '');
    expect(readValidation(text)).toEqual({ kind: 'unreadable' });
  });
});
