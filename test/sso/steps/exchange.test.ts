import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../src/callback/delivery/exchange.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { exchange } from '../../../src/sso/steps/exchange.ts';

const request = { method: 'GET', url: 'https://a.example/x?code=not-shown', headers: [] } as const;

async function failureOf(kind: FailureKind) {
  const failure = { kind, code: 'ECODE', durationMs: 1 };
  const error: unknown = await exchange('token', request, {
    deliver: async () => ({ answered: false, failure }),
  }).catch((thrown: unknown) => thrown);
  if (!(error instanceof KooError)) throw error;
  return error;
}

describe('a call without a response', () => {
  test.each<[FailureKind, string]>([
    ['dns', 'HOST_NOT_FOUND'],
    ['refused', 'CONNECTION_REFUSED'],
    ['timeout', 'TIMEOUT'],
    ['tls', 'TLS_FAILED'],
    ['proxy', 'PROXY_FAILED'],
    ['unreachable', 'UNREACHABLE'],
  ])('fails before anything was sent: %s', async (kind, code) => {
    const { facts, exitCode } = await failureOf(kind);
    expect(exitCode).toBe(6);
    expect(facts).toMatchObject({ code, details: { maybeSent: false } });
    expect(facts.message.en).toMatch(/^a\.example: .*\(ECODE\)$/);
    expect(facts.hint.en).toMatch(kind === 'tls' ? /NODE_EXTRA_CA_CERTS/ : /^Nothing was sent/);
  });

  test.each<[FailureKind, string]>([
    ['reset', 'CONNECTION_RESET'],
    ['no-response', 'TIMEOUT'],
    ['cut-off', 'ANSWER_CUT_OFF'],
    ['protocol', 'NOT_HTTP'],
  ])('may have used up the code: %s', async (kind, code) => {
    const { facts } = await failureOf(kind);
    expect(facts).toMatchObject({ code, details: { maybeSent: true } });
    expect(facts.hint.en).toMatch(/^The code may be used up/);
  });
});
