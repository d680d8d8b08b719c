const mask = '***';

/**
 * Replaces every occurrence of each secret by `***`: as it is, percent-encoded (also as a form does it), escaped
 * in JSON, in base64, base64url and hex.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = [...new Set(secrets.flatMap(encodedForms))]
    // A form made of asterisks only says nothing, and could never be masked.
    .filter((form) => /[^*]/.test(form))
    .sort((a, b) => b.length - a.length);
  let result = text;
  // A mask can complete a secret that itself holds asterisks, so until none is left. Each round takes away a
  // character that is no asterisk: it ends.
  while (forms.some((form) => result.includes(form))) {
    for (const form of forms) result = result.replaceAll(form, mask);
  }
  return result;
}

function encodedForms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const percent = encodeURIComponent(secret.toWellFormed());
  const form = percent.replaceAll('%20', '+');
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    secret,
    ...[percent, form].flatMap((text) => [text, text.replace(/%../g, (code) => code.toLowerCase())]),
    ...[json, ascii].flatMap((text) => [text, text.replaceAll('/', '\\/')]),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}
