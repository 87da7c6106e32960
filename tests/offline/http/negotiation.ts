/** Stands in for `@std/http/negotiation`, on a package from npm. */
// @ts-types="npm:@types/negotiator@^0.6.5"
import Negotiator from "npm:negotiator@^1.0.0";

/** The media type that a request prefers among some, if it accepts one. */
export function accepts<T extends string>(
  request: Pick<Request, "headers">,
  ...types: T[]
): T | undefined {
  const accept = request.headers.get("accept");
  if (!accept) return types[0];
  const chosen = new Negotiator({ headers: { accept } }).mediaTypes(types)[0];
  return types.find((type) => type === chosen);
}
