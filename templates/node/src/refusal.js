/**
 * A call that is refused. The message goes into the reply and into the log, so it must not contain values of the call.
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
