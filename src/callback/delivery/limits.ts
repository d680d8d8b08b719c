/** The longest response body that koo reads, in bytes. It reports a longer one as truncated. */
export const maxResponseBytes = 1024 * 1024;

/**
 * How long KooGallery waits for a complete response, in milliseconds.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export const responseTimeoutMs = 20_000;
