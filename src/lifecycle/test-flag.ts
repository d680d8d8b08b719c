/**
 * Whether the name of a setting, such as `newInstance.testFlag`, names the field that marks a call as debugging, in any
 * spelling: without it, a call is real.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
export function namesTestFlag(name: string): boolean {
  return /(^|\.)\s*testflag\s*($|\.)/i.test(name);
}
