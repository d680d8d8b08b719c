/** The seven callback protocols of KooGallery, the retired ones first. */
export const protocolIds = [
  'v1',
  'v1-kit',
  'v2',
  'v2-kit',
  'license-code',
  'online-license',
  'order-notify',
] as const;

export type ProtocolId = (typeof protocolIds)[number];

/** How a product is sold, which determines the required activities. */
export const sales = ['period', 'on-demand', 'one-time'] as const;

export type Sale = (typeof sales)[number];

/** Key lengths of sensitive fields in V1. */
export const keyLengths = ['aes256', 'aes128'] as const;
