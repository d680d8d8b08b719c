/** A response that a check quotes. */
interface Response {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The start of its body. */
  readonly text: string;
  readonly truncated: boolean;
}

const connectionHeaders = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

const maxShownBody = 1500;

/** Formats a response as evidence: status line, headers and body. */
export function responseText({ status, headers, text, truncated }: Response): string {
  const cut = truncated || text.length > maxShownBody ? `${text.slice(0, maxShownBody)}…` : text;
  const shownHeaders = headers.filter(([name]) => !connectionHeaders.has(name.toLowerCase()));
  return [`HTTP ${status}`, ...shownHeaders.map(([name, value]) => `${name}: ${value}`), '', cut].join('\n');
}
