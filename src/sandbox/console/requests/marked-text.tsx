/** A text, with the part of its line marked that begins where it differs from another one. */
export function MarkedText({ text, other }: { readonly text: string; readonly other: string | undefined }) {
  if (other === undefined || other === text) return <>{text}</>;
  const at = firstDifference(text, other);
  const lineEnd = text.indexOf('\n', at);
  const end = lineEnd === -1 ? text.length : lineEnd;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end) || '↵'}</mark>
      {text.slice(end)}
    </>
  );
}

/** Where two texts begin to differ; not within a character of two code units. */
function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return /[\ud800-\udbff]/.test(a[at - 1] ?? '') ? at - 1 : at;
}
