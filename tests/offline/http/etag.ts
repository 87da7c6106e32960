/** Stands in for `@std/http/etag`, on Node's hashes. */
import { createHash } from "node:crypto";

/** The entity tag of a text. */
export function eTag(entity: string): Promise<string> {
  return Promise.resolve(`"${createHash("sha256").update(entity).digest("base64")}"`);
}

/** Whether the value of `If-None-Match` has no such tag. */
export function ifNoneMatch(value: string | null, etag: string | undefined): boolean {
  if (value === null || etag === undefined) return true;
  const tags = value.split(/\s*,\s*/).map((tag) => tag.trim().replace(/^W\//, ""));
  return value.trim() !== "*" && !tags.includes(etag);
}
