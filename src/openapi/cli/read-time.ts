/** `20241121090846` as `2024-11-21 09:08:46`; anything else as it is. */
export function readTime(text: string | undefined): string {
  return (text ?? '').replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6');
}
