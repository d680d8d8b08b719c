/**
 * `saasExtendParams`: base64 of a JSON array of the parameters that the seller defined for the product. On its way in
 * a query it is percent-encoded like any other value.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
export function extendParams(params: readonly { readonly name: string; readonly value: string }[]): string {
  return Buffer.from(JSON.stringify(params), 'utf8').toString('base64');
}
