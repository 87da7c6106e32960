/**
 * Cuts a text that comes in parts into its lines, without their line feeds. A
 * last line that has none is a line, too.
 */
export class LineStream extends TransformStream<string, string> {
  constructor() {
    // The parts of the line under way are joined once, when it is whole: to add
    // each to one string and look through that again would cost more and more.
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
