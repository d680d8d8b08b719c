import type { JsonObject } from '../../../text/json.ts';
import { type Call, checkFields, type Field, hasType, noQuery, type Route, readJson } from '../../call.ts';
import { refusal } from '../../codes.ts';

/** What the licence calls answer to a parameter that is wrong or too long. */
export const wrong = '95000001';
export const codes = { wrong, tooLong: wrong } as const;

/** Most licences in a batch, and most entries of a licence's statistics. */
export const maxBatch = 100;

export const license: Field = { name: 'license', required: true, max: 64 };

/**
 * The same address for any other method. The gateway has a code for that, too; that licences have their own
 * (`95000002`) says that such a request reaches them.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649195.html
 */
export function wrongMethod(route: Route): Route {
  return {
    ...route,
    handle: () => {
      throw refusal('95000002', { en: 'use POST', zh: '请使用 POST' });
    },
  };
}

/**
 * A licence call as all of them are: JSON by POST, without a query.
 *
 * @param fields checked before `handle`, which throws Refusal for the rest
 */
export function post(
  path: string,
  fields: readonly Field[],
  handle: (call: Call, body: JsonObject) => JsonObject,
): Route {
  return {
    method: 'POST',
    path: `/api/mkp-openapi-public/global/${path}`,
    family: 'license',
    handle: (call) => {
      if (!hasType(call.headers, 'application/json')) {
        throw refusal('95000003', {
          en: 'Content-Type must be application/json',
          zh: 'Content-Type 必须为 application/json',
        });
      }
      noQuery(call.url, wrong);
      const body = readJson(call.body, '95000004');
      checkFields(body, fields, codes);
      return handle(call, body);
    },
  };
}
