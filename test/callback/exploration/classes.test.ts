import { describe, expect, it } from 'vitest';
import {
  coveringRows,
  type ValueClass,
  valueClasses,
  valuesWith,
} from '../../../src/callback/exploration/classes.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import type { Activity, Field, ProtocolId } from '../../../src/callback/protocols/model.ts';
import { sampleValues } from '../../../src/callback/protocols/samples.ts';
import { validateValues } from '../../../src/callback/protocols/validate.ts';
import type { JsonObject, JsonValue } from '../../../src/text/json.ts';

const sale = 'period';
const now = new Date('2026-12-02T10:00:00Z');

function samplesOf(activity: Activity): JsonObject {
  return sampleValues(activity, { now, sale, id: (length = 32) => 'f'.repeat(length) });
}

function classesOf(activity: Activity): readonly ValueClass[] {
  return valueClasses(activity, { sale, samples: samplesOf(activity) });
}

function find(protocol: ProtocolId, name: string): Activity {
  return protocols.find(({ id }) => id === protocol)!.activities.find((one) => one.name === name)!;
}

/** The values of a field, by label; `open` marks those that may be refused. */
function classes(protocol: ProtocolId, name: string, field: string): Record<string, JsonValue | undefined> {
  const all = classesOf(find(protocol, name)).filter((one) => one.field === field);
  return Object.fromEntries(all.map(({ label, value, open }) => [label.en + (open ? ' (open)' : ''), value]));
}

const all = protocols.flatMap(({ id, activities }) =>
  activities.map((activity) => ({ name: `${id} ${activity.name}`, activity })),
);

describe.each(all)('$name', ({ activity }) => {
  const found = classesOf(activity);
  const rows = coveringRows(found);

  it('has the same classes each time, each with its own name', () => {
    expect(classesOf(activity)).toEqual(found);
    const names = found.map(({ field, label }) => `${field} ${label.en}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has each class in a row', () => {
    expect(new Set(rows.flat())).toEqual(new Set(found));
  });

  it('has no field twice in a row, and each class that may be refused alone', () => {
    for (const row of rows) {
      expect(new Set(row.map(({ field }) => field)).size).toBe(row.length);
      if (row.some(({ open }) => open)) expect(row).toHaveLength(1);
    }
  });

  it('has hardly more rows than the field with most classes, besides those that may be refused', () => {
    const judged = found.filter(({ open }) => !open);
    const fields = [...Map.groupBy(judged, ({ field }) => field).values()].map((one) => one.length);
    const absent = judged.filter(({ value }) => value === undefined).length;
    const most = Math.max(0, absent, ...fields) + linear(activity) + 2;
    expect(rows.length - (found.length - judged.length)).toBeLessThanOrEqual(most);
  });

  it('sends only what the declarations allow', () => {
    for (const row of rows) {
      const values = { ...samplesOf(activity), ...valuesWith(activity, samplesOf(activity), row) };
      expect(validateValues(activity.request, values).filter(({ rule }) => rule !== 'required')).toEqual([]);
      if (row.some(({ open }) => open)) continue;
      expect(validateValues(activity.request, values)).toEqual([]);
      for (const field of activity.request) expectTogether(field, values);
    }
  });
});

/** The classes of linear attributes exclude each other. */
function linear({ request }: Activity): number {
  return 4 * request.filter(({ name }) => /^(amount|diskSize|bandWidth)$/.test(name)).length;
}

function expectTogether({ name, together }: Field, values: Record<string, unknown>): void {
  if (together !== undefined)
    expect([name, values[name] === undefined]).toEqual([name, values[together] === undefined]);
}

describe('the classes', () => {
  it('of a name are its lengths in characters and bytes, and texts that break a server', () => {
    expect(classes('v1', 'newInstance', 'customerName')).toEqual({
      'absent (open)': undefined,
      'one character': '云',
      '64 Chinese characters': '云'.repeat(64),
      '64 letters and digits': `${'Ab1'.repeat(21)}A`,
      '00012, which is not the number': '00012',
      '1e5, which is not the number': '1e5',
      'punctuation of names': `O'Neil & "Sons" A-B_C, Co. (云商店) 中国（深圳）·公司`,
      '32 characters outside the BMP (open)': '😀'.repeat(32),
      'quotes and backslashes (open)': `O'Neil "A" \\n \`b\` \\`,
      'markup and percent signs (open)': '<b>A&amp;B</b> 100% %41+1=2?#;--',
      'line separators of JavaScript (open)': 'a\u2028b\u2029c',
      'blanks at the ends (open)': ' a\tb  c\u3000 ',
      'letters that normalisation and case folding change (open)': 'e\u0301 ﬁ ß İı',
      'null, as a text (open)': 'null',
    });
  });

  it('of an ID are its lengths and digits', () => {
    const { absent, ...sent } = classes('v1', 'newInstance', 'userId');
    expect(Object.keys(sent)).toEqual([
      'one character',
      '64 letters and digits',
      '64 digits',
      '00012, which is not the number',
      '1e5, which is not the number',
    ]);
    expect(Object.values(sent).map((value) => String(value).length)).toEqual([1, 64, 64, 5, 3]);
    expect(absent).toBeUndefined();
  });

  it('of what must exist elsewhere may all be refused', () => {
    for (const [protocol, name, field] of [
      ['v1', 'newInstance', 'productId'],
      ['v2', 'changeInstanceCheck', 'productInfo.skuCode'],
      ['v2-kit', 'authSync', 'appId'],
      ['v2-kit', 'authSync', 'userList.0.orgCode'],
    ] as const) {
      const labels = Object.keys(classes(protocol, name, field));
      expect(labels.length).toBeGreaterThan(3);
      for (const label of labels) expect(label).toMatch(/\(open\)$/);
    }
    expect(classes('v2-kit', 'singleOrgSync', 'parentCode')).toMatchObject({ absent: undefined, empty: '' });
  });

  it('of an encrypted address lie on both sides of the blocks of AES', () => {
    const { absent, ...sent } = classes('v1', 'newInstance', 'email');
    const lengths = Object.values(sent).map((value) => String(value).length);
    expect([absent, ...lengths]).toEqual([undefined, 15, 16, 17, 31, 32, 48, 64, 128]);
  });

  it('of an expiry are later than the sample, and may have milliseconds where the pages differ', () => {
    const times = classes('v2', 'refreshInstance', 'expireTime');
    expect(times).toMatchObject({
      '29 February': '20280229120000',
      'the last second of a year': '20281231235959',
      midnight: '20290101000000',
      'with milliseconds (open)': '20280430120000000',
    });
    const { expireTime } = samplesOf(find('v2', 'refreshInstance'));
    for (const time of Object.values(times)) expect(String(time) > String(expireTime)).toBe(true);
    const code = classes('license-code', 'refreshLicenseCode', 'expireTime');
    expect(Object.keys(code)).not.toContain('with milliseconds (open)');
  });

  it.each([
    ['v2', 'refreshInstance', 'expireTime', 4],
    ['v1', 'newInstance', 'expireTime', 4],
    ['v1', 'newInstance', 'acceptanceTime', 4],
    ['v2-kit', 'authSync', 'currentSyncTime', 4],
    ['online-license', 'getLicenseAsync', 'effectiveTime', 5],
  ] as const)('of %s %s %s have each month once', (protocol, name, field, at) => {
    const texts = Object.entries(classes(protocol, name, field)).flatMap(([label, value]) =>
      label.includes('(open)') || value === undefined ? [] : [String(value)],
    );
    const ends = name === 'getLicenseAsync' ? Object.values(classes(protocol, name, 'expireTime')) : [];
    const months = [...texts, ...ends].map((value) => String(value).slice(at, at + 2));
    expect(months.toSorted()).toEqual([
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
      '07',
      '08',
      '09',
      '10',
      '11',
      '12',
    ]);
  });

  it('of a licence lie within the term of the sample, and any of them fit together', () => {
    const [begins, ends] = ['effectiveTime', 'expireTime'].map((field) =>
      Object.values(classes('online-license', 'getLicenseAsync', field)).map(String),
    );
    const { effectiveTime, expireTime } = samplesOf(find('online-license', 'getLicenseAsync'));
    const sorted = [String(effectiveTime), ...begins!.toSorted(), ...ends!.toSorted(), String(expireTime)];
    expect(sorted.toSorted()).toEqual(sorted);
    expect(begins!.some((time) => time.endsWith(':00 z'))).toBe(true);
  });

  it('of an amount are negative only where the pages say so', () => {
    expect(Object.values(classes('v1', 'newInstance', 'orderAmount'))).not.toContain('-100.5');
    expect(classes('v1', 'refreshInstance', 'orderAmount')['negative (open)']).toBe('-100.5');
    // The release has the amount of the purchase.
    expect(Object.keys(classes('v1', 'releaseInstance', 'orderAmount'))).toEqual(['absent']);
  });

  it.each([
    ['v1-kit', 'string'],
    ['v2-kit', 'object'],
  ] as const)('of the users of %s are lists of one, of some and of 500', (protocol, type) => {
    const lists = classes(protocol, 'authSync', 'userList');
    const sizes = Object.values(lists).map((list) => {
      expect(typeof list).toBe(list === lists['in the other form (open)'] ? 'string' : type);
      const users: JsonObject[] = typeof list === 'string' ? JSON.parse(list) : list;
      expect(new Set(users.map(({ userName }) => userName)).size).toBe(users.length);
      return users.length;
    });
    expect(sizes.slice(0, 7)).toEqual([1, 1, 1, 1, 3, 500, 500]);
  });
});

describe('the largest row', () => {
  it('has 500 users with the largest members', () => {
    const activity = find('v2-kit', 'authSync');
    const row = coveringRows(classesOf(activity)).findLast(([, second]) => second !== undefined)!;
    const { userList } = valuesWith(activity, samplesOf(activity), row);
    expect(userList).toHaveLength(500);
    for (const user of userList as unknown as JsonObject[])
      expect(user).toMatchObject({ name: '云'.repeat(64), position: '云'.repeat(64), orgCode: 'ORG1' });
    expect(Buffer.byteLength(JSON.stringify(userList))).toBeGreaterThan(400_000);
  });
});

describe('a value inside a list', () => {
  it.each(['v1-kit', 'v2-kit'] as const)('changes that member alone: %s', (protocol) => {
    const activity = find(protocol, 'authSync');
    const samples = samplesOf(activity);
    const changed = classesOf(activity).filter(
      ({ field, value }) =>
        (field === 'userList.0.email' && value === undefined) ||
        (field === 'userList.0.role' && value === 'admin'),
    );
    const { userList } = valuesWith(activity, samples, changed);
    const read = (list: JsonValue | undefined): JsonObject[] =>
      typeof list === 'string' ? JSON.parse(list) : (list as unknown as JsonObject[]);
    const { email, ...rest } = read(samples.userList)[0]!;
    expect(email).toBeDefined();
    expect(read(userList)).toEqual([{ ...rest, role: 'admin' }]);
  });
});
