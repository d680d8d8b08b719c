/** The interface classes of the console's key management; a key of one class does not open another. */
export type KeyClass = 'base' | 'kit' | 'license' | 'notify';

/** The access keys at hand, by interface class. */
export type Keys = Readonly<Partial<Record<KeyClass, string>>>;
