import { describe, expect, test } from 'vitest';
import { apiCode, apiCodes, successCodes } from '../../../../src/codes/openapi.ts';
import { codes, injectedResponse } from '../../../../src/sandbox/api/gateway/codes.ts';
import { isFaultCode } from '../../../../src/sandbox/api/gateway/fault.ts';
import { recordErrors } from '../../../../src/sandbox/api/usage/rules.ts';
import { recordMeaning } from '../../../../src/usage/rejects.ts';

describe('the sandbox and the catalogue agree', () => {
  test.each(Object.entries(codes))('%s %j', (code, [status]) => {
    const known = apiCode(code);
    expect(known).toBeDefined();
    if (successCodes.has(code)) expect(status).toBe(200);
    else expect(known?.http ?? [200]).toContain(status);
  });

  test('every documented error can be put into an answer, and no success', () => {
    for (const { code, family, http } of apiCodes()) {
      const name = family === 'gateway' ? code.replace('APIGW', 'APIG') : code;
      expect(isFaultCode(name)).toBe(!successCodes.has(code));
      const { status } = injectedResponse('order', name, { requestId: 'r', language: 'en' });
      if (http.length > 0) expect(http).toContain(status);
    }
  });

  test('the codes of single records are known', () => {
    for (const code of Object.keys(recordErrors)) expect(recordMeaning(code).en).not.toBe('not documented');
  });
});
