import { join } from 'node:path';
import { withLock } from '../../account/files/lock.ts';
import { readPrivate, writePrivate } from '../../account/files/private-file.ts';
import { type Environment, stateFolder } from '../../account/folders.ts';
import { ignoreKooError } from '../../errors/koo-error.ts';
import { isObject, toJson } from '../../text/json.ts';
import type { ProtocolId } from '../protocols/model.ts';
import { parseObject } from '../protocols/request.ts';

/** An instance that koo has created on a server, and the order of its purchase. */
export interface LastInstance {
  readonly instanceId: string;
  readonly orderId: string;
}

/** The number of servers to remember, the latest ones. */
const maxServers = 50;

/** The last instance that `koo callback send newInstance` created on a server; undefined without one. */
export async function lastInstance(
  target: string,
  protocol: ProtocolId,
  env: Environment,
): Promise<LastInstance | undefined> {
  const found = (await tolerant(() => readInstances(env)))?.[serverName(target, protocol)];
  if (!isObject(found)) return undefined;
  const { instanceId, orderId } = found;
  return typeof instanceId === 'string' && typeof orderId === 'string' ? { instanceId, orderId } : undefined;
}

/** Stores an instance for {@link lastInstance}. */
export async function rememberInstance(
  target: string,
  protocol: ProtocolId,
  instance: LastInstance,
  env: Environment,
): Promise<void> {
  await tolerant(() =>
    withLock(`${filePath(env)}.lock`, async () => {
      const { [serverName(target, protocol)]: _, ...others } = await readInstances(env);
      const kept = [...Object.entries(others), [serverName(target, protocol), instance]].slice(-maxServers);
      await writePrivate(filePath(env), toJson(Object.fromEntries(kept), 2));
    }),
  );
}

function filePath(env: Environment): string {
  return join(stateFolder(env), 'callback-instances.json');
}

/** Empty if the file is damaged: the next instance replaces it. */
async function readInstances(env: Environment): Promise<Readonly<Record<string, unknown>>> {
  return parseObject((await readPrivate(filePath(env))) ?? '') ?? {};
}

/** The kit interfaces work on the instances of the base interfaces. */
function serverName(target: string, protocol: ProtocolId): string {
  const { origin, pathname } = new URL(target);
  return `${origin}${pathname} ${protocol.replace('-kit', '')}`;
}

/** Ignores a folder that cannot be used, because the remembered instances are only a convenience. */
async function tolerant<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    return ignoreKooError(error);
  }
}
