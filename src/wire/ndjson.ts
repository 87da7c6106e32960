/*
 * {"event":"metadata","data":{"run_id":"…","runnable":"chain","model":"…"}}
 * {"event":"data","data":"언어 "}
 * {"event":"metadata","data":{"end_reason":"marker","end_marker":"(답변 종료)","finish_reason":null,"output":"…",…}}
 * {"event":"end"}
 *
 * A completed step of an agent:
 *
 * {"event":"updates","data":{"model_request":{"messages":[…]}}}
 *
 * A heartbeat, if the stream is idle:
 *
 * {"event":"ping"}
 *
 * A failure, instead of the last two:
 *
 * {"event":"error","data":{"status_code":502,"message":"…","record":{"end_reason":"error",…}}}
 *
 * https://github.com/ndjson/ndjson-spec
 */
import type { Dialect } from "./dialect.ts";
import { toNamedEvents } from "./named_event.ts";

/** Newline-delimited JSON: the events of the SSE dialect, one per line. */
export const ndjson: Dialect = {
  name: "ndjson",
  contentType: "application/x-ndjson",
  heartbeat: '{"event":"ping"}\n',
  frameEnd: "\n",

  createEncoder() {
    return (event) => toNamedEvents(event).map((named) => `${JSON.stringify(named)}\n`).join("");
  },
};
