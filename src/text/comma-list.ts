/** The parts of a comma-separated list; the commas of a Chinese keyboard count too. */
export function commaList(text: string): readonly string[] {
  return text.split(/[,，、]/).map((part) => part.trim());
}
