import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import { conformance, expectClean } from './conformance.ts';
import { type Language, whyNot } from './languages.ts';
import { build, everyProtocol, type Project, render, run, start } from './project.ts';
import { foreignCode, lintFaults } from './rendering.ts';

/** The plainest of all selections: what a merchant begins with. */
const plain: readonly ProtocolId[] = ['v2'];

/** What is tested of each starter before a change lands: it is rendered, built, and passes the suite and its own tests. */
export function testPlainly(language: Language): void {
  describe.skipIf(whyNot(language) !== undefined)(`the starter in ${language.name}`, () => {
    let built: Promise<Project> | undefined;
    const project = () => {
      built ??= render(language, everyProtocol, 'period').then(build);
      return built;
    };

    it('has no other code than its protocols need, and is formatted', async () => {
      const selected = await render(language, plain, 'period');
      expect(foreignCode(selected, plain, 'period')).toEqual([]);
      expect(foreignCode(await project(), everyProtocol, 'period')).toEqual([]);
      expect(await lintFaults(await project())).toEqual([]);
    });

    it('passes its own tests', async () => {
      await run(language, language.tests, (await project()).folder);
    });

    it(`passes the suite for ${plain}`, async () => {
      const server = await start(await project());
      expectClean(await conformance(server, 'period', plain));
      expect(await server.stop()).toEqual({ code: 0, signal: null });
    });
  });
}
