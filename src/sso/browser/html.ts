import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html, Parser } from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

export interface Tree {
  /** The elements in document order, without the content of templates. */
  readonly elements: readonly Element[];
  /** The visible text: a line for each block, white space collapsed. */
  readonly text: string;
  /** The form that the parser associates with a field, which does not always contain it. */
  ownerOf(field: Element): Element | undefined;
  /** Whether the whole page was parsed. */
  readonly isWhole: boolean;
}

/** A page of 2 MiB can make a parser create a thousand times as many elements as it has tags. */
const maxElements = 200_000;

/**
 * Parses HTML as a browser does that runs scripts: `<noscript>` does not count. Takes linear time.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html
 */
export function parseHtml(source: string): Tree {
  const owners = new WeakMap<Element, Element>();
  let left = maxElements;
  const parser = new Parser({
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement: (...definition) => {
        if (left === 0) throw tooManyElements;
        left -= 1;
        const element = defaultTreeAdapter.createElement(...definition);
        if (parser.formElement) owners.set(element, parser.formElement);
        return element;
      },
    },
  });
  const isWhole = write(parser, source);
  return { ...readTree(parser.document), ownerOf: (field) => owners.get(field), isWhole };
}

const tooManyElements = new Error('too many elements');

function write(
  { tokenizer }: Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap>,
  source: string,
): boolean {
  try {
    tokenizer.write(source, true);
    return true;
  } catch (error) {
    if (error === tooManyElements) return false;
    throw error;
  }
}

/** Elements whose text is not visible. */
const unseen = new Set(
  'script style template noscript title iframe noembed noframes textarea datalist object audio video'.split(
    ' ',
  ),
);
/** Elements within a line; any other starts a new line. */
const inline = new Set(
  'a abbr acronym b bdi bdo big button cite code data del dfn em font i img input ins kbd label mark output q s samp select small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

function readTree(root: Node): Pick<Tree, 'elements' | 'text'> {
  const elements: Element[] = [];
  const parts: string[] = [];
  walk(root, {
    text: (value) => parts.push(value.replaceAll('\n', ' ')),
    enter: (element) => {
      elements.push(element);
      if (!inline.has(element.tagName)) parts.push('\n');
    },
    leave: ({ tagName }) => {
      if (!inline.has(tagName)) parts.push('\n');
    },
  });
  return { elements, text: collapse(parts.join('')) };
}

/** Receives what {@link walk} finds, in document order. */
interface Visitor {
  text(value: string): void;
  enter(element: Element): void;
  leave?(element: Element): void;
}

/** Visits a tree iteratively, because the page decides how deep it is. */
function walk(root: Node, { text, enter, leave }: Visitor): void {
  let hidden: Element | undefined;
  const stack: { readonly node: Node; at: number }[] = [{ node: root, at: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const child = 'childNodes' in top.node ? top.node.childNodes[top.at] : undefined;
    top.at += 1;
    if (!child) {
      stack.pop();
      if (hidden === top.node) hidden = undefined;
      if ('tagName' in top.node) leave?.(top.node);
    } else if ('value' in child) {
      if (!hidden) text(child.value);
    } else if ('tagName' in child) {
      enter(child);
      if (isUnseen(child)) hidden ??= child;
      stack.push({ node: child, at: 0 });
    }
  }
}

function isUnseen(element: Element): boolean {
  const style = attribute(element, 'style') ?? '';
  return (
    unseen.has(element.tagName) ||
    attribute(element, 'hidden') !== undefined ||
    /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style)
  );
}

/** Collapses white space, and keeps one line feed of each line. */
function collapse(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

export function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((one) => one.name === name)?.value;
}

/** Whether an element belongs to HTML, not to SVG or MathML. */
export function isHtml({ namespaceURI }: Element): boolean {
  return namespaceURI === html.NS.HTML;
}

/** Limits of an element's text: elements that contain each other would be read again. */
const maxNodes = 200;
const maxText = 300;

/** Returns the start of an element's text on one line, hidden or not. */
export function readElementText(element: Element): string {
  const parts: string[] = [];
  const pending: Node[] = [element];
  for (let left = maxNodes; left > 0; left -= 1) {
    const node = pending.pop();
    if (!node) break;
    if ('value' in node) parts.push(node.value.slice(0, maxText));
    else if ('childNodes' in node) pending.push(...node.childNodes.slice(0, left).reverse());
  }
  return collapse(parts.join('')).replaceAll('\n', ' ').slice(0, maxText);
}

/** Returns the source of a script, which the parser puts into one node. */
export function rawText({ childNodes: [first] }: Element): string {
  return first && 'value' in first ? first.value : '';
}
