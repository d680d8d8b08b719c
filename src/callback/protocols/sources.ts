/** A page of the access guide (接入指南). */
export function accessGuide(page: string): string {
  return `https://support.huaweicloud.com/accessg-marketplace/${page}.html`;
}

/** A page of the international access guide. */
export function intlAccessGuide(page: string): string {
  return `https://support.huaweicloud.com/intl/en-us/accessg-marketplace/${page}.html`;
}

/** A page of the user guide (用户指南). */
export function userGuide(page: string): string {
  return `https://support.huaweicloud.com/usermanual-marketplace/${page}.html`;
}

/** A page of the SaaS centre's user guide. */
export function saasCenterGuide(page: string): string {
  return `https://support.huaweicloud.com/usermanual-saascenter/${page}.html`;
}

/** A page of Huawei Cloud's guide extracts. */
export function guidePage(page: string): string {
  return `https://www.huaweicloud.com/guide/${page}`;
}
