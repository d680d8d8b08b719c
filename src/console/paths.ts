/** Below which the console is served. */
export const consolePath = '/console';
/** Header of a page that loads itself again, and not for a person who went there. */
export const refreshHeader = 'koo-refresh';
