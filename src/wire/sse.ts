/*
 * id: 0
 * event: metadata
 * data: {"run_id":"…","runnable":"chain","model":"…"}
 *
 * id: 1
 * event: data
 * data: "언어 "
 *
 * id: 2
 * event: metadata
 * data: {"end_reason":"marker","end_marker":"(답변 종료)","finish_reason":null,"output":"…","splits":["언어 ","…"],…}
 *
 * id: 3
 * event: end
 * data:
 *
 * A completed step of an agent:
 *
 * id: 2
 * event: updates
 * data: {"model_request":{"messages":[{"type":"ai","content":"","tool_calls":[…]}]}}
 *
 * A heartbeat, if the stream is idle:
 *
 * : ping
 *
 * A run that outlives its connection has ids that name it, if a GET began it: an EventSource comes
 * back to the same address, and says only the last id.
 *
 * id: 0b4f…/2
 *
 * A failure, instead of the last two:
 *
 * id: 2
 * event: error
 * data: {"status_code":502,"message":"…","record":{"end_reason":"error",…}}
 *
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { Dialect } from "./dialect.ts";
import { toNamedEvents } from "./named_event.ts";

/** Server-sent events with the event names of LangServe. */
export const sse: Dialect = {
  name: "sse",
  contentType: "text/event-stream; charset=utf-8",
  heartbeat: ": ping\n\n",
  frameEnd: "\n\n",

  createEncoder({ firstId = 0, idPrefix = "" } = {}) {
    let id = firstId;
    return (event) => {
      if (event.type === "text") { // most are
        return `id: ${idPrefix}${id++}\nevent: data\ndata: ${JSON.stringify(event.text)}\n\n`;
      }
      let text = "";
      for (const named of toNamedEvents(event)) {
        // `end` needs an empty data line. Without one, EventSource drops it. With data in it,
        // LangServe's client takes it for a chunk.
        const data = "data" in named ? ` ${JSON.stringify(named.data)}` : "";
        text += `id: ${idPrefix}${id++}\nevent: ${named.event}\ndata:${data}\n\n`;
      }
      return text;
    };
  },
};
