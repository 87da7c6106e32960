import { DynamicStructuredTool } from "@langchain/core/tools";

/** Returns a tool for the date and time in a time zone. */
export function currentTimeTool(clock: () => Date): DynamicStructuredTool {
  return new DynamicStructuredTool({
    name: "current_time",
    description: "Tells the current date and time in an IANA time zone.",
    schema: {
      type: "object",
      properties: {
        time_zone: { type: "string", description: "An IANA time zone, such as Asia/Seoul" },
      },
      required: ["time_zone"],
      additionalProperties: false,
    },
    func: ({ time_zone }: { time_zone: string }) => Promise.try(() => timeIn(time_zone, clock())),
  });
}

/**
 * Formats a time in a time zone: `Sunday, 2026-11-22 17:40:03 (Asia/Seoul, GMT+09:00)`.
 *
 * @throws {RangeError} if the time zone is unknown
 */
export function timeIn(timeZone: string, date: Date): string {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    weekday: "long",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  });
  const part = Object.fromEntries(
    format.formatToParts(date).map(({ type, value }) => [type, value]),
  );
  const day = `${part.year}-${part.month}-${part.day}`;
  const time = `${part.hour}:${part.minute}:${part.second}`;
  return `${part.weekday}, ${day} ${time} (${timeZone}, ${part.timeZoneName})`;
}
