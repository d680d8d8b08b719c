import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { protocols } from '../../src/callback/protocols/index.ts';
import { callbackMeaning } from '../../src/codes/callback.ts';
import type { CodeEntry, CodeFamilyId } from '../../src/codes/entry.ts';
import { allEntries, codeFamilies, codeNames, entriesOf, familyOf } from '../../src/codes/families.ts';
import { both } from '../../src/text/translate.ts';
import { recordMeaning, snUsedCode } from '../../src/usage/rejects.ts';

const entries = allEntries();
const words = (text: string) => text.split(/\s+/).filter(Boolean);

/** Typed in from Huawei's pages, and from koo's own contract. */
const documented: Readonly<Record<CodeFamilyId, readonly string[]>> = {
  callback: words(`
    000000 000001 000002 000003 000004 000005 000100 000101 000102 000103 000104 000105 000106 000107
    000900 000901 000902 000903`),
  debugger: words(`
    DEBUG-BODY-SIGN-MISSING DEBUG-BODY-SIGN-WRONG DEBUG-RESULT-CODE DEBUG-FIELD-MISSING DEBUG-FIELD-LENGTH
    DEBUG-BODY-UNREADABLE DEBUG-CONTENT-TYPE DEBUG-UNREACHABLE DEBUG-TIMEOUT DEBUG-HTTP-STATUS`),
  'order-usage': words(`
    MKT.0000 MKT.0999 MKT.0100 MKT.0101 MKT.0102 MKT.0199 MKT.0150 MKT.0151 MKT.0154 MKT.0250 MKT.9001 MKT.9002
    MKT.9003 MKT.9004 MKT.9005`),
  'usage-push': words('94060001 94060002 94060004'),
  'usage-record': words('001 002 003 004 005 006 007 009 010 011 012 013'),
  upload: words(`
    CBC.0000 CBC.0150 CBC.0101 CBC.0999 91381033 91381034 91381035 91381036 91381037 91381038 91380150`),
  billing: words(`
    CBC.0100 CBC.0151 CBC.0154 CBC.0250 CBC.0999 CBC.5001 CBC.18000014 CBC.18000016 CBC.18000048 CBC.18000053
    CBC.99000037`),
  license: words(`
    92020000 92020001 92020002 92020003 92020004 92020005 92020011 92020020 95000001 95000002 95000003 95000004`),
  gateway: words(`
    0101 0103 0104 0105 0106 0201 0204 0301 0302 0304 0306 0310 0401 0402 0404 0802 0303 0305 0311 0307 0308 0501
    0502 0601 0605 0606 0608 0609 0611 0612 0705 0602 0607 1009 0610 0613`).map((code) => `APIGW.${code}`),
  'seller-config': words('MKT.0409 MKT.9001'),
};

/** Statuses as published; of a code that has several, all of them. */
const statuses: Readonly<Record<string, readonly number[]>> = {
  'MKT.0999': [500],
  'MKT.0100': [500],
  'MKT.0101': [400],
  'MKT.0151': [401],
  'MKT.0250': [406],
  'CBC.0150': [403],
  '91381033': [200],
  'CBC.0250': [429],
  'CBC.5001': [200],
  'CBC.18000014': [400],
  '92020001': [200, 403, 500],
  '92020002': [200, 400],
  '95000002': [405],
  '95000003': [415],
  '94060001': [500],
  '94060002': [401],
  '94060004': [400],
  'APIGW.0101': [404],
  'APIGW.0201': [400, 413, 414, 494, 500, 502, 504],
  'APIGW.0301': [401],
  'APIGW.0308': [429],
  'APIGW.0501': [405],
  'APIGW.0610': [502],
  'APIGW.0613': [503],
  'MKT.0409': [409],
};

/** What the pages say in English, and in Chinese where they do. */
const messages: Readonly<Record<string, string>> = {
  '000003': 'The instance ID does not exist. 实例ID不存在',
  '000105': 'Account has already subscribed to benefits 该账号已购买权益,无法再开通',
  'MKT.0102': 'Invalid body sign',
  'MKT.9002': 'Invalid usage enties.',
  '91381035': 'license period has no remain amount',
  '92020004': 'can not active before user received.',
  'DEBUG-TIMEOUT': '调测失败,调用接口超时20s.',
  'DEBUG-FIELD-MISSING':
    'Debugging failed. The interface response does not contain {fileId}. 调测失败,接口响应缺少{fileId}.',
};

describe('the entries', () => {
  test.each(Object.entries(documented))('has every code of %s, once', (id, codes) => {
    const own = entriesOf(id as CodeFamilyId);
    expect(own.map(({ code }) => code).toSorted()).toEqual([...codes].toSorted());
    for (const { family } of own) expect(family).toBe(id);
  });

  test('has codes of the shape of their family', () => {
    for (const { code, aliases, family } of entries) {
      for (const name of [code, ...aliases]) expect(name).toMatch(familyOf(family).shape);
    }
    expect(new Set(codeFamilies.map(({ id }) => id)).size).toBe(codeFamilies.length);
  });

  test.each(Object.entries(statuses))('%s comes with %j', (code, http) => {
    expect(entries.find((entry) => entry.code === code)?.http).toEqual(http);
  });

  test.each(Object.entries(messages))('%s says %j', (code, text) => {
    const { en, zh } = entries.find((entry) => entry.code === code)?.message ?? {};
    expect([en, zh].filter(Boolean).join(' ')).toBe(text);
  });

  test('has every text in both languages', () => {
    for (const entry of entries) {
      for (const { en, zh } of textsOf(entry)) {
        expect(en, entry.code).toMatch(/^[\x20-\x7e…]+(\([\x20-\x7e\p{Script=Han}]+\))?[\x20-\x7e…]*$/u);
        expect(zh, entry.code).toMatch(/\p{Script=Han}/u);
        expect(zh, entry.code).not.toMatch(/\p{Script=Han}[,;:?!]/u);
      }
      expect(entry.next.en).toMatch(/\.$/);
      expect(entry.next.zh).toMatch(/。$/);
      expect(entry.meaning.en).not.toMatch(/\.$/);
    }
  });

  test('has meanings by status only for documented statuses', () => {
    for (const { http, byStatus } of entries) {
      for (const one of byStatus) expect(http).toContain(one.http);
      if (byStatus.length > 0) expect(byStatus.map((one) => one.http)).toEqual(http);
    }
  });

  test('names the source of each entry, and marks koo’s own contract', () => {
    for (const { code, sources, family, notes } of entries) {
      expect(sources.length, code).toBeGreaterThan(0);
      for (const source of sources) {
        expect(source).toMatch(
          family === 'seller-config' ? /^docs\/api\// : /^https:\/\/(support|www)\.huaweicloud\.com\//,
        );
      }
      expect(notes.some(({ en }) => en.startsWith("koo's own contract, not Huawei's"))).toBe(
        family === 'seller-config',
      );
    }
  });

  test('requires no action after success', () => {
    const done = entries.filter(({ repeat }) => repeat === 'done').map(({ code }) => code);
    expect(done.toSorted()).toEqual(
      ['000000', 'MKT.0000', 'CBC.0000', '92020000', '92020003', '005', '010'].toSorted(),
    );
    for (const { repeat, actor } of entries) expect(actor === 'nobody').toBe(repeat === 'done');
  });

  test('says what to do to the one who acts', () => {
    const of = (code: string) => entries.find((entry) => entry.code === code);
    expect(of('APIGW.0501')?.actor).toBe('buyer');
    expect(of('91381035')).toMatchObject({
      actor: 'buyer',
      next: { en: expect.stringMatching(/has to order/) },
    });
    expect(of('000004')?.next.en).toContain('koo event upload');
  });

  test('offers completion the codes that a server sends', () => {
    const names = codeNames();
    expect(names).toContainEqual({
      code: '000106',
      meaning: { en: 'product resources sold out', zh: '该商品资源已售罄' },
    });
    expect(names.length).toBe(entries.length - documented.debugger.length);
  });
});

describe('the entries agree with the rest of koo', () => {
  test('name existing activities, which declare the same codes', () => {
    for (const { code, occurs } of entriesOf('callback')) {
      for (const { in: place, calls } of occurs) {
        const protocol = protocols.find(({ id }) => id === place);
        for (const name of calls) {
          const activity = protocol?.activities.find((one) => one.name === name);
          expect(activity, `${place} ${name}`).toBeDefined();
          if (code !== '000000') expect(activity?.resultCodes, `${place} ${name}`).toContain(code);
        }
      }
    }
  });

  test.each(['000003', '000100', '000101', '000105'])(
    '%s occurs in every activity that declares it',
    (code) => {
      const entry = entriesOf('callback').find((one) => one.code === code);
      const places = entry?.occurs.flatMap(({ in: place, calls }) => calls.map((call) => `${place} ${call}`));
      for (const { id, activities } of protocols) {
        for (const { name, resultCodes } of activities) {
          if (resultCodes.includes(code)) expect(places).toContain(`${id} ${name}`);
        }
      }
    },
  );

  test('contain every code that an activity declares', () => {
    const declared = protocols.flatMap(({ activities }) =>
      activities.flatMap(({ resultCodes }) => resultCodes),
    );
    for (const code of declared) expect(callbackMeaning(code), code).toBeDefined();
  });

  test('contain the messages that checks quote', () => {
    const known = entriesOf('debugger').map(({ message }) => message.zh);
    const root = fileURLToPath(new URL('../../src/callback/checks/', import.meta.url));
    const quoted = globSync('*.ts', { cwd: root }).flatMap((file) =>
      [...readFileSync(`${root}${file}`, 'utf8').matchAll(/both\(\s*'([^']*)'/g)]
        .map(([, text = '']) => both(text).zh)
        .filter((text) => /^(调测失败|调用失败|响应Http)/.test(text)),
    );
    expect(quoted.length).toBeGreaterThan(5);
    for (const text of quoted) expect(known).toContain(text);
  });

  test('give usage records their meaning', () => {
    // A push says more of 005: for a record that koo sent before, it is no error.
    for (const code of documented['usage-record'].filter((one) => one !== snUsedCode)) {
      expect(recordMeaning(code)).toBe(entries.find((entry) => entry.code === code)?.meaning);
    }
    expect(recordMeaning(snUsedCode).en).toContain('not sent by koo');
    expect(recordMeaning('008').en).toBe('not documented');
  });
});

function textsOf({ meaning, cause, next, notes, byStatus }: CodeEntry) {
  return [meaning, next, ...(cause ? [cause] : []), ...notes, ...byStatus.map((one) => one.meaning)];
}

test('000101 has the meaning of the activity that returns it', () => {
  expect(callbackMeaning('000101', 'newInstance')?.en).toMatch(/mobile number/);
  expect(callbackMeaning('000101', 'applicationSync')?.en).toMatch(/clientSecret/);
  expect(callbackMeaning('000102', 'applicationSync')).toEqual(callbackMeaning('000102'));
});
