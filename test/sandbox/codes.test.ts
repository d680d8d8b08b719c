import { describe, expect, test } from 'vitest';
import { apiCode, successCodes } from '../../src/codes/openapi.ts';
import { recordMeaning } from '../../src/codes/usage-records.ts';
import { codes } from '../../src/sandbox/codes.ts';
import { recordErrors } from '../../src/sandbox/usage-rules.ts';

describe('the sandbox and the catalogue agree', () => {
  test.each(Object.entries(codes))('%s %j', (code, [status]) => {
    const known = apiCode(code);
    expect(known).toBeDefined();
    if (successCodes.has(code)) expect(status).toBe(200);
    else expect(known?.http ?? [200]).toContain(status);
  });

  test('the codes of single records are known', () => {
    for (const code of Object.keys(recordErrors)) expect(recordMeaning(code).en).not.toBe('not documented');
  });
});
