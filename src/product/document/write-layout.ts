import { isCollection, isMap, isNode, isPair, Scalar, visit, type YAMLMap } from 'yaml';
import { terminalSafe } from '../../text/terminal-safe.ts';

/** Sections and settings a line, what is in them in braces; a user a line. */
export function layOut(root: YAMLMap): void {
  const braces = (node: unknown) => {
    if (isCollection(node)) node.flow = true;
  };
  for (const section of ['credit', 'stock', 'purchase_limits', 'trial', 'attributes']) {
    const node = root.get(section);
    if (!isCollection(node)) continue;
    for (const item of node.items) braces(isPair(item) ? item.value : item);
  }
  visit(root, {
    Pair(_, { key, value }, path) {
      if (!isCollection(value) || !(key instanceof Scalar)) return;
      if (key.value === 'associated') braces(value);
      if (key.value !== 'users') return;
      for (const item of value.items) if (isMap(item)) braces(item);
      // A long list would make one long line of the braces around it.
      const isList = value.items.length > 1 && !isMap(value);
      if (isList)
        for (const outer of path)
          if (isNode(outer) && isCollection(outer) && outer !== root) outer.flow = false;
      if (isMap(value)) braces(value);
    },
  });
}

/** Where lists of users may be. */
export function userPaths(root: YAMLMap): readonly string[][] {
  const keys = (path: readonly string[]) => {
    const node = root.getIn(path);
    return isMap(node) ? node.items.map(({ key }) => String(key)) : [];
  };
  return [
    ['audience', 'users'],
    ...keys(['audience', 'skus']).map((sku) => ['audience', 'skus', sku, 'users']),
    ['credit', 'credit_line', 'users'],
    ...keys(['trial']).map((sku) => ['trial', sku, 'open_to', 'users']),
  ];
}

/** Where a specification may be. */
export function skuPaths(code: string): readonly string[][] {
  return [
    ['audience', 'skus', code],
    ...['stock', 'purchase_limits', 'trial'].map((section) => [section, code]),
  ];
}

/** Writes a comment behind what is on the key's line. */
export function note(root: YAMLMap, path: readonly string[], text: string): void {
  const value = root.getIn(path, true);
  if (!isNode(value)) return;
  const isBlock = isCollection(value) && !value.flow && value.items.length > 0;
  value[isBlock ? 'commentBefore' : 'comment'] = comment(text.replaceAll('\n', ' '));
}

/** Text as a comment of the document, safe to show. */
export function comment(text: string): string {
  return terminalSafe(text)
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
}
