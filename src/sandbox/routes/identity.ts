import { noQuery, type Route } from '../call.ts';

/**
 * Whose keys these are, as IAM answers it.
 *
 * @see https://support.huaweicloud.com/api-iam/iam_07_0001.html
 */
export const identityRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v3/auth/domains',
    family: 'iam',
    handle: ({ account: { id, name }, url }) => {
      noQuery(url, 'APIGW.0101');
      return {
        domains: [
          { id, name, enabled: true, description: '', links: { self: `${url.origin}/v3/domains/${id}` } },
        ],
        links: { self: `${url.origin}/v3/auth/domains`, previous: null, next: null },
      };
    },
  },
];
