/** Base of the open API's first version; the second differs in the number only. */
export const basePath = '/api/mkp-openapi-public/global/v1';
export const basePathV2 = '/api/mkp-openapi-public/global/v2';
