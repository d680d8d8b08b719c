import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { activityRules, regionNames, starterFiles } from '../../../src/callback/starter/project.ts';

/** A folder with the templates of one language. */
function templates(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'koo-templates-'));
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

const options = { language: 'go', protocols: ['v1'], sale: 'period', name: 'shop' } as const;

describe('starterFiles', () => {
  it('renders the files of the language, under their names and that of the project', () => {
    const folder = templates({
      'vectors.json': '{}',
      'go/b/server.go': 'package koogallery-callbacks\n// koo:if v2\nv2\n// koo:end\n',
      'go/dot-gitignore': '*.db\n',
      'go/kit.go': '// koo:if kit\nkit\n// koo:end\n',
      'php/index.php': '<?php',
    });
    expect(starterFiles(folder, options).map(({ path, text }) => [path, text])).toEqual([
      ['b/server.go', 'package shop\n'],
      ['.gitignore', '*.db\n'],
    ]);
  });

  it('marks what is executable', () => {
    const folder = templates({ 'vectors.json': '{}', 'go/push': 'x', 'go/serve': 'x' });
    chmodSync(join(folder, 'go/push'), 0o755);
    const executable = starterFiles(folder, options).filter(({ isExecutable }) => isExecutable);
    expect(executable.map(({ path }) => path)).toEqual(['push']);
  });

  it('writes the rules of the parameters and the vectors that are needed, wherever the template has them', () => {
    const folder = templates({
      'vectors.json': JSON.stringify({ a: { for: ['v1-family'], x: 1 }, b: { for: ['kit'], x: 2 } }),
      'go/rules/activities.json': '{}',
      'go/test/vectors.json': '{}',
    });
    const texts = Object.fromEntries(starterFiles(folder, options).map(({ path, text }) => [path, text]));
    expect(JSON.parse(texts['rules/activities.json'] ?? '')).toEqual(activityRules(['v1'], 'period'));
    expect(JSON.parse(texts['test/vectors.json'] ?? '')).toEqual({ a: { x: 1 } });
  });
});

describe('regionNames', () => {
  it.each([
    [['v1'], ['v1', 'v1-family', 'instances', 'period']],
    [['v1-kit'], ['v1-kit', 'kit', 'v1-family', 'period']],
    [['v2-kit'], ['v2-kit', 'kit', 'v2-family', 'period']],
    [['license-code'], ['license-code', 'v2-base', 'v2-family', 'period']],
    [['order-notify'], ['order-notify', 'v2-base', 'v2-family', 'orders', 'period']],
    [['online-license'], ['online-license', 'v2-base', 'v2-family', 'instances', 'orders', 'period']],
  ] as const)('of %j', (ids, names) => {
    expect([...regionNames({ protocols: ids, sale: 'period' })].sort()).toEqual([...names].sort());
  });
});

describe('activityRules', () => {
  it('has the activities that a product of the sale mode can get', () => {
    expect(Object.keys(activityRules(['v2'], 'one-time').v2 ?? {})).not.toContain('refreshInstance');
    expect(Object.keys(activityRules(['v2'], 'period').v2 ?? {})).toContain('refreshInstance');
    expect(Object.keys(activityRules(['v1', 'order-notify'], 'period'))).toEqual(['v1', 'order-notify']);
  });

  it('requires what every call has, and no more', () => {
    const rules = activityRules(
      protocols.map(({ id }) => id),
      'period',
    );
    expect(rules.v2?.newInstance).toMatchObject({
      orderId: { type: 'string', required: true, maxLength: 64 },
    });
    expect(rules.v1?.queryInstance?.instanceId).toEqual({ type: 'string', required: true, maxItems: 100 });
    expect(rules['v2-kit']?.authSync?.userList).toMatchObject({ type: 'list', json: true });
    expect(rules['v1-kit']?.allOrgSync?.orgInfo).toMatchObject({ type: 'list', json: true });
  });
});
