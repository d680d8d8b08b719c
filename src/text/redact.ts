const mask = '***';

/**
 * Replaces every occurrence of each secret with `***`: raw, percent-encoded (also as in forms), escaped in JSON, in
 * base64, base64url and hex.
 */
export function redact(text: string, secrets: readonly string[]): string {
  return createRedactor(secrets)(text);
}

/** {@link redact} for many texts and the same secrets, whose forms it computes once. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(encodedForms))]
    // A form of asterisks only cannot be masked, and reveals nothing.
    .filter((form) => /[^*]/.test(form))
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let result = text;
    // A mask can complete a secret that contains asterisks, so repeat until there is none. It ends, because each round
    // removes a character other than an asterisk.
    while (forms.some((form) => result.includes(form))) {
      for (const form of forms) result = result.replaceAll(form, mask);
    }
    return result;
  };
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
