/*
 * The server-sent events of src/wire/sse.ts as the lines of src/wire/ndjson.ts:
 *
 * id: 1
 * event: data
 * data: "언어 "
 *
 * {"event":"data","data":"언어 "}
 */

/** Turns the lines of server-sent events into lines of NDJSON. */
export class SseLineStream extends TransformStream<string, string> {
  constructor() {
    let event = "";
    let data = "";

    super({
      transform(line, controller) {
        if (line !== "") {
          const [, field, value = ""] = line.match(/^(\w*):? ?(.*)$/s) ?? [];
          if (field === "event") event = value;
          else if (field === "data") data = value;
          return; // any other line is an id, or the comment of a heartbeat
        }
        if (event !== "") {
          const name = JSON.stringify(event);
          controller.enqueue(
            data === "" ? `{"event":${name}}` : `{"event":${name},"data":${data}}`,
          );
        }
        event = data = "";
      },
    });
  }
}
