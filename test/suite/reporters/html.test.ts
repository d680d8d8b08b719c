import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { reporters } from '../../../src/suite/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { clean, sample } from './fixture.ts';
import { elements, parseXml } from './xml.ts';

const page = () => parseXml(reporters.html(sample));
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('the policy allows the one script and the one style by their hashes, and nothing else', () => {
  for (const language of ['en', 'zh'] as const) {
    useLanguage(language);
    const root = page();
    const [[style], [script]] = [elements(root, 'style'), elements(root, 'script')];
    const policy = elements(root, 'meta').flatMap(({ attributes }) =>
      attributes['http-equiv'] === 'Content-Security-Policy' ? attributes.content : [],
    );
    expect(policy).toEqual([
      `default-src 'none'; style-src ${hash(style!.text)}; script-src ${hash(script!.text)}`,
    ]);
  }
  // An inline handler or style would be refused by the policy.
  expect(reporters.html(sample)).not.toMatch(/<[^>]* (on[a-z]+|style)=/);
});

describe('the filter', () => {
  test('offers all and each status with its count, and all is chosen', () => {
    const labels = elements(page(), 'label');
    expect(labels.map(({ text }) => text.trim())).toEqual([
      '13 All',
      '1 Failed',
      '1 Warned',
      '2 Passed',
      '9 Skipped',
    ]);
    const inputs = labels.flatMap((label) => elements(label, 'input'));
    expect(inputs.map(({ attributes }) => attributes)).toEqual(
      ['all', 'failed', 'warned', 'passed', 'skipped'].map((value) => ({
        type: 'radio',
        name: 'status',
        value,
        ...(value === 'all' && { checked: '' }),
      })),
    );
    expect(elements(page(), 'legend').map(({ text }) => text)).toEqual(['Show']);
  });

  test('every part of the report is in a section that it can hide, and has its status', () => {
    const root = page();
    const [main] = elements(root, 'main');
    const names = main!.children.map(({ name }) => name);
    expect(names).toEqual(['h1', 'fieldset', 'dl', 'section', 'section', 'section', 'section']);
    for (const { attributes } of [...elements(root, 'tr'), ...elements(root, 'article')])
      expect(['failed', 'warned', 'passed', 'skipped']).toContain(attributes.class);
  });
});

describe('the copy button', () => {
  test('stands before each request, hidden until the script shows it, with a status for screen readers', () => {
    const requests = elements(page(), 'details').filter(({ children }) => children[0]?.text === 'Request');
    expect(requests).toHaveLength(1);
    const [, place, command] = requests[0]!.children;
    expect(place!.attributes).toMatchObject({ class: 'copy', hidden: '', 'data-copied': 'Copied' });
    expect(place!.children.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['button', { type: 'button' }],
      ['span', { role: 'status' }],
    ]);
    expect(command!.text).toBe(`\n${sample.checks[2]!.evidence!.curl}`);
    expect(command!.attributes).toEqual({ tabindex: '0' });
  });

  test('is not there without a request', () => {
    expect(elements(parseXml(reporters.html(clean)), 'button')).toEqual([]);
  });
});
