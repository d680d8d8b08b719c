/** Below which the console is served. */
export const consolePath = '/console';
