const support = 'https://support.huaweicloud.com';

/** A page of the access guide. */
export const access = (id: string): string => `${support}/accessg-marketplace/${id}.html`;

/** A page of the merchants' guide. */
export const manual = (id: string): string => `${support}/usermanual-marketplace/${id}.html`;

/** A page of the international site's access guide, in English. */
export const accessIntl = (id: string): string => `${support}/intl/en-us/accessg-marketplace/${id}.html`;

/** A page of the international site's merchants' guide, in English. */
export const manualIntl = (id: string): string => `${support}/intl/en-us/sp-marketplace/${id}.html`;

/** A page of the guides for SaaS merchants. */
export const saasCenter = (id: string): string => `${support}/usermanual-saascenter/${id}.html`;

/** An excerpt of the guides in Huawei's knowledge pages. */
export const knowledge = (id: string): string => `https://huaweicloud.com/s/${id}`;

/** The same, by product page. */
export const productPage = (id: string): string => `https://huaweicloud.com/guide/${id}`;
