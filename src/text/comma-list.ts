/** Splits a comma-separated list; Chinese commas are separators too. */
export function commaList(text: string): readonly string[] {
  return text.split(/[,，、]/).map((part) => part.trim());
}
