import { unreadableCapture } from './model.ts';

/** Deepest nesting that is read; Jackson, which Huawei's sample uses, draws the same line. */
const maxDepth = 1000;

/**
 * Refuses a JSON value that is nested so deep that only an attack explains it: no function that calls itself can
 * follow.
 *
 * @throws KooError (usage, `UNREADABLE_CAPTURE`)
 */
export function assertDepth(value: unknown): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) {
      throw unreadableCapture(
        `The body in the capture is nested more than ${maxDepth} levels deep.`,
        `抓取内容中的消息体嵌套超过 ${maxDepth} 层。`,
      );
    }
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
}
