/** Splits text into lines, without line feeds. The last line may lack a line feed. */
export class LineStream extends TransformStream<string, string> {
  constructor() {
    // Joined once, when the line is complete. Searching a growing string again for each chunk
    // would take quadratic time.
    let parts: string[] = [];

    super({
      transform(chunk, controller) {
        const [end = "", ...lines] = chunk.split("\n");
        parts.push(end);
        for (const line of lines) {
          controller.enqueue(parts.join(""));
          parts = [line];
        }
      },
      flush(controller) {
        const line = parts.join("");
        if (line !== "") controller.enqueue(line);
      },
    });
  }
}
