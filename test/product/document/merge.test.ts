import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeIntoDocument } from '../../../src/product/document/merge.ts';

const document = `# Our board
product: OFFI1   # never change this
version: "7"     # of March

# who may buy
audience:
  type: specified            # as sales agreed

  users:
    - { name: hw12345678, id: d78cbac186b744899480f25bd022f468 }   # the first customer
    # the second is to come
credit: {cash_coupon:   'on', credit_line: off}   # both
purchase_limits: { "*": { max_quantity: 3 } }
# the end
`;

const merged = (path: (string | number)[], value?: unknown, text = document) =>
  mergeIntoDocument(text, [{ path, value }]);

describe('replacing a value', () => {
  it.each([
    [['version'], '8', '"7"', '"8"'],
    [['audience', 'type'], 'all', 'specified ', 'all '],
    [['credit', 'cash_coupon'], 'off', "'on'", "'off'"],
    [['credit', 'credit_line'], 'all', 'off}', 'all}'],
    [['purchase_limits', '*', 'max_quantity'], 5, '3 }', '5 }'],
    [['audience', 'users', 0, 'name'], 'a, b', 'hw12345678', '"a, b"'],
    [['audience', 'users', 0, 'name'], '1e5', 'hw12345678', '"1e5"'],
  ] as const)('touches nothing else: %j', (path, value, before, after) => {
    expect(merged([...path], value)).toBe(document.replace(before, after));
  });

  it('keeps CRLF, a byte order mark, and JSON', () => {
    const windows = `\uFEFF${document.replaceAll('\n', '\r\n')}`;
    expect(merged(['version'], '8', windows)).toBe(windows.replace('"7"', '"8"'));
    const json = '{\n\t"product": "x",\n\t"version": 7,\n\t"stock": {"a": {"available": 1.0}}\n}\n';
    expect(merged(['version'], '8', json)).toBe(json.replace('7', '"8"'));
  });
});

describe('a version that was not there', () => {
  it.each([
    ['product: x # y\ncredit: {}\n', 'product: x # y\nversion: "8"\ncredit: {}\n'],
    ['product: x', 'product: x\nversion: "8"\n'],
    ['# a\n\nproduct: "x"\r\ncredit: {}\r\n', '# a\n\nproduct: "x"\r\nversion: "8"\r\ncredit: {}\r\n'],
    ['---\nproduct: x\n...\n', '---\nproduct: x\nversion: "8"\n...\n'],
    ['{"product": "x"}\n', '{"product":"x","version":"8"}\n'],
  ])('stands behind the product: %j', (text, expected) => {
    expect(merged(['version'], '8', text)).toBe(expected);
  });

  it('stands in braces, where everything does', () => {
    expect(parse(merged(['version'], '8', '{ product: x, credit: { cash_coupon: on } } # c\n'))).toEqual({
      product: 'x',
      credit: { cash_coupon: 'on' },
      version: '8',
    });
  });
});

describe('lists and mappings that come and go', () => {
  const comments = (text: string) => text.match(/#.*/g);

  it('leave all comments and the order', () => {
    const user = { name: 'hw20000', id: 'a'.repeat(32) };
    const text = merged(['audience', 'users', 1], user);
    expect(comments(text)?.sort()).toEqual(comments(document)?.sort());
    expect(Object.keys(parse(text))).toEqual(Object.keys(parse(document)));
    expect(parse(text).audience.users[1]).toEqual(user);
  });

  it('keep the comment of what takes their place', () => {
    const text = merged(['credit'], { cash_coupon: 'off' });
    expect(text).toContain('credit: { cash_coupon: off } # both');
  });

  it('can be taken away', () => {
    const text = merged(['purchase_limits', '*']);
    expect(parse(text).purchase_limits).toEqual({});
    expect(comments(text)?.sort()).toEqual(comments(document)?.sort());
  });
});

/** Documents with comments wherever they can stand. */
const key = fc.constantFrom('product', 'version', 'audience', 'credit', 'trial', 'stock');
const word = fc.oneof(
  fc.constantFrom('on', '"7"', "'x y'", '12', '1e9', 'true', '- - x'.replace(/- /g, ''), 'ä'),
  fc.stringMatching(/^[a-z]{1,8}$/),
);
const remark = fc.stringMatching(/^[a-z ]{1,12}$/).map((text) => `# ${text.trim()}.`);
const blank = fc.constantFrom('', '\n', '\n\n');
const section = fc
  .tuple(remark, word, fc.constantFrom(' ', '   '), remark, blank, fc.boolean())
  .map(([above, value, gap, behind, space, nested]) => ({ above, value, gap, behind, space, nested }));

it('keeps every byte but the word that is written', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { minLength: 1 }),
      fc.array(section, { minLength: 6, maxLength: 6 }),
      fc.nat(),
      fc.oneof(word, fc.string(), fc.integer(), fc.boolean()),
      fc.boolean(),
      (keys, sections, choice, value, windows) => {
        const lines = keys.map((name, index) => {
          const { above, value: own, gap, behind, space, nested } = sections[index]!;
          const member = nested
            ? `${name}:\n  ${above}\n  a: ${own}${gap}${behind}`
            : `${name}: ${own}${gap}${behind}`;
          return `${above}\n${member}\n${space}`;
        });
        const at = choice % keys.length;
        const name = keys[at]!;
        const path = sections[at]!.nested ? [name, 'a'] : [name];
        const text = windows ? lines.join('').replaceAll('\n', '\r\n') : lines.join('');
        const result = mergeIntoDocument(text, [{ path, value }]);

        const written = sections[at]!.nested ? parse(result)[name].a : parse(result)[name];
        expect(written).toBe(value);
        const ends = (part: string) => (windows ? part.replaceAll('\n', '\r\n') : part);
        const before = ends(lines.slice(0, at).join(''));
        const after = ends(lines.slice(at + 1).join(''));
        expect(result.startsWith(before)).toBe(true);
        expect(result.endsWith(after)).toBe(true);
        const remarks = (whole: string) =>
          whole.slice(before.length, whole.length - after.length).match(/# [a-z ]*\./g);
        expect(remarks(result)).toEqual(remarks(text));
      },
    ),
  );
});
