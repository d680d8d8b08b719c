import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { billOfMaterials, thirdPartyNotices } from '../../scripts/third-party.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-notices-'));

afterAll(() => rmSync(root, { recursive: true }));

/** A bundle with code of the packages. */
function bundle(...names: readonly string[]): Metafile {
  const inputs = Object.fromEntries(
    names.map((name) => [`node_modules/${name}/index.js`, { bytesInOutput: 1 }]),
  );
  return { inputs: {}, outputs: { 'dist/x.js': { bytes: 1, inputs, imports: [], exports: [] } } };
}

function install(name: string, fields: object): string {
  const file = join(root, 'node_modules', name, 'package.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ name, version: '1.2.3', ...fields }));
  writeFileSync(join(dirname(file), 'LICENSE'), 'The text.');
  return name;
}

const pointer = 'The source code of this version: https://git.example.com/a/b (1.2.3, unmodified)';

test.each([
  ['MPL-2.0', { type: 'git', url: 'git+https://git.example.com/a/b.git' }],
  ['EPL-2.0', 'https://git.example.com/a/b'],
  ['(MIT OR LGPL-3.0-only)', { url: 'git://git.example.com/a/b' }],
  ['LGPL-2.1', { url: 'git+ssh://git@git.example.com/a/b.git' }],
  ['GPL-3.0', { url: 'ssh://git@git.example.com/a/b.git' }],
])('a package under %s has a pointer to its source', (license, repository) => {
  const name = install('covered', { license, repository });
  expect(thirdPartyNotices(bundle(name), root)).toContain(
    `covered@1.2.3 (${license})\n\n${pointer}\n\nThe text.`,
  );
});

test('the home page counts where there is no repository', () => {
  const name = install('covered', { license: 'MPL-2.0', homepage: 'https://git.example.com/a/b' });
  expect(thirdPartyNotices(bundle(name), root)).toContain(pointer);
});

test('without either, and with a host that the package does not name, nothing is built', () => {
  for (const repository of [undefined, 'a/b', 'github:a/b']) {
    const name = install('covered', { license: 'MPL-2.0', repository });
    expect(() => thirdPartyNotices(bundle(name), root)).toThrow('covered names no source');
  }
});

test('others need none', () => {
  const name = install('free', { license: 'MIT' });
  expect(thirdPartyNotices(bundle(name), root)).toContain('free@1.2.3 (MIT)\n\nThe text.');
});

test("koo's own bundle points to the source of its JMESPath library", () => {
  const notices = thirdPartyNotices(
    bundle('@jmespath-community/jmespath'),
    join(import.meta.dirname, '../..'),
  );
  expect(notices).toMatch(
    /@jmespath-community\/jmespath@[\d.]+ \(MPL-2\.0\)\n\nThe source code of this version: https:\/\/\S+\/typescript-jmespath /,
  );
});

test('the bill of materials names each package with its version, licence and hash', () => {
  const names = [install('@a/one', { license: 'MIT' }), install('two', { license: '(MIT OR ISC)' })];
  install('three', { license: 'ISC' });
  install('beside', { license: 'MIT' });
  const koo = {
    name: 'koo',
    version: '9.9.9',
    license: 'Apache-2.0',
    optionalDependencies: { beside: '1', none: '1' },
  };
  writeFileSync(join(root, 'package.json'), JSON.stringify(koo));
  const integrity = `sha512-${Buffer.from('hash').toString('base64')}`;
  const packages = { 'node_modules/@a/one': { integrity }, 'node_modules/two': {} };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  const text = billOfMaterials(bundle(...names), root);
  const own = { type: 'application', 'bom-ref': 'pkg:npm/koo@9.9.9', name: 'koo', version: '9.9.9' };
  const library = (name: string, expression: string, scope: string, path = name) => ({
    type: 'library',
    'bom-ref': `pkg:npm/${path}@1.2.3`,
    name,
    version: '1.2.3',
    licenses: [{ expression }],
    purl: `pkg:npm/${path}@1.2.3`,
    scope,
  });
  expect(JSON.parse(text)).toEqual({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { ...own, licenses: [{ expression: 'Apache-2.0' }], purl: 'pkg:npm/koo@9.9.9' },
    },
    components: [
      {
        ...library('@a/one', 'MIT', 'required', '%40a/one'),
        hashes: [{ alg: 'SHA-512', content: Buffer.from('hash').toString('hex') }],
      },
      library('two', '(MIT OR ISC)', 'required'),
      library('beside', 'MIT', 'optional'),
    ],
    dependencies: [
      {
        ref: 'pkg:npm/koo@9.9.9',
        dependsOn: ['pkg:npm/%40a/one@1.2.3', 'pkg:npm/two@1.2.3', 'pkg:npm/beside@1.2.3'],
      },
    ],
  });
  expect(billOfMaterials(bundle(...names.reverse()), root)).toBe(text);
});

test('that of the build lists what the licences list', () => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, '../../dist', name), 'utf8');
  const { components } = JSON.parse(read('sbom.cdx.json')) as {
    readonly components: readonly {
      readonly name: string;
      readonly version: string;
      readonly scope: string;
    }[];
  };
  const listed = components.filter(({ scope }) => scope === 'required');
  const notices = [...read('THIRD-PARTY-LICENSES.txt').matchAll(/^-{80}\n\n(\S+) \(/gm)];
  expect(listed.map(({ name, version }) => `${name}@${version}`)).toEqual(notices.map(([, one]) => one));
});
