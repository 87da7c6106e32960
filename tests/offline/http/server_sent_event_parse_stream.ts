/** Stands in for `@std/http/server-sent-event-parse-stream`, on a package from npm. */
import { createParser } from "npm:eventsource-parser@^4.1.0";

/** A server-sent event, as it was written. */
export interface ServerSentEventParsedMessage {
  comment?: string;
  event?: string;
  data?: string;
  id?: string;
  retry?: number;
}

/** Reads server-sent events from bytes. */
export class ServerSentEventParseStream
  extends TransformStream<Uint8Array, ServerSentEventParsedMessage> {
  constructor() {
    const decoder = new TextDecoder();
    let feed: (text: string) => void;
    super({
      start(controller) {
        const parser = createParser({
          onEvent: ({ id, event, data }) =>
            controller.enqueue({
              ...(id === undefined ? {} : { id }),
              ...(event === undefined ? {} : { event }),
              data,
            }),
          onComment: (comment) => controller.enqueue({ comment }),
        });
        feed = (text) => parser.feed(text);
      },
      transform: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    });
  }
}
