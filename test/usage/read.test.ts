import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import type { RawRecord } from '../../src/usage/read/json.ts';
import { type ReadOptions, readRecords } from '../../src/usage/read/records.ts';
import { pieces } from './support.ts';

async function read(text: string | Uint8Array, size = 1 << 16, options: Partial<ReadOptions> = {}) {
  const records: RawRecord[] = [];
  for await (const some of readRecords(pieces(text, size), { ignoreUnknown: false, ...options }))
    records.push(...some);
  return records.map((raw) =>
    'fault' in raw ? [raw.line, raw.fault.code, raw.value] : [raw.line, raw.value],
  );
}

const code = (error: object) => (error as KooError).facts.code;

describe('NDJSON', () => {
  test('counts lines, skips empty ones, and reports broken ones', async () => {
    expect(await read('{"a":1}\r\n\n{"a":\n{"a":3}')).toEqual([
      [1, { a: 1 }],
      [3, 'NOT_JSON', '{"a":'],
      [4, { a: 3 }],
    ]);
  });

  test('gives the same records for chunks of any size, even within a character', async () => {
    const values = [{ 实例: '話單' }, { b: '😀\n' }, {}];
    const text = values.map((value) => JSON.stringify(value)).join('\n');
    for (let size = 1; size < 12; size += 1) {
      expect((await read(text, size)).map(([, value]) => value)).toEqual(values);
    }
  });
});

describe('a JSON array', () => {
  test('gives its elements as JSON.parse does, for chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(undefined, 2),
        async (values, size, indent) => {
          const text = JSON.stringify(values, null, indent);
          const got = await read(text, size, { format: 'json' });
          expect(got.map(([, value]) => value)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  test('reports the line of an element', async () => {
    expect(await read('[\n {"a":1},\n\n {"a":\n 2}, x]')).toEqual([
      [2, { a: 1 }],
      [4, { a: 2 }],
      [5, 'NOT_JSON', 'x'],
    ]);
  });

  test.each(['[{"a":1}', '[{"a":1}]x', '[,]', '[1,]', '[1 2'])('refuses %s', async (text) => {
    await expect(read(text)).rejects.toSatisfy((error: object) => code(error) === 'NOT_JSON');
  });
});

describe('the documented body', () => {
  const values = [{ a: '}]' }, { b: [1, { c: '{' }] }, {}];

  test.each([undefined, 2, '\t'])('gives its records, for chunks of any size (indent %j)', async (indent) => {
    const text = JSON.stringify({ usage_records: values }, null, indent);
    for (const end of ['', '\n', ' \n\n']) {
      for (let size = 1; size < 40; size += 1) {
        expect((await read(text + end, size)).map(([, value]) => value)).toEqual(values);
      }
      expect((await read(text + end, 7, { format: 'json' })).map(([, value]) => value)).toEqual(values);
    }
    expect(await read('{"usage_records": []}')).toEqual([]);
  });

  test('counts lines as in the file', async () => {
    expect((await read('\n{\n"usage_records":\n[\n{"a":1},\n{"a":2}]}')).map(([line]) => line)).toEqual([
      5, 6,
    ]);
  });

  test('takes no longer for blanks between the records of a body', async () => {
    const blanks = ' \n'.repeat(100_000);
    const text = `{"usage_records":${blanks}[{"a":1}${blanks},{"a":2}${blanks}]${blanks}}${blanks}`;
    expect(await read(text)).toEqual([
      [100_001, { a: 1 }],
      [200_001, { a: 2 }],
    ]);
  });

  test.each([
    '{"usage_records":[{"a":1}]',
    '{"usage_records":[{"a":1}}',
    '{"usage_records":[{"a":1}',
    '{"usage_records":[{"a":1}],"more":1}',
    '{"usage_records":[{"a":1}]}}',
    '{"usage_records":[',
  ])('refuses %s', async (text) => {
    for (const size of [1, 5, 1000]) {
      await expect(read(text, size)).rejects.toSatisfy((error: object) => code(error) === 'NOT_JSON');
    }
  });

  test.each([
    ['{"usage_records":[{"a":1},{}],"request_id":"1"}', 'only, not "request_id"'],
    ['{"request_id":"1","usage_records":[{"a":1},{}]}', 'only, not "request_id"'],
    ['{\n  "meta": {"a": 1},\n  "usage_records": [\n{}\n]}', 'only, not "meta"'],
    ['{"records":[{"a":1}]}', '"records" instead of "usage_records"'],
  ])('with another key is refused with one message: %s', async (text, message) => {
    await expect(read(text, 1000)).rejects.toMatchObject({
      facts: { code: 'NOT_JSON', message: { en: expect.stringContaining(message) } },
    });
  });

  test('in a later line is not mistaken for the input', async () => {
    expect(await read('{"a":1}\n{"b":1,"usage_records":[]}', 1000)).toHaveLength(2);
  });

  test('a record with another first member is NDJSON', async () => {
    expect(await read('{"usage_record":[]}', 3)).toEqual([[1, { usage_record: [] }]]);
    expect(await read('{', 3)).toMatchObject([[1, 'NOT_JSON', '{']]);
  });
});

describe('a file of rejects', () => {
  const reject = { line: 7, by: 'server', code: '001', meaning: { en: 'no', zh: '' } };
  const derived = `koo-${'0'.repeat(40)}`;

  test('gives the records in it; an id derived from the record is derived anew', async () => {
    const lines = [
      { ...reject, record: { metering_sn: 'mine', usage_value: '1' } },
      { ...reject, record: { metering_sn: derived, usage_value: '1' } },
      { ...reject, by: 'input', record: 'no json' },
      // As a user writes them.
      { metering_sn: derived, record: {} },
      { ...reject, by: undefined, record: {} },
      { ...reject, line: '7', record: {} },
      reject,
    ];
    const found = await read(lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(found.map(([, value]) => value)).toEqual([
      { metering_sn: 'mine', usage_value: '1' },
      { usage_value: '1' },
      'no json',
      { metering_sn: derived, record: {} },
      { line: 7, code: '001', meaning: { en: 'no', zh: '' }, record: {} },
      { ...reject, line: '7', record: {} },
      reject,
    ]);
  });
});

test('reads UTF-16, with and without a mark', async () => {
  const text = 'instance_id,usage_value\r\n实例,1\r\n';
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  const marked = [
    Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
    Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
  ];
  for (const bytes of [little, big, ...marked]) {
    for (const size of [1, 3, 1000]) {
      const encodings: string[] = [];
      const options = { onEncoding: (encoding: string) => encodings.push(encoding) };
      expect(await read(bytes, size, options)).toEqual([[2, { instance_id: '实例', usage_value: '1' }]]);
      expect(encodings).toEqual([expect.stringMatching(/^utf-16/)]);
    }
  }
});

describe('CSV', () => {
  test('accepts its header in any order, in English and Chinese', async () => {
    const row = { instance_id: 'i', usage_value: '1' };
    for (const text of [
      'usage_value,instance_id\n1,i\n',
      '使用量,实例ID\r\n1,i',
      '\ufeffUsage Value;INSTANCE_ID\n1;i',
      '实例 ID\t使用量\ni\t1',
      '"instance_id","usage_value"\n"i","1"\n\n',
    ]) {
      expect(await read(text)).toEqual([[2, row]]);
    }
  });

  test('a row with another number of cells is a fault of that row', async () => {
    expect(await read('instance_id,usage_value\na,1\nb\nc,3\n')).toEqual([
      [2, { instance_id: 'a', usage_value: '1' }],
      [3, 'COLUMN_COUNT', { instance_id: 'b' }],
      [4, { instance_id: 'c', usage_value: '3' }],
    ]);
    // What no column names must be removed before it can be sent.
    expect(await read('instance_id\na,,c\n')).toEqual([
      [2, 'COLUMN_COUNT', { instance_id: 'a', 'column 2': '', 'column 3': 'c' }],
    ]);
  });

  test('names every required heading that is missing, once for the file', async () => {
    const lacking = (text: string, target: 'new' | 'legacy') =>
      read(text, 9, { target }).then(
        () => '',
        (error: KooError) => error.facts.message.en,
      );
    expect(await lacking('instance_id,usage_value,record_time\na,1,x\nb,2,y\n', 'new')).toBe(
      'The header lacks begin_time, end_time',
    );
    const whole = 'instance_id,record_time,begin_time,end_time,usage_value\na,b,c,d,e\n';
    expect(await lacking(whole, 'new')).toBe('');
    expect(await lacking(whole, 'legacy')).toBe('The header lacks product_id');
    // metering_sn is derived where it is absent.
    expect(await read(whole, 9, { target: 'new' })).toHaveLength(1);
  });

  test('refuses a header without fields, with an unknown or with a duplicate one', async () => {
    for (const text of ['a,b\n1,2', 'instance_id,usage_valeu\n1,2', 'instance_id,实例ID\n1,2']) {
      await expect(read(text)).rejects.toSatisfy((error: object) => code(error) === 'BAD_HEADER');
    }
    expect(await read('instance_id,备注\n1,2', 9, { ignoreUnknown: true })).toEqual([
      [2, { instance_id: '1' }],
    ]);
  });

  test('refuses a header that names no field, even if unknown columns may be left out', async () => {
    await expect(read('a,b\n1,2', 9, { ignoreUnknown: true })).rejects.toSatisfy(
      (error: object) => code(error) === 'BAD_HEADER',
    );
  });

  test('names at most eight unknown columns, shortened, and the fields that there are', async () => {
    const headings = Array.from({ length: 9 }, (_, index) => String(index).repeat(41));
    const error: KooError = await read(`instance_id,${headings.join(',')}\n`, 999).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    const shown = headings.slice(0, 8).map((heading) => heading.slice(0, 40));
    expect(error.facts.message.en).toBe(`The header has unknown columns: ${shown.join(', ')}`);
    expect(error.facts.hint.en).toContain('instance_id (实例ID), record_time (记录时间)');
    expect(error.facts.hint.en).toContain('实例ID');
  });

  test('skips rows with only empty cells, of any number', async () => {
    const text = 'instance_id,usage_value\n1,2\n,\n ,\t\n,,,\n3,\n,';
    expect(await read(text)).toEqual([
      [2, { instance_id: '1', usage_value: '2' }],
      [6, { instance_id: '3', usage_value: '' }],
    ]);
  });

  test('tells required from optional fields of the header', async () => {
    const hintFor = async (target: 'new' | 'legacy') => {
      const error: unknown = await read('nope\n1', 9, { target }).catch((thrown: unknown) => thrown);
      return error instanceof KooError ? error.facts.hint.en.split('Optional: ') : [];
    };
    const [required, optional] = await hintFor('new');
    expect(required).toContain('usage_value (使用量)');
    expect(required).not.toMatch(/metering_sn|product_id/);
    expect(optional).toMatch(/metering_sn.*relate_pkg_instance.*product_id/);
    const [forLegacy, rest] = await hintFor('legacy');
    expect(forLegacy).toContain('product_id');
    expect(rest).not.toContain('product_id');
  });

  test('refuses an unclosed quote', async () => {
    await expect(read('instance_id\n"abc\nd\n')).rejects.toSatisfy(
      (error: object) => code(error) === 'NOT_CSV',
    );
  });
});

test('refuses an input that is neither UTF-8 nor GBK, and an empty one', async () => {
  for (const bytes of [
    [0x7b, 0xe4],
    // Half a character of UTF-16.
    [0xff, 0xfe, 0x61, 0x00, 0x0a],
    [0x63, 0x61, 0x66, 0xe9, 0x2c, 0x31, 0x0a],
  ]) {
    for (const size of [1, 100]) {
      await expect(read(Buffer.from(bytes), size)).rejects.toSatisfy(
        (error: object) => code(error) === 'NOT_UTF8',
      );
    }
  }
  // Valid so far, and then not: what was decided stays so.
  const late = Buffer.concat([Buffer.from(`{"实例":"话单"}\n`), Buffer.from([0xca, 0xb5, 0xc0, 0xfd, 0x0a])]);
  await expect(read(late, 20)).rejects.toSatisfy((error: object) => code(error) === 'NOT_UTF8');
  await expect(read(' \n')).rejects.toSatisfy((error: object) => code(error) === 'EMPTY_INPUT');
});

describe('GBK', () => {
  /** 实例ID,使用量 and a row, as Excel in China saves them. */
  const header = Buffer.from([
    0xca, 0xb5, 0xc0, 0xfd, 0x49, 0x44, 0x2c, 0xca, 0xb9, 0xd3, 0xc3, 0xc1, 0xbf, 0x0a,
  ]);

  test('is read and reported, for chunks of any size', async () => {
    const bytes = Buffer.concat([header, Buffer.from('a,1\n')]);
    for (let size = 1; size < 20; size += 1) {
      const encodings: string[] = [];
      const records = await read(bytes, size, { onEncoding: (encoding) => encodings.push(encoding) });
      expect(records).toEqual([[2, { instance_id: 'a', usage_value: '1' }]]);
      expect(encodings).toEqual(['gb18030']);
    }
  });

  test('is recognised after any amount of ASCII', async () => {
    const rows = 'a,1\n'.repeat(40_000);
    const bytes = Buffer.concat([
      Buffer.from(`instance_id,usage_value\n${rows}`),
      Buffer.from([0xca, 0xb5, 0xc0, 0xfd, 0x2c, 0x32, 0x0a]),
    ]);
    const records = await read(bytes);
    expect(records.at(-1)).toEqual([40_002, { instance_id: '实例', usage_value: '2' }]);
  });

  test('is not confused with UTF-8', async () => {
    const onEncoding = () => expect.unreachable();
    for (const text of ['\ufeff实例ID,使用量\n实例,1\n', 'instance_id,usage_value\né,1\n']) {
      for (const size of [1, 3, 1000]) expect(await read(text, size, { onEncoding })).toHaveLength(1);
    }
  });

  test('reads UTF-8 from a pipe line by line, without delay', async () => {
    let sent = 0;
    const slow = async function* () {
      for (; sent < 100; sent += 1) yield Buffer.from(`{"实例":"话单"}\n`);
    };
    for await (const some of readRecords(slow(), { ignoreUnknown: false })) {
      expect([...some]).not.toEqual([]);
      break;
    }
    expect(sent).toBeLessThan(10);
  });
});

test('refuses an endless line before it fills memory', async () => {
  await expect(read(`{"a":"${'x'.repeat(3 << 20)}`)).rejects.toSatisfy(
    (error: object) => code(error) === 'LINE_TOO_LONG',
  );
});

test('ends at a megabyte of blanks in one place', async () => {
  const blanks = (count: number) => ' \n'.repeat(count / 2);
  const [few, many] = [blanks(1 << 19), blanks((1 << 20) + (1 << 17))];
  const failed = (text: string) => read(text).then(String, code);
  expect(await read(`${few}{"a":1}`)).toEqual([[(1 << 18) + 1, { a: 1 }]]);
  expect(await failed(many)).toBe('EMPTY_INPUT');
  const body = '{"usage_records":[{"a":1}]';
  expect(await read(`${body}${few}}`)).toEqual([[1, { a: 1 }]]);
  expect(await failed(`${body}${many}}`)).toBe('NOT_JSON');
  expect(await failed(`${body}}${many}`)).toBe('NOT_JSON');
});
