import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compileCodes } from '../../scripts/code-data.ts';
import { codeFamilies, entriesOf } from '../../src/codes/families.ts';

const folder = fileURLToPath(new URL('../../data/codes/', import.meta.url));
const shared = readFileSync(`${folder}shared.yaml`, 'utf8');
const compile = (text: string) => compileCodes('upload', text, shared);

const head = `\
pages:
  guide: https://support.huaweicloud.com/guide.html
calls:
  creation: { v1: [newInstance], v2: [newInstance] }
texts:
  twice: { en: Do it twice., zh: 请做两次。 }
defaults:
  http: 200
  occurs: { open-api: [eventUpload] }
  sources: [guide]
codes:
`;
const row = (lines: string) => `${head}  - code: CBC.0001\n    meaning: { en: a, zh: 甲 }\n${lines}`;

describe('data/codes', () => {
  test('has a file for each family, and the texts they share', () => {
    const files = globSync('*.yaml', { cwd: folder }).map((file) => basename(file, '.yaml'));
    expect(files.toSorted()).toEqual([...codeFamilies.map(({ id }) => id), 'shared'].toSorted());
  });

  test.each(codeFamilies)('$id compiles into what koo reads', ({ id }) => {
    expect(compileCodes(id, readFileSync(`${folder}${id}.yaml`, 'utf8'), shared)).toEqual(entriesOf(id));
  });

  test('has no unused text', () => {
    const files = globSync('*.yaml', { cwd: folder }).map((file) => readFileSync(folder + file, 'utf8'));
    const names = files.flatMap((text) => {
      const texts = text === shared ? text : (/^texts:\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? '');
      return [...texts.matchAll(/^(?: {2})?(\w+):$/gm)].map(([, name = '']) => name);
    });
    expect(names).toContain('throttled');
    const used = (name: string) =>
      files.some((text) => new RegExp(`(: |- |[[] ?|, )${name}\\b(?!:)`).test(text));
    expect(names.filter((name) => !used(name))).toEqual([]);
  });
});

describe('a family of codes', () => {
  test('applies its defaults and resolves names', () => {
    expect(compile(row('    next: twice\n    occurs: [creation, { console: [debugging] }]\n'))).toEqual([
      {
        code: 'CBC.0001',
        aliases: [],
        family: 'upload',
        http: [200],
        message: {},
        meaning: { en: 'a', zh: '甲' },
        byStatus: [],
        cause: null,
        actor: 'caller',
        next: { en: 'Do it twice.', zh: '请做两次。' },
        repeat: 'never',
        permission: false,
        occurs: [
          { in: 'v1', calls: ['newInstance'] },
          { in: 'v2', calls: ['newInstance'] },
          { in: 'console', calls: ['debugging'] },
        ],
        sources: ['https://support.huaweicloud.com/guide.html'],
        notes: [],
      },
    ]);
  });

  test('expands several codes and several statuses', () => {
    const text = row('    next: later\n    byStatus: [{ http: [500, 502], meaning: { en: b, zh: 乙 } }]\n');
    const entries = compile(text.replace('CBC.0001', '[CBC.0001, CBC.0002]'));
    expect(entries.map(({ code }) => code)).toEqual(['CBC.0001', 'CBC.0002']);
    expect(entries[1]?.byStatus).toEqual([
      { http: 500, meaning: { en: 'b', zh: '乙' } },
      { http: 502, meaning: { en: 'b', zh: '乙' } },
    ]);
  });

  test.each<[name: string, text: string, message: string]>([
    ['an unknown name of a text', row('    next: thrice\n'), '14: codes.0.next: no text has the name thrice'],
    [
      'an unknown name of a page',
      row('    next: twice\n    sources: [x]\n'),
      '15: codes.0.sources.0: no page',
    ],
    [
      'an unknown name of a set of calls',
      row('    next: twice\n    occurs: x\n'),
      '15: codes.0.occurs: no set of calls',
    ],
    ['a missing field', row(''), '12: codes.0.next: Invalid key: Expected "next"'],
    ['a missing language', row('    next: { en: Go. }\n'), '14: codes.0.next.zh: Invalid key: Expected "zh"'],
    ['an unknown field', row('    next: twice\n    nxt: x\n'), '15: codes.0.nxt: Invalid key'],
    ['an unknown value', row('    next: twice\n    actor: me\n'), '15: codes.0.actor: Invalid type'],
    [
      'a code without quotes',
      row('    next: twice\n').replace('CBC.0001', '000105'),
      '12: codes.0.code: a code is text: put quotes around its digits',
    ],
    [
      'a code twice',
      `${row('    next: twice\n')}${row('    next: twice\n').slice(head.length)}`,
      '15: codes.1: this code stands here twice',
    ],
    ['invalid YAML', `${head}  - code: "`, '12: Missing closing "quote'],
  ])('reports the line of %s', (_, text, message) => {
    expect(() => compile(text)).toThrow(`data/codes/upload.yaml:${message}`);
  });

  test('reports a fault in the shared texts with their file', () => {
    expect(() => compileCodes('upload', head, 'later: x')).toThrow('data/codes/shared.yaml:1: later: ');
  });
});
