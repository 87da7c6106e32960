/** The client of Redis. Only its type is loaded with this file. */
export type RedisClient = ReturnType<typeof createClients>["commands"];

/** The clients of a store: one can only subscribe. */
export interface RedisClients {
  commands: RedisClient;
  subscriber: RedisClient;
}

/** Redis cannot be reached. A log may have to leave out the message, but not the name. */
export class RedisUnreachableError extends Error {
  override readonly name = "RedisUnreachableError";

  constructor(options?: ErrorOptions) {
    super("Redis cannot be reached", options);
  }
}

/**
 * Connects to Redis.
 *
 * @throws {RedisUnreachableError} if it cannot be reached
 */
export async function connectRedis(url: string): Promise<RedisClients> {
  const clients = createClients(await import("redis"), url);
  const { commands, subscriber, up } = clients;
  try {
    await Promise.all([commands.connect(), subscriber.connect()]);
  } catch (error) {
    for (const client of [commands, subscriber]) if (client.isOpen) client.destroy();
    throw new RedisUnreachableError({ cause: error });
  }
  up();
  return { commands, subscriber };
}

function createClients({ createClient }: typeof import("redis"), url: string) {
  let isUp = false;
  const commands = createClient({
    url,
    disableOfflineQueue: true, // a command fails at once while Redis is away
    socket: {
      connectTimeout: 2_000,
      // Without a first connection, the next question tries again.
      reconnectStrategy: (tries) => isUp ? Math.min(50 * 2 ** tries, 1_000) : false,
    },
  });
  const subscriber = commands.duplicate();
  for (const client of [commands, subscriber]) client.on("error", () => {}); // each command tells
  return { commands, subscriber, up: () => isUp = true };
}
