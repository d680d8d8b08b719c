import type { KeyClass } from '../../callback/protocols/model.ts';

/** The access keys at hand, by interface class. */
export type Keys = Readonly<Partial<Record<KeyClass, string>>>;
