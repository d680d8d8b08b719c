/**
 * Longest difference between `X-Sdk-Date` and the clock of the server, in ms; beyond, the signature is refused.
 *
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export const maxSkewMs = 15 * 60 * 1000;

/** Writes `X-Sdk-Date`: `yyyyMMdd'T'HHmmss'Z'` in UTC. */
export function formatSdkDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Parses `X-Sdk-Date`; `undefined` for any other text. */
export function parseSdkDate(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
