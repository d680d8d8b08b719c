import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/errors/exit-codes.ts';
import { errorDocument, KooError } from '../../src/errors/koo-error.ts';

const facts = {
  category: 'network',
  code: 'CONNECTION_REFUSED',
  message: { en: 'Connection refused', zh: '无人应答' },
  hint: { en: 'Start the server.', zh: '请启动服务器。' },
} as const;

describe('KooError', () => {
  it('has the exit code of its category', () => {
    expect(new KooError(facts).exitCode).toBe(6);
    expect(new KooError({ ...facts, category: 'interrupted' }).exitCode).toBe(130);
  });

  it('has no enumerable property that could be printed by accident', () => {
    expect(Object.keys(new KooError(facts, { cause: new Error('secret') }))).toEqual([]);
    expect(JSON.stringify(new KooError(facts))).toBe('{}');
  });

  it('is serialised as the document that --json prints', () => {
    expect(errorDocument(new KooError(facts))).toEqual({
      error: {
        code: 'CONNECTION_REFUSED',
        category: 'network',
        message: 'Connection refused',
        hint: 'Start the server.',
        exitCode: 6,
      },
    });
    const more = { resultCode: '000001', requestId: 'abc', details: { port: 1 } };
    expect(errorDocument(new KooError({ ...facts, ...more })).error).toMatchObject(more);
  });
});

describe('ExitCode', () => {
  it('has the values that scripts rely on', () => {
    expect(ExitCode).toEqual({
      success: 0,
      defect: 1,
      usage: 2,
      configuration: 3,
      permission: 4,
      business: 5,
      network: 6,
      check: 7,
      partial: 8,
      interrupted: 130,
    });
  });

  it('keeps its stack when it is copied', () => {
    const arose = () => new KooError(facts);
    const copy = arose().with({ code: 'OTHER' });
    expect(copy.facts.code).toBe('OTHER');
    expect(copy.stack).toContain('arose');
  });
});
