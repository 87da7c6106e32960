import { sha256, toHex } from "../access/sha256.ts";
import type { RequestInfo } from "../handler.ts";
import type { Owner } from "./threads.ts";

/**
 * Returns the owner of the threads of a request: what their ids begin with in the checkpoint saver.
 * It is a digest of the caller's API key, and nothing if the server has no keys.
 */
export async function ownerOf({ apiKey }: RequestInfo = {}): Promise<Owner> {
  if (apiKey === undefined) return "";
  return `${toHex((await sha256(apiKey)).slice(0, 12))}:`;
}
