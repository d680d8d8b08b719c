import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import GuideCommand from '../../../src/commands/guide.ts';
import { renderGuide, runGuide } from '../../../src/guides/cli/guide.ts';
import type { Guide } from '../../../src/guides/markdown.ts';
import { listTopics } from '../../../src/guides/topics.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { runCommand } from '../../commands/run.ts';

const topics = (await listTopics()).map(({ topic }) => topic);

describe('koo guide', () => {
  it('lists every topic, for people and for scripts', async () => {
    const { stdout } = await runCommand(GuideCommand, []);
    for (const topic of topics) expect(stdout).toContain(`  ${topic} `);
    const json = await runCommand(GuideCommand, ['--json']);
    expect(JSON.parse(json.stdout)).toHaveLength(topics.length);
    expect(JSON.parse(json.stdout)[0]).toEqual({
      topic: 'joining',
      title: { en: 'Joining KooGallery', zh: '入驻云商店' },
      about: expect.any(Object),
      steps: expect.any(Number),
    });
  });

  it('shows a checklist: what, where in the console, which commands, and what to check', async () => {
    const { stdout, stderr, exitCode } = await runCommand(GuideCommand, ['publishing']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^Publishing a product\n/);
    expect(stdout).toMatch(/^ 1\. /m);
    expect(stdout).toMatch(
      /^ {4}Console: Seller Console > Product Management > My Products \(卖家中心 >\n {4}商品管理 > 我的商品\)$/m,
    );
    expect(stdout).toMatch(/^ {4}\$ koo callback activities$/m);
    expect(stdout).toMatch(/^ {4}Check in the console\.$/m);
  });

  it('answers in Chinese', async () => {
    const { stdout } = await runCommand(GuideCommand, ['access-keys', '--lang', 'zh']);
    expect(stdout).toMatch(/^对接密钥及其轮换\n/);
    expect(stdout).toMatch(/^ {4}控制台：卖家中心 > 应用工具 > 密钥管理$/m);
  });

  it('prints every field of every step as JSON', async () => {
    const { stdout } = await runCommand(GuideCommand, ['invoices', '--json']);
    const guide: Guide = JSON.parse(stdout);
    expect(guide.topic).toBe('invoices');
    for (const step of guide.steps) {
      expect(Object.keys(step)).toEqual(['step', 'text', 'console', 'commands', 'checkInConsole', 'sources']);
    }
    const rows = await runCommand(GuideCommand, ['invoices', '-o', 'ndjson']);
    expect(rows.stdout.trim().split('\n')).toHaveLength(guide.steps.length);
  });

  it.each([
    ['saasv2', 'saas-v2'],
    ['invoice', 'invoices'],
    ['zzzzzzzz', undefined],
  ])('refuses %s, and offers %s', async (word, meant) => {
    const ran = await runCommand(GuideCommand, [word]);
    expect(ran).toMatchObject({ exitCode: 2, code: 'UNKNOWN_TOPIC', stdout: '' });
    expect(ran.facts?.details).toEqual(meant && { suggestion: meant });
    expect(ran.hint).toContain(meant ?? 'joining, ');
  });

  it.each(['sso', 'cas', 'login'])('shows the guide to the login for %s', async (word) => {
    const { exitCode, stdout } = await runCommand(GuideCommand, [word, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).topic).toBe('oauth');
  });

  const widths = [40, 60, 80, 100];
  it.each(
    widths.flatMap((columns) => (['en', 'zh'] as const).map((language) => [columns, language] as const)),
  )('keeps to %i columns in %s', async (columns, language) => {
    useLanguage(language);
    for (const result of await Promise.all([undefined, ...topics].map(runGuide))) {
      for (const line of renderGuide(result, columns).split('\n')) {
        expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      }
    }
  });
});
