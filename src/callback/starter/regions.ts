/** Marks regions of a template: parts that not every starter needs, and examples for the docs. */
const marker = /^\s*(?:\/\/|#|<!--|--)\s*koo:(if|snippet|end)\b([^>]*?)\s*(?:-->)?\s*$/;

interface Region {
  readonly kind: 'if' | 'snippet';
  readonly names: readonly string[];
}

/**
 * Removes the regions of a template that are not needed, and all markers. A marker is a comment on a line of its own:
 *
 *     // koo:if v1 v1-kit        until the matching koo:end: only if one of the names is given
 *     // koo:if !v1-family       until the matching koo:end: only if the name is not given
 *     // koo:snippet v2-base     until the matching koo:end: shown in the docs as an example of this scheme
 *     // koo:end
 *
 * Regions may be nested. Runs of blank lines become no longer than the longest of the template. The rest of the format,
 * such as a blank line before a brace, is not corrected: place the markers so that every result is formatted.
 *
 * @throws Error if the markers of the template do not match
 */
export function renderTemplate(text: string, names: ReadonlySet<string>): string {
  return linesOf(text, (open) =>
    open.every((region) => region.kind === 'snippet' || region.names.some((name) => isNeeded(name, names))),
  );
}

function isNeeded(name: string, names: ReadonlySet<string>): boolean {
  return name.startsWith('!') ? !names.has(name.slice(1)) : names.has(name);
}

/** Returns the lines of a template that show a scheme; empty if there are none. */
export function snippetOf(text: string, scheme: string): string {
  const shown = linesOf(
    text,
    (open) => open.some(({ kind, names }) => kind === 'snippet' && names.includes(scheme)),
    '\n',
  );
  return shown.trim() === '' ? '' : shown.replace(/^\n+|\n+$/g, '').concat('\n');
}

/** @param between line between regions that are not adjacent; default none */
function linesOf(text: string, isWanted: (open: readonly Region[]) => boolean, between = ''): string {
  const open: Region[] = [];
  const kept: string[] = [];
  let longestGap = 0;
  let gap = 0;
  for (const line of text.split('\n')) {
    const [, kind, rest = ''] = marker.exec(line) ?? [];
    gap = line === '' ? gap + 1 : 0;
    if (kind === undefined) {
      longestGap = Math.max(longestGap, gap);
      if (isWanted(open)) kept.push(line);
      continue;
    }
    if (kind === 'end') {
      if (!open.pop()) throw new Error(`koo:end without a beginning, after: ${kept.at(-1)}`);
      if (between !== '' && !isWanted(open)) kept.push('');
    } else {
      open.push({ kind: kind === 'if' ? 'if' : 'snippet', names: rest.split(/\s+/).filter(Boolean) });
    }
  }
  if (open.length > 0) throw new Error(`koo:end is missing for: ${open.at(-1)?.names.join(' ')}`);
  return joinGaps(kept, between === '' ? longestGap : Math.max(longestGap, 1));
}

/** Shortens runs of blank lines to a number of lines. */
function joinGaps(lines: readonly string[], longest: number): string {
  const joined: string[] = [];
  let gap = 0;
  for (const line of lines) {
    gap = line === '' ? gap + 1 : 0;
    if (gap <= longest) joined.push(line);
  }
  return joined.join('\n');
}
