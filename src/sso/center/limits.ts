import { day, hour, minute } from '../../text/duration.ts';

/** Lifetimes of what the centre issues, in milliseconds. KooGallery documents only those of tokens. */
export const lifetimes = {
  code: 5 * minute,
  ticket: 5 * minute,
  access: 2 * hour,
  refresh: 30 * day,
  session: 12 * hour,
} as const;

/** How long an expired grant is kept to explain its refusal, in milliseconds. */
export const rememberMs = day;

/** The number of grants of a kind, and of sessions, that are kept: a load test must not end those of a user. */
export const maxGrants = 10_000;

/** Lengths in characters: longer than the columns and cookies of merchants who took an example for the rule. */
export const lengths = { code: 256, access: 1024, refresh: 512, ticket: 128 } as const;

/** The length of a URL, in characters. */
export const maxUrl = 8 * 1024;
/** The size of a body, in bytes. */
export const maxBody = 64 * 1024;
/** The length of a parameter's value, in characters, except `return`, which contains the address of a whole request. */
export const maxValue = 2048;

/** In bytes; more than {@link maxUrl}, so that the centre itself responds to a longer one. */
export const maxHeaderSize = 32 * 1024;
/** In milliseconds; longer than clients keep idle connections, so that they do not find one closed. */
export const keepAliveTimeout = 65_000;
