/** Characters XML 1.0 cannot hold, lone surrogates included, and those that are an error in HTML. */
const illegal = /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\p{Noncharacter_Code_Point}/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for XML and HTML, between tags or in a quoted attribute. Line breaks become line feeds; characters that
 * cannot stand in XML are dropped.
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(illegal, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
