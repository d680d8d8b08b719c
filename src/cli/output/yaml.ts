import { terminalSafe } from '../../text/terminal-safe.ts';
import { escapeControls } from '../../text/to-json.ts';

/** Any JSON value as YAML that a terminal shows as it is: a text that would steer it is quoted and escaped. */
export async function toYaml(value: unknown): Promise<string> {
  const { Document, Scalar, visit } = await import('yaml');
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, scalar) {
      const { value: text } = scalar;
      if (typeof text === 'string' && terminalSafe(text) !== text) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeControls(document.toString());
}
