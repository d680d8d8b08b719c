/** The interface classes of the console's key management; each class has its own key. */
export type KeyClass = 'base' | 'kit' | 'license' | 'notify';

/** The configured access keys by interface class. */
export type Keys = Readonly<Partial<Record<KeyClass, string>>>;
