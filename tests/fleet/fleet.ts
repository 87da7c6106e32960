import { MainProcess } from "../support/start_main.ts";
import { RedisServer, whyNoRedis } from "../support/stores/redis_server.ts";

const noRedis = await whyNoRedis();
if (noRedis !== undefined) console.warn(`SKIPPED, the tests of a fleet on Redis: ${noRedis}`);

/** A store that servers share. */
export interface FleetStore {
  name: string;
  /** Whether it cannot run here. */
  ignore: boolean;
  /** Opens one, and returns the variables with which servers share it. */
  open(): Promise<{ variables: Record<string, string>; close: () => Promise<void> }>;
}

/** The stores that the tests of a fleet run on. */
export const STORES: readonly FleetStore[] = [
  {
    name: "Redis",
    ignore: noRedis !== undefined,
    async open() {
      const redis = await RedisServer.start();
      return { variables: { REDIS_URL: redis.url }, close: () => redis.stop() };
    },
  },
  {
    name: "a file of Deno KV",
    ignore: false,
    async open() {
      const folder = await Deno.makeTempDir();
      return {
        variables: { KV_PATH: `${folder}/kv` },
        close: () => Deno.remove(folder, { recursive: true }),
      };
    },
  },
];

const PERMISSIONS = ["--allow-read", "--allow-write"];

/** Two servers that share a store. They end with the test. */
export interface Fleet extends AsyncDisposable {
  a: MainProcess;
  b: MainProcess;
}

/** Starts two servers on one store, with more variables, and others for the second one. */
export async function startFleet(
  { open }: FleetStore,
  more: Readonly<Record<string, string>> = {},
  moreOfB: Readonly<Record<string, string>> = {},
): Promise<Fleet> {
  const { variables, close } = await open();
  const environment = { DEMO_TOKEN_DELAY_MS: "5", LOG_FORMAT: "none", ...variables, ...more };
  const [a, b] = await Promise.all([
    MainProcess.start(environment, PERMISSIONS),
    MainProcess.start({ ...environment, ...moreOfB }, PERMISSIONS),
  ]);
  return {
    a,
    b,
    async [Symbol.asyncDispose]() {
      await Promise.all([a[Symbol.asyncDispose](), b[Symbol.asyncDispose]()]);
      await close();
    },
  };
}
