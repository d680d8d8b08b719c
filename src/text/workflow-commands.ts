// Workflow commands of GitHub Actions, which obeys what a step prints: those of koo, and what looks like one of a server.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { terminalSafe } from './terminal-safe.ts';

/** The lines that {@link withoutCommands} lets through. */
const own = new Set<string>();

/** A command that makes an annotation. */
export function workflowCommand(
  name: 'error' | 'warning' | 'notice',
  title: string,
  message: string,
): string {
  const property = escapeData(terminalSafe(title)).replace(/:/g, '%3A').replace(/,/g, '%2C');
  const line = `::${name} title=${property}::${escapeData(terminalSafe(message))}`;
  own.add(line);
  return line;
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** Whether GitHub Actions reads what koo prints. */
function isObeyed(): boolean {
  return process.env.GITHUB_ACTIONS === 'true';
}

/** A text in which no line is a command, except for those of koo. */
export function withoutCommands(text: string): string {
  if (!isObeyed() || !/::|##\[/.test(text)) return text;
  return text
    .split('\n')
    .map((line) => (own.has(line) ? line : line.replace(/^(\s*)::/, '$1\\::').replaceAll('##[', '##\\[')))
    .join('\n');
}

/** The same JSON. The older form of a command counts anywhere in a line. */
export function withoutCommandsInJson(text: string): string {
  return isObeyed() ? text.replaceAll('##[', '##\\u005b') : text;
}
