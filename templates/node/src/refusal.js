/**
 * The refusal of a call. The message appears in the reply and in the log, so it must not contain values of the call.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html
 */
export class Refusal extends Error {
  /** @param {string} resultCode */
  constructor(resultCode, message) {
    super(message);
    this.resultCode = resultCode;
  }
}
