import { attempt } from '../text/attempt.ts';

/** How often the state is read while a page is open, and how long a connection may be silent, in milliseconds. */
const pollMs = 250;
const aliveMs = 15_000;
/** Most pages that are kept up to date at a time. */
const most = 100;

interface Listener {
  /** Whether the session of the page is open. */
  readonly isOpen: () => boolean;
  readonly stream: ReadableStreamDefaultController<Uint8Array>;
  /** The version that was sent last. */
  sent: number | undefined;
  /** When something was sent. */
  at: number;
}

/**
 * Sends pages the version of the state whenever it changes, by server-sent events; a page then loads itself again.
 * Nothing is left behind by a page that is closed. A stream ends with its session, and all end when
 * `closing` aborts.
 *
 * @returns opens the stream for one page; `undefined` if too many are open
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function createLive(version: () => number, closing: AbortSignal) {
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;

  function poll(): void {
    const now = readVersion();
    for (const listener of listeners) {
      if (listener.isOpen()) send(listener, now);
      else end(listener);
    }
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

  function end(listener: Listener): void {
    remove(listener);
    listener.stream.close();
  }

  closing.addEventListener('abort', () => listeners.forEach(end));

  return (isOpen = () => true): ReadableStream<Uint8Array> | undefined => {
    if (closing.aborted || listeners.size >= most) return undefined;
    let own: Listener | undefined;
    return new ReadableStream<Uint8Array>({
      start(stream) {
        own = { isOpen, stream, sent: undefined, at: Date.now() };
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
