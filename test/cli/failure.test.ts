import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../src/cli/exit-codes.ts';
import { Failure, failureDocument } from '../../src/cli/failure.ts';

const facts = {
  category: 'network',
  code: 'CONNECTION_REFUSED',
  message: { en: 'Nobody listens', zh: '无人应答' },
  hint: { en: 'Start the server.', zh: '请启动服务器。' },
} as const;

describe('Failure', () => {
  it('has the exit code of its category', () => {
    expect(new Failure(facts).exitCode).toBe(6);
    expect(new Failure({ ...facts, category: 'interrupted' }).exitCode).toBe(130);
  });

  it('has no enumerable property that an unwary printer could show', () => {
    expect(Object.keys(new Failure(facts, { cause: new Error('secret') }))).toEqual([]);
    expect(JSON.stringify(new Failure(facts))).toBe('{}');
  });

  it('becomes the one document that --json prints', () => {
    expect(failureDocument(new Failure(facts))).toEqual({
      error: {
        code: 'CONNECTION_REFUSED',
        category: 'network',
        message: 'Nobody listens',
        hint: 'Start the server.',
        exitCode: 6,
      },
    });
    const more = { resultCode: '000001', requestId: 'abc', details: { port: 1 } };
    expect(failureDocument(new Failure({ ...facts, ...more })).error).toMatchObject(more);
  });
});

describe('ExitCode', () => {
  it('is what scripts rely on', () => {
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
});
