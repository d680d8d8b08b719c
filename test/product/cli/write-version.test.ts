import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withVersion } from '../../../src/product/cli/write-version.ts';

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

describe('another version', () => {
  it.each([
    ['8', '"8"'],
    ['a, "b"', '"a, \\"b\\""'],
  ])('touches nothing else: %j', (version, written) => {
    expect(withVersion(document, version)).toBe(document.replace('"7"', () => written));
    const braces = document.replace(/.*\n/, '').replace(/\n.*/s, '');
    expect(withVersion(`{ ${braces}\n, version: 7 }`, version)).toBe(`{ ${braces}\n, version: ${written} }`);
  });

  it('keeps CRLF, a byte order mark, and JSON', () => {
    const windows = `\uFEFF${document.replaceAll('\n', '\r\n')}`;
    expect(withVersion(windows, '8')).toBe(windows.replace('"7"', '"8"'));
    const json = '{\n\t"product": "x",\n\t"version": 7,\n\t"stock": {"a": {"available": 1.0}}\n}\n';
    expect(withVersion(json, '8')).toBe(json.replace('7', '"8"'));
  });

  it('keeps single quotes where the version can stand in them', () => {
    expect(withVersion("product: x\nversion: '7' # y\n", '8')).toBe("product: x\nversion: '8' # y\n");
    expect(withVersion("product: x\nversion: '7'\n", "it's")).toBe('product: x\nversion: "it\'s"\n');
    expect(withVersion("product: x\nversion: '7'\n", 'a\tb')).toBe('product: x\nversion: "a\\tb"\n');
  });

  it('keeps a byte order mark where the document is laid out anew', () => {
    expect(withVersion('\uFEFFproduct: |-\n  x\ncredit: {}\n', '8')).toBe(
      '\uFEFFproduct: |-\n  x\ncredit: {}\nversion: "8"\n',
    );
  });

  it('takes the place of one over several lines, and of an alias', () => {
    for (const text of [
      'product: x # y\nversion: |-\n  7\ncredit: {}\n',
      'product: x # y\nstock: &a 7\nversion: *a\n',
    ]) {
      expect(parse(withVersion(text, '8'))).toEqual({ ...parse(text), version: '8' });
      expect(withVersion(text, '8')).toContain('# y');
    }
  });
});

describe('a version that was not there', () => {
  it.each([
    ['product: x # y\ncredit: {}\n', 'product: x # y\nversion: "8"\ncredit: {}\n'],
    ['product: x', 'product: x\nversion: "8"'],
    ['# a\n\nproduct: "x"\r\ncredit: {}\r\n', '# a\n\nproduct: "x"\r\nversion: "8"\r\ncredit: {}\r\n'],
    ['---\nproduct: x\n...\n', '---\nproduct: x\nversion: "8"\n...\n'],
    ['  product: x\n  stock: {}\n', '  product: x\n  version: "8"\n  stock: {}\n'],
    ['? product\n: x\n', 'product: x\nversion: "8"\n'],
    ['product: |-\n  x\ncredit: {}\n', 'product: |-\n  x\ncredit: {}\nversion: "8"\n'],
    ['\uFEFFproduct: x\n', '\uFEFFproduct: x\nversion: "8"\n'],
    ['{"product":"x"}\n', '{"product":"x","version": "8"}\n'],
    ['{\n  "product": "x"\n}\n', '{\n  "product": "x",\n  "version": "8"\n}\n'],
    [
      '{ product: x, credit: { cash_coupon: on } } # c\n',
      '{ product: x, "version": "8", credit: { cash_coupon: on } } # c\n',
    ],
  ])('stands behind the product: %j', (text, expected) => {
    expect(withVersion(text, '8')).toBe(expected);
  });
});

/** Documents with comments wherever they can stand. */
const key = fc.constantFrom<string>('version', 'audience', 'credit', 'trial', 'stock');
const word = fc.oneof(
  fc.constantFrom('on', '"7"', "'x y'", '12', '1e9', 'true', 'x', 'ä'),
  fc.stringMatching(/^[a-z]{1,8}$/),
);
const remark = fc.stringMatching(/^[a-z ]{1,12}$/).map((text) => `# ${text.trim()}.`);
const section = fc.record({
  above: remark,
  value: word,
  gap: fc.constantFrom(' ', '   '),
  behind: remark,
  space: fc.constantFrom('', '\n', '\n\n'),
});

it('keeps every byte but the version that is written', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key),
      fc.nat(),
      fc.array(section, { minLength: 6, maxLength: 6 }),
      fc.string(),
      fc.boolean(),
      (keys, choice, sections, version, windows) => {
        const names = keys.toSpliced(choice % (keys.length + 1), 0, 'product');
        const lines = names.map((name, index) => {
          const { above, value, gap, behind, space } = sections[index]!;
          return { name, head: `${above}\n${name}: `, value, tail: `${gap}${behind}\n${space}` };
        });
        const ends = (part: string) => (windows ? part.replaceAll('\n', '\r\n') : part);
        const text = ends(lines.map(({ head, value, tail }) => head + value + tail).join(''));
        const result = withVersion(text, version);
        expect(parse(result).version).toBe(version);
        const isThere = keys.includes('version');
        const expected = lines.map(({ name, head, value, tail }) => {
          const quoted = JSON.stringify(version);
          if (name === 'version') {
            const isSingle = value.startsWith("'") && !version.includes("'");
            return head + (isSingle ? `'${version}'` : quoted) + tail;
          }
          const added =
            name === 'product' && !isThere ? tail.replace('\n', () => `\nversion: ${quoted}\n`) : tail;
          return head + value + added;
        });
        expect(result).toBe(ends(expected.join('')));
      },
    ),
  );
});
