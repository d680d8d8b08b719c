import { attempt } from '../text/attempt.ts';

/** How often the state is read while a page is open, and how long a connection may be silent, in milliseconds. */
const pollMs = 250;
const aliveMs = 15_000;
/** Most pages that are kept up to date at a time. */
const most = 100;

interface Listener {
  readonly stream: ReadableStreamDefaultController<Uint8Array>;
  /** The version that was sent last. */
  sent: number | undefined;
  /** When something was sent. */
  at: number;
}

/**
 * Sends pages the version of the state whenever it changes, by server-sent events; a page then loads itself again.
 * Nothing is left behind by a page that is closed. All streams end when `closing` aborts.
 *
 * @returns opens the stream for one page; `undefined` if too many are open
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function createLive(version: () => number, closing: AbortSignal) {
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;

  function poll(): void {
    const now = readVersion();
    for (const listener of listeners) send(listener, now);
  }

  /** The state may be locked for a moment. */
  function readVersion(): number | undefined {
    return attempt(() => version());
  }

  function remove(listener: Listener): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  closing.addEventListener('abort', () => {
    for (const listener of listeners) {
      remove(listener);
      listener.stream.close();
    }
  });

  return (): ReadableStream<Uint8Array> | undefined => {
    if (closing.aborted || listeners.size >= most) return undefined;
    let own: Listener | undefined;
    return new ReadableStream<Uint8Array>({
      start(stream) {
        own = { stream, sent: undefined, at: Date.now() };
        listeners.add(own);
        timer ??= setInterval(poll, pollMs);
        send(own, readVersion());
      },
      cancel() {
        if (own) remove(own);
      },
    });
  };
}

const encoder = new TextEncoder();

function send(listener: Listener, version: number | undefined): void {
  const isNew = version !== undefined && version !== listener.sent;
  // A browser that does not read gets the last version later.
  if ((listener.stream.desiredSize ?? 0) <= 0 || !(isNew || Date.now() - listener.at >= aliveMs)) return;
  listener.stream.enqueue(encoder.encode(isNew ? `event: version\ndata: ${version}\n\n` : ':\n\n'));
  listener.at = Date.now();
  if (isNew) listener.sent = version;
}
