/** Stands in for `@std/http/status`, on Node's table. */
import { STATUS_CODES } from "node:http";

/** The status codes that have a text. */
export type StatusCode = number;

/** The texts that are not Node's. */
const OWN_TEXTS: Readonly<Record<StatusCode, string>> = {
  203: "Non Authoritative Info",
  207: "Multi Status",
  407: "Proxy Auth Required",
  413: "Content Too Large",
  418: "I'm a teapot",
};

/** The text of each status code. */
export const STATUS_TEXT: Readonly<Record<StatusCode, string>> = {
  ...Object.fromEntries(
    Object.entries(STATUS_CODES).map(([code, text]) => [Number(code), text ?? ""]),
  ),
  ...OWN_TEXTS,
};
