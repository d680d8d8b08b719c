/** The path below which the console is served. */
export const consolePath = '/console';
/** Header of the request of a page that updates itself, and not for a person who went there. */
export const refreshHeader = 'koo-refresh';
