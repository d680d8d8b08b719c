import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');

/** Each match of an expression in files, with its file. */
function found(pattern: string, expression: RegExp): string[] {
  return globSync(pattern, { cwd: root }).flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(expression)].map(([, one]) => `${path}: ${one}`),
  );
}

test('the workflow uses other actions at a commit only, with the name of its version', () => {
  const uses = found('.github/workflows/*.yml', /uses: (.+)/g);
  expect(uses.length).toBeGreaterThan(5);
  expect(uses.filter((one) => !/@[\da-f]{40} # v?\d+\.\d+/.test(one))).toEqual([]);
});

test('packages have one version each, and none but the keyring is installed with koo', () => {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = read('package.json');
  expect({ dependencies, peerDependencies }).toEqual({});
  expect(Object.keys(optionalDependencies)).toEqual(['@napi-rs/keyring']);
  const versions = Object.entries<string>({ ...optionalDependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const { packages } = read('package-lock.json');
  for (const [name, version] of versions) expect(packages[`node_modules/${name}`]?.version).toBe(version);
});

test('the workflow looks for known vulnerabilities every night', () => {
  const workflow = parse(readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8'));
  expect(workflow.on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }]);
  const { audit } = workflow.jobs;
  expect(audit).not.toHaveProperty('if');
  // What users install.
  expect(audit.steps).toContainEqual({ run: 'npm audit --omit=dev' });
  // The lock files of koo and of the starters.
  expect(audit.steps).toContainEqual({
    uses: expect.stringContaining('osv-scanner-action@'),
    with: { 'scan-args': '--recursive\n./' },
  });
});

test('the images of the starters have digests, and their locks have hashes', () => {
  const images = found('templates/*/Dockerfile', /^FROM (.+)$/gm);
  expect(new Set(images.map((one) => one.split('/')[1])).size).toBe(5);
  expect(images.filter((one) => !/: [\w.-]+:[\w.-]+@sha256:[\da-f]{64}( AS build)?$/.test(one))).toEqual([]);
  const locked = found('templates/python/requirements.txt', /^([^#\s].*)$/gm);
  expect(locked.length).toBeGreaterThan(8);
  expect(locked.filter((one) => !/ [\w-]+==[\d.]+.* \\$/.test(one))).toEqual([]);
  const { packages } = JSON.parse(readFileSync(join(root, 'templates/node/package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string; readonly resolved?: string }>>;
  };
  const { '': own, ...others } = packages;
  const { dependencies } = JSON.parse(readFileSync(join(root, 'templates/node/package.json'), 'utf8'));
  expect(own).toMatchObject({ dependencies });
  for (const one of Object.values(others)) expect(one.integrity).toMatch(/^sha512-/);
  // Another registry may be configured.
  expect(Object.values(others).filter(({ resolved }) => resolved)).toEqual([]);
});

test('what is locked in Python is what is asked for', () => {
  const names = (path: string) =>
    found(path, /^([A-Za-z-]+)/gm).map((one) => one.split(': ')[1]?.toLowerCase());
  expect(names('templates/python/requirements.txt')).toEqual(
    expect.arrayContaining(names('templates/python/requirements.in')),
  );
});
