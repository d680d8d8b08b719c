import type { ProtocolId } from '../../../src/callback/protocols/model.ts';

/** The protocols that sign as the V2 base interfaces do: what is checked of their wire form is the same code. */
export const alike: readonly ProtocolId[] = ['v2', 'online-license', 'license-code', 'order-notify'];

/** One protocol for each way of signing, and the smallest of those that sign alike. */
export const wires: readonly ProtocolId[] = ['v1', 'v1-kit', 'v2', 'v2-kit', 'order-notify'];

/** Those among them whose requests carry a time and a nonce. */
export const timed: readonly ProtocolId[] = ['v2', 'v2-kit', 'order-notify'];
