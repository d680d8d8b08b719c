import { KooError } from '../../errors/koo-error.ts';
import type { ApiError } from '../../openapi/errors.ts';

/** A call of the open API that did not succeed, as the failure a user is told. */
export function apiFailure(error: ApiError): KooError {
  const { category, code, text, hint, resultCode, requestId, status, attempts } = error.fault;
  // With an error comes data where Huawei tells which of many were refused.
  const data = error.answer?.json?.data;
  const details = {
    ...(status !== undefined && { status }),
    ...(attempts !== undefined && { attempts }),
    ...(data !== undefined && data !== null && { data }),
  };
  return new KooError(
    {
      category,
      code,
      message: text,
      hint,
      ...(resultCode !== undefined && { resultCode }),
      ...(requestId !== undefined && { requestId }),
      ...(Object.keys(details).length > 0 && { details }),
    },
    { cause: error },
  );
}
