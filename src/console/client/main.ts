import { Idiomorph } from 'idiomorph';
import { refreshHeader } from '../paths.ts';

/** The page itself is rendered by koo; this keeps it up to date, and copies texts. Without it, everything else works. */

const main = document.querySelector<HTMLElement>('main[data-live]');
const connection = document.querySelector<HTMLElement>('#connection');

// On a narrow screen, the navigation scrolls. `scrollIntoView` would move where Tab begins.
const current = document.querySelector<HTMLElement>('nav [aria-current]');
const list = current?.closest('ul');
if (list && current) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;

/** Loads the page again, and changes what differs: what was typed, opened, focused and scrolled stays. */
async function refresh(): Promise<void> {
  const response = await fetch(location.href, { headers: { [refreshHeader]: '1' } }).catch(() => undefined);
  if (!response?.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const id of ['main', 'status']) {
    const [old, fresh] = [document.getElementById(id), next.getElementById(id)];
    if (!old || !fresh) continue;
    const settings = { morphStyle: 'innerHTML', ignoreActiveValue: true, callbacks } as const;
    Idiomorph.morph(old, [...fresh.childNodes], settings);
  }
}

const callbacks = {
  // A form in which something was typed or chosen, and what the last form came to.
  beforeNodeMorphed: (old: Node) => !(old instanceof HTMLElement && old.dataset.kept !== undefined),
  beforeNodeRemoved: (old: Node) => !(old instanceof HTMLElement && old.classList.contains('notice')),
  beforeAttributeUpdated: (name: string, element: Element) =>
    !(name === 'open' && element instanceof HTMLDetailsElement),
};

let isRefreshing = false;
let isStale = false;

/** One refresh at a time; the last change is never missed. */
async function update(): Promise<void> {
  isStale = true;
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    while (isStale) {
      isStale = false;
      await refresh();
    }
  } finally {
    isRefreshing = false;
  }
}

let events: EventSource | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let known = main?.dataset.version;

/** Only where the page is seen: a browser has few connections for each host. */
function connect(): void {
  clearTimeout(retry);
  events?.close();
  events = undefined;
  const path = main?.dataset.live;
  if (path === undefined || document.hidden) return;
  events = new EventSource(path);
  events.addEventListener('version', ({ data }: MessageEvent<string>) => {
    if (connection) connection.hidden = true;
    if (known !== data) void update();
    known = data;
  });
  events.addEventListener('error', ({ target }) => {
    if (connection) connection.hidden = false;
    // After a refusal, such as that of too many pages, the browser itself does not try again.
    if (target === events && events?.readyState === EventSource.CLOSED) retry = setTimeout(connect, 5000);
  });
}

document.addEventListener('visibilitychange', connect);
connect();

document.addEventListener('input', ({ target }) => {
  if (target instanceof Element) target.closest('form')?.setAttribute('data-kept', 'changed');
});

document.addEventListener('submit', ({ submitter }) => submitter?.setAttribute('aria-busy', 'true'));
// The browser may show the page again as it was left.
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
});

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLButtonElement>('button[data-copy]') : null;
  if (!button) return;
  const label = button.textContent;
  await navigator.clipboard.writeText(
    button.dataset.copy || (button.previousElementSibling?.textContent ?? ''),
  );
  button.textContent = button.dataset.copied ?? label;
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
});
