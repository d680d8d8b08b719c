import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KooError } from '../../../src/errors/koo-error.ts';
import { assertFewFaults, maxRuleFaults } from '../../../src/product/document/faults.ts';
import { readDocument, type UserFileReader } from '../../../src/product/document/read.ts';
import { readUsers } from '../../../src/users/read.ts';
import { configuration, hw, product } from '../../seller/world.ts';
import { runs } from '../../support/property-runs.ts';

const files: Readonly<Record<string, string>> = {
  'buyers.csv': `account_name,account_id\nhw12345678,${hw.account_id}\nhw20000,${'a'.repeat(32)}\n`,
  'bad.csv': `account_name,account_id\nhw12345678,${hw.account_id}\n,${'a'.repeat(32)}\nhw9,${hw.account_id}\n`,
};

const readFile: UserFileReader = async (file) => {
  const text = files[file];
  if (text === undefined) throw Object.assign(new Error('no file'), { code: 'ENOENT' });
  return readUsers(
    (async function* () {
      yield Buffer.from(text);
    })(),
    file,
  );
};

const tooManyFaults = expect.objectContaining({ facts: expect.objectContaining({ code: 'NOT_A_DOCUMENT' }) });
const check = (text: string) => readDocument(text, 'board.yaml', readFile);

/** All that is wrong, as `line:column rule`. */
async function told(text: string, known = {}): Promise<string[]> {
  const checked = await check(text);
  return [...checked.faults, ...checked.ruleFaults(known)].map(
    ({ file, line, column, rule }) => `${file ? `${file}:` : ''}${line}:${column} ${rule}`,
  );
}

const whole = `# The board
product: OFFI1
version: "7"
audience:
  type: specified            # as sales agreed
  users: { file: buyers.csv }
  skus: { std: { type: associated, associated: [plain], users: ["hw12345678:${hw.account_id}"] } }
credit: { cash_coupon: on, credit_line: { users: [{ name: hw12345678, id: ${hw.account_id} }] } }
stock: { std: { available: 999 } }
purchase_limits: { "*": { once_per_customer: true, again_after_expiry: true }, std: { max_quantity: 3 } }
trial: { try: { days: 15, open_to: { users: [] } } }
attributes:
  - { code: seats, type: quantity, name: { en: Seats, zh: 席位数 }, min: 1, max: 500, step: 1 }
  - { code: edition, type: enumeration, name: { en: Edition, zh: 版别 }, values: [1, 2.0] }
`;

const wanted = {
  product: 'OFFI1',
  version: '7',
  audience: {
    type: 'specified',
    users: [hw, { account_name: 'hw20000', account_id: 'a'.repeat(32) }],
    skus: { std: { type: 'associated', associated: ['plain'], users: [hw] } },
  },
  credit: { cash_coupon: 'on', credit_line: { users: [hw] } },
  stock: { std: { available: 999 } },
  purchase_limits: { '*': { once_per_customer: true, again_after_expiry: true }, std: { max_quantity: 3 } },
  trial: { try: { days: 15, open_to: { users: [] } } },
  attributes: [
    { code: 'seats', type: 'quantity', name: { en: 'Seats', zh: '席位数' }, min: 1, max: 500, step: 1 },
    { code: 'edition', type: 'enumeration', name: { en: 'Edition', zh: '版别' }, values: ['1', '2.0'] },
  ],
};

describe('a document', () => {
  it('is read with everything it can hold', async () => {
    const { document, faults } = await check(whole);
    expect(faults).toEqual([]);
    expect(document).toEqual(wanted);
  });

  it('may be JSON, indented by tabs, with a byte order mark and CRLF', async () => {
    const json = JSON.stringify(
      { product: 'OFFI1', version: 7, credit: { cash_coupon: 'off', credit_line: 'specified' } },
      null,
      '\t',
    );
    const { document } = await check(`\uFEFF${json.replaceAll('\n', '\r\n')}`);
    expect(document).toEqual({
      product: 'OFFI1',
      version: '7',
      credit: { cash_coupon: 'off', credit_line: 'specified' },
    });
  });

  it('takes on and off for words, in YAML 1.1 too', async () => {
    const { document } = await check(
      '%YAML 1.1\n---\nproduct: x\ncredit: { cash_coupon: off, credit_line: off }',
    );
    expect(document?.credit).toEqual({ cash_coupon: 'off', credit_line: 'off' });
  });

  it('takes no word for true or false, nor merges anything, in YAML 1.1', async () => {
    const text =
      '%YAML 1.1\n---\nproduct: x\npurchase_limits: { a: { once_per_customer: yes }, <<: { b: { max_quantity: 1 } } }';
    expect(await told(text)).toEqual(['4:44 wrong-value', '4:57 unknown-key']);
  });

  it('keeps ids and codes as they are written', async () => {
    const id = '00000000000000000000000000000123';
    const { document } = await check(
      `product: 007\nversion: 1.10\naudience: { users: [{ name: 12345678, id: ${id} }, { name: x, id: 1e31 }] }`,
    );
    expect(document).toMatchObject({ product: '007', version: '1.10' });
    expect(document?.audience?.users).toEqual([
      { account_name: '12345678', account_id: id },
      { account_name: 'x', account_id: '1e31' },
    ]);
  });

  it('may use anchors', async () => {
    const { document } = await check(
      'product: x\npurchase_limits: { a: &once { once_per_customer: true }, b: *once }',
    );
    expect(document?.purchase_limits).toEqual({
      a: { once_per_customer: true },
      b: { once_per_customer: true },
    });
  });
});

describe('what is wrong with its form', () => {
  it('is told all at once, each at its place', async () => {
    expect(
      await told(`product: OFFI1
audience:
  type: everyone
  user: []
  skus:
    std: { type: all }
    std: { type: enterprise }
credit: { cash_coupon: yes, credit_line: 1 }
stock: { std: { available: "999" } }
purchase_limits: { std: { once_per_customer: false } }
trial:
  try: { days: 2, open_to: { users: { file: none.csv } } }
attributes:
  - { code: seats, type: quantit, min: 1 }
  - { code: edition, type: enumeration, name: { en: Edition }, values: [] }
`),
    ).toEqual([
      '3:9 audience-type',
      '4:3 unknown-key',
      '7:5 duplicate-key',
      '8:24 credit-cash-coupon',
      '8:42 credit-line',
      '9:28 wrong-value',
      '10:46 wrong-value',
      '12:45 users-file',
      '14:26 attribute-type',
      '15:41 attribute-name',
      '12:16 trial-days',
    ]);
  });

  it.each([
    ['version: 1', ['1:1 missing-key'], /the key "product" is missing/],
    ['product: x\naudence: {}', ['2:1 unknown-key'], /did you mean audience\?/],
    ['product: x\naudience:', ['2:1 wrong-value'], /no value/],
    ['product: x\ncredit: { cash_coupon: true }', ['2:24 credit-cash-coupon'], /did you mean on\?/],
    ['product: x\npurchase_limits: { a: { once_per_customer: yes } }', ['2:44 wrong-value'], /expected true/],
    ['product: x\naudience: { users: buyers.csv }', ['2:20 wrong-value'], /a list or key: value pairs/],
    [`product: x\naudience: { users: [hw1: ${hw.account_id}] }`, ['2:21 wrong-value'], /without a space/],
    ['product: x\naudience: { users: [{ name: a }] }', ['2:21 user-id-required'], /the key "id" is missing/],
    ['product: x\naudience: { skus: [] }', ['2:13 wrong-value'], /key: value pairs, not a list/],
    ['product: x\n<<: { version: 3 }', ['2:1 unknown-key'], /unknown key "<<"/],
    ['product: *none', ['1:10 wrong-value'], /undefined alias/],
    ['product: x\ntrial: { constructor: { days: 9 } }', ['2:10 unknown-key'], /cannot be a key/],
  ])('%j', async (text, places, message) => {
    const { faults, document } = await check(text);
    expect(faults.map(({ line, column, rule }) => `${line}:${column} ${rule}`)).toEqual(places);
    expect(faults[0]?.message.en).toMatch(message);
    expect(document).toBeUndefined();
  });

  it.each([
    ['', 'NOT_A_DOCUMENT'],
    ['# nothing', 'NOT_A_DOCUMENT'],
    ['- a', 'NOT_A_DOCUMENT'],
    ['product: x\n---\nproduct: y', 'NOT_A_DOCUMENT'],
    ['product: x\n---\nproduct: y\n---\nproduct: [', 'NOT_A_DOCUMENT'],
    ['product: [', 'NOT_YAML'],
    ['product: !!binary eA==', 'NOT_YAML'],
    ['? [a]\n: b', 'NOT_YAML'],
    ['['.repeat(100_000), 'NOT_YAML'],
    ['#'.repeat(4 * 1024 * 1024 + 1), 'DOCUMENT_TOO_LARGE'],
    ['- a: b\n'.repeat(170_000), 'DOCUMENT_TOO_LARGE'],
  ])('refuses text %# as a document', async (text, code) => {
    const error = await check(text).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KooError);
    expect(error).toMatchObject({ facts: { category: 'usage', code } });
  });

  it('explains in its own words what the library reports', async () => {
    const error = await check('product: x\n? [a]\n: b').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      facts: { message: { en: expect.stringMatching(/^2:3: invalid YAML: the key .* must be text/) } },
    });
  });

  it('does not hide the rest of a section', async () => {
    expect(
      await told(
        'product: x\naudience: { type: everyone, users: { file: none.csv }, skus: { a: { type: associated } } }',
      ),
    ).toEqual(['2:19 audience-type', '2:44 users-file', '2:64 audience-associated-required']);
    expect(await told('product: x\ntrial: { a: { dys: 3 }, b: { days: 2 } }')).toEqual([
      '2:15 unknown-key',
      '2:36 trial-days',
    ]);
  });

  it('cannot be multiplied by aliases', async () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*a${level - 1},*a${level - 1}`;
      return `k${level}: &a${level} [${inner}]`;
    });
    expect(await told(`product: x\n${levels.join('\n')}`)).toHaveLength(30);
    const users = `[${'"a:b",'.repeat(2000)}]`;
    const skus = Array.from({ length: 2000 }, (_, index) => `s${index}: { type: all, users: *u }`);
    const text = `product: x\naudience: { users: &u ${users}, skus: { ${skus.join(', ')} } }`;
    await expect(check(text)).rejects.toMatchObject({ facts: { code: 'DOCUMENT_TOO_LARGE' } });
  });

  it('is found in one pass, however much there is', async () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`);
    expect(await told(`product: x\n${keys.join('\n')}`)).toHaveLength(10_000);
    await expect(check(`product: x\nmore: 1\n${keys.join('\n')}`)).rejects.toEqual(tooManyFaults);
  });

  it('of the rules has a limit, too', async () => {
    const users = Array.from({ length: maxRuleFaults / 2 + 1 }, (_, index) => `a:${index}`);
    const { ruleFaults } = await check(`product: x\ncredit: { credit_line: { users: [${users.join()}] } }`);
    expect(() => ruleFaults({})).toThrow(tooManyFaults);
    const faults = Array(maxRuleFaults).fill({ line: 1, column: 1 });
    expect(() => assertFewFaults(faults, maxRuleFaults)).not.toThrow();
  });
});

describe('the rules', () => {
  it('are told at the value that breaks them', async () => {
    const text = `product: OFFI1
audience:
  type: specified
  associated: [OFFI2]
  users: ["hw12345678:${hw.account_id}", "other:${hw.account_id}", "nobody"]
  skus:
    std: { type: all }
    none: { type: associated }
credit: { credit_line: { users: [{ name: hw1, id: X }] } }
stock: { std: { available: 5 } }
purchase_limits:
  od: { once_per_customer: true }
  std: { once_per_customer: true, max_quantity: 3 }
trial:
  draft: { days: 5 }
  try: { days: 30 }
attributes:
  - { code: version, type: enumeration, name: { en: V, zh: V }, values: [1] }
`;
    expect(await told(text, { product, configuration, ownProducts: new Set(['OFFI1']) })).toEqual([
      '4:3 audience-associated-only',
      '5:58 user-conflict',
      '5:100 user-id-required',
      '7:18 audience-locked',
      '8:5 sku-unknown',
      '8:5 audience-associated-required',
      '8:19 audience-locked',
      '9:42 user-name-form',
      '9:51 user-id-form',
      '10:28 stock-read-only',
      '12:3 limit-pay-per-use',
      '13:3 limit-one-kind',
      '15:3 trial-published',
      '16:16 trial-days-fixed',
      '18:13 attribute-preset',
    ]);
    expect(await told(text)).toEqual([
      '4:3 audience-associated-only',
      '5:58 user-conflict',
      '5:100 user-id-required',
      '7:18 audience-locked',
      '8:5 audience-associated-required',
      '8:19 audience-locked',
      '9:42 user-name-form',
      '9:51 user-id-form',
      '13:3 limit-one-kind',
      '18:13 attribute-preset',
    ]);
  });

  it('count what a document leaves out for what is there', async () => {
    const known = { product, configuration };
    expect(await told('product: OFFI1\ntrial: { try: { open_to: specified } }', known)).toEqual([]);
    const fresh = { product, configuration: { ...configuration, trial: {} } };
    expect(await told('product: OFFI1\ntrial: { try: { open_to: all } }', fresh)).toEqual([
      '2:10 trial-days',
    ]);
    expect(await told('product: OFFI1\ntrial: { any: { open_to: all } }')).toEqual([]);
  });

  it('name how stock is changed', async () => {
    const checked = await check('product: OFFI1\nstock: { std: { available: 1009 } }');
    const [warning] = checked.ruleFaults({ product, configuration });
    expect(warning).toMatchObject({ rule: 'stock-read-only', severity: 'warning' });
    expect(warning?.message.en).toContain('koo product stock add OFFI1 --sku std --delta=10 --note TEXT`');
    expect(checked.document).toBeDefined();
  });
});

describe('a file of users', () => {
  it('has its faults told at its own lines', async () => {
    const text =
      'product: x\naudience: { users: { file: bad.csv } }\ncredit: { credit_line: { users: { file: bad.csv } } }';
    expect(await told(text)).toEqual([
      'bad.csv:2:1 user-conflict',
      'bad.csv:3:1 user-name-required',
      'bad.csv:4:1 user-name-form',
      'bad.csv:4:1 user-conflict',
    ]);
    expect((await check(text)).document).toBeUndefined();
  });
});

/** Any text with the words of the form in it, so that it gets far. */
const words = fc.constantFrom(
  ...[
    'product',
    'version',
    'audience',
    'type',
    'users',
    'skus',
    'credit',
    'credit_line',
    'trial',
    'days',
    'open_to',
  ],
  ...[
    'attributes',
    'name',
    'id',
    'file',
    'specified',
    'on',
    'off',
    '*a',
    '&a ',
    '<<',
    '"',
    "'",
    '|',
    '>',
    '!',
    '%',
  ],
  ...[
    ': ',
    '- ',
    '\n',
    '\n  ',
    '\n    ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '#',
    '~',
    '1e9',
    '\t',
    '\r',
    '---\n',
    '? ',
    '\0',
  ],
);

it('throws nothing but its own error, whatever it is given', async () => {
  const value = fc.jsonValue({ maxDepth: 6 });
  const key = fc.constantFrom(
    'product',
    'version',
    'audience',
    'credit',
    'stock',
    'trial',
    'attributes',
    'x',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.dictionary(key, value).map((content) => JSON.stringify(content)),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      try {
        const checked = await check(text);
        for (const { line, column } of [
          ...checked.faults,
          ...checked.ruleFaults({ product, configuration }),
        ]) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(KooError);
      }
    }),
    { numRuns: runs(250) },
  );
});
