// koo:if kit
// How much the login centres are asked. Anyone can send codes and tickets to this server, and each one that is to be
// confirmed is a request with a client secret. A tenant has limits of its own for each protocol, so that it is in no other
// one's way, nor are codes in the way of tickets.
import { LoginRefusal } from './center.js';

/**
 * Of a tenant and protocol, for logins that were started here and again for others, which are not in their way. A program can start
 * logins here like a browser: all that it gets is these places.
 */
const maxRunning = 4;
const maxWaiting = 50;
const maxWaitMs = 3000;
/** Of a tenant and protocol, by logins that were not started here. */
const maxRefused = 60;
const refusedMs = 60_000;

/** The confirmations of a server; one object for all of its requests. */
export class Confirmations {
  /** Those under way and waiting, by flow and kind of login. */
  #lanes = new Map();
  /** How many codes were refused or are under way, by flow, since a time. */
  #refused = new Map();

  /**
   * Whether so many codes or tickets of a tenant were refused within a minute that someone is guessing. Then a login has to be
   * started here, which is one more redirect for a browser: no one is locked out, because a login that was started here
   * is not refused for what others have sent.
   *
   * @param {string} flow the protocol and a tenant that exists
   * @param {number} now
   */
  mustStartHere(flow, now) {
    return this.#refusedOf(flow, now).codes >= maxRefused;
  }

  /**
   * Confirms a code or a ticket as soon as there is room.
   *
   * @template T
   * @param {string} flow the protocol and the tenant
   * @param {boolean} isStarted whether the login was started here, in this browser
   * @param {number} now
   * @param {() => Promise<T> | T} confirm
   * @returns {Promise<T>}
   * @throws {LoginRefusal} `busy`, if there is none within a few seconds
   */
  async inTurn(flow, isStarted, now, confirm) {
    if (isStarted) return this.#inLane(`started ${flow}`, confirm);
    const refused = this.#refusedOf(flow, now);
    // Counted at once: many may be under way before the first is refused.
    refused.codes += 1;
    let isRefused = false;
    try {
      return await this.#inLane(`other ${flow}`, confirm);
    } catch (error) {
      isRefused = error instanceof LoginRefusal && error.problem === 'not-confirmed';
      throw error;
    } finally {
      if (!isRefused) refused.codes -= 1;
    }
  }

  #refusedOf(flow, now) {
    const known = this.#refused.get(flow);
    if (known && now - known.since < refusedMs) return known;
    const refused = { since: now, codes: 0 };
    this.#refused.set(flow, refused);
    return refused;
  }

  async #inLane(name, work) {
    const lane = this.#lanes.get(name) ?? { running: 0, waiting: new Set() };
    this.#lanes.set(name, lane);
    if (lane.running < maxRunning) lane.running += 1;
    else await placeIn(lane);
    try {
      return await work();
    } finally {
      const [next] = lane.waiting;
      if (next) next();
      else lane.running -= 1;
      if (lane.running === 0) this.#lanes.delete(name);
    }
  }
}

/** Waits until someone leaves a place. */
async function placeIn({ waiting }) {
  if (waiting.size >= maxWaiting) throw new LoginRefusal('busy');
  await new Promise((resolve, reject) => {
    const take = () => {
      clearTimeout(timer);
      waiting.delete(take);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.delete(take);
      reject(new LoginRefusal('busy'));
    }, maxWaitMs);
    waiting.add(take);
  });
}
// koo:end
