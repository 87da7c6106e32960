/**
 * Stands in for `@std/http` where JSR cannot be reached: what Splitstream and
 * its tests use of it, under the same names and with the same results.
 */
export { eTag, ifNoneMatch } from "./etag.ts";
export { accepts } from "./negotiation.ts";
export {
  type ServerSentEventParsedMessage,
  ServerSentEventParseStream,
} from "./server_sent_event_parse_stream.ts";
export { STATUS_TEXT, type StatusCode } from "./status.ts";
