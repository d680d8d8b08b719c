import { describe, expect, test } from 'vitest';
import { parseFault } from '../../../../../src/sandbox/api/gateway/fault.ts';
import { sandboxBuyer, sandboxSeller } from '../../../../../src/sandbox/state/accounts.ts';
import { answerFault, base, documentedErrors, operations } from '../../../../seller/api/contract.ts';
import {
  malformed,
  normalised,
  type RecordedAnswer,
  type RecordedRequest,
  scenarios,
  withChange,
} from '../../../../seller/api/exchanges.ts';
import { send, start } from '../../../harness.ts';

const credentials = {
  buyer: sandboxBuyer.credential,
  'wrong key': { ...sandboxSeller.credential, sk: 'wrong' },
};

async function replay(
  sandbox: { readonly url: string },
  { method, path, query = {}, headers = {}, account, body, text }: RecordedRequest,
): Promise<RecordedAnswer> {
  const search = new URLSearchParams(query).toString();
  const sent = text ?? (body && JSON.stringify(body));
  const type = sent === undefined || headers['Content-Type'] ? {} : { 'Content-Type': 'application/json' };
  const { status, json } = await send(sandbox, `${base}${path}${search && `?${search}`}`, {
    method,
    headers: Object.entries({ ...type, ...headers }),
    ...(sent !== undefined && { body: sent }),
    ...(account && { credential: credentials[account] }),
  });
  return { status, body: normalised(json) };
}

test.each(scenarios)('answers as recorded: $title', async ({ fault: text, exchanges }) => {
  const fault = text === undefined ? undefined : parseFault(text);
  const sandbox = await start(fault && { fault });
  for (const { answer, error: _, ...request } of exchanges) {
    expect([request, await replay(sandbox, request)]).toEqual([request, answer]);
  }
});

test.each(malformed)('refuses bodies of another form as recorded: $operation', async (request) => {
  const sandbox = await start();
  for (const { at, value, message } of request.changes) {
    const body = withChange(request.body, at, value);
    const { status, body: answer } = await replay(sandbox, { ...request, body });
    expect([at, value, status, answer]).toEqual([
      at,
      value,
      400,
      { error_code: 'MKT.0101', error_msg: message },
    ]);
  }
});

describe.each(operations)('what was recorded of $operationId', (operation) => {
  const recorded = scenarios.flatMap(({ fault, exchanges }) =>
    exchanges
      .filter((exchange) => exchange.operation === operation.operationId)
      .map(({ answer }) => ({ ...answer, fault, name: `${answer.status} ${answer.body.error_code}` })),
  );
  const documented = [[200, 'MKT.0000'] as const, ...documentedErrors(operation)].map(
    ([status, code]) => `${status} ${code}`,
  );

  test('is of the documented form; a fault may be injected where it does not come by itself', () => {
    for (const { name, status, body, fault } of recorded) {
      if (documented.includes(name)) expect(answerFault(operation, status, body)).toBeUndefined();
      else expect(fault).toBeDefined();
    }
  });

  test('is each documented answer, those that come by themselves without a fault', () => {
    const ofProduct = operation.path.includes('{product_id}');
    const byFault = ['MKT.0154', 'MKT.0250', 'MKT.0999', ...(ofProduct ? [] : ['MKT.0150'])];
    const names = recorded
      .filter(({ fault, body }) => !fault || byFault.includes(String(body.error_code)))
      .map(({ name }) => name);
    expect(documented.filter((name) => !names.includes(name))).toEqual([]);
  });
});
