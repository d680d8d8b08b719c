import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checksOf } from '../../src/callback/checks/catalogue.ts';
import type { Check } from '../../src/callback/probe/model.ts';
import { protocols } from '../../src/callback/protocols/index.ts';
import type { ProtocolId } from '../../src/callback/protocols/model.ts';
import { inGroupOrder } from '../../src/suite/run-checks.ts';
import { sales } from './protocols/support.ts';
import { compliantVariants } from './variants/compliant/index.ts';
import { mistakesDocument } from './variants/document.ts';
import { alike } from './variants/families.ts';
import { mistakes } from './variants/mistakes/index.ts';
import { kindOf } from './variants/run.ts';

function applicableChecks(
  protocol: (typeof protocols)[number],
  sale: (typeof sales)[number],
): readonly Check[] {
  const options = { target: 'https://isv.example.com/', encrypt: 256, require: [], set: {} } as const;
  return inGroupOrder(checksOf(protocol, { ...options, sale, pollIntervalMs: 1000, timeoutMs: 20_000 }));
}

describe('variants', () => {
  it('are numerous in every protocol, and have unique ids', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(200);
    expect(compliantVariants.length).toBeGreaterThanOrEqual(30);
    for (const { id } of protocols) {
      expect(mistakes.filter((mistake) => mistake.protocols.includes(id)).length, id).toBeGreaterThan(15);
    }
    const ids = [...mistakes, ...compliantVariants].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  // A MAC over the whole request cannot be verified without every part of it: anyone who refuses a signature under
  // another key notices these as well. They are there because people look for them.
  const implied = ['AUTH-CHANGED', 'AUTH-REMOVED'];
  // Checks of the wire form are the same code in all protocols that sign alike.
  const ofWireForm = /^(AUTH-(?!EVERY|OTHER)|VERIFY|REPLY|REFUSAL)/;

  it('fail every check', () => {
    const failing = new Set<string>();
    const fails = (families: readonly ProtocolId[], kinds: readonly string[]) => {
      for (const family of families) for (const kind of kinds) failing.add(`${family} ${kind}`);
    };
    for (const { protocols: families, caughtBy, also = [] } of mistakes) fails(families, [caughtBy, ...also]);
    for (const { protocols: families, warns = [] } of compliantVariants) fails(families, warns);
    const isFailed = (family: ProtocolId, kind: string) => {
      const families = ofWireForm.test(kind) && alike.includes(family) ? alike : [family];
      return families.some((one) => failing.has(`${one} ${kind}`));
    };
    // One slow server is slow enough for this test.
    const excused = new Set([...implied, 'REPLY-TIME']);
    const never = protocols.flatMap((protocol) =>
      sales
        .flatMap((sale) => applicableChecks(protocol, sale).map(({ id }) => kindOf(id)))
        .filter((kind) => !excused.has(kind) && !isFailed(protocol.id, kind))
        .map((kind) => `${protocol.id} ${kind}`),
    );
    expect([...new Set(never)]).toEqual([]);
    expect(failing).toContain('v2 REPLY-TIME');
  });

  it('are documented', () => {
    const path = new URL('../../docs/mistakes.md', import.meta.url);
    expect(readFileSync(path, 'utf8'), 'stale: run `npm run generate`').toBe(mistakesDocument());
  });
});

describe('checks', () => {
  const all = protocols.flatMap((protocol) => sales.map((sale) => ({ protocol, sale })));

  it.each(all)('$protocol.id $sale: have ids of their own, texts and sources', ({ protocol, sale }) => {
    const checks = applicableChecks(protocol, sale);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    for (const check of checks) {
      expect(check.id).toMatch(new RegExp(`^${protocol.code}-[A-Z]+(-[A-Z]+)*$`));
      expect(check.source, check.id).toMatch(/^https:\/\/(support|www)\.huaweicloud\.com\//);
      for (const text of [check.title, check.hint]) {
        expect(text.en, check.id).toBeTruthy();
        expect(text.zh, check.id).toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });

  it.each(all)('$protocol.id $sale: need checks that run before them', ({ protocol, sale }) => {
    applicableChecks(protocol, sale).forEach(({ id, needs = [], after = [], group }, index, checks) => {
      const before = checks.slice(0, index);
      const known = new Set(['NET-HTTP', ...before.map((check) => check.id)]);
      expect(
        needs.filter((need) => !known.has(need)),
        id,
      ).toEqual([]);
      const later = checks.slice(index).map((check) => check.group);
      expect(
        after.filter((earlier) => earlier !== group && later.includes(earlier)),
        id,
      ).toEqual([]);
    });
  });
});
