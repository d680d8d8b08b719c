/** How often a property is tried, of the times that CI tries it: a quarter on a developer's machine. */
export function runs(times: number): number {
  return process.env.CI ? times : Math.ceil(times / 4);
}
