import type { ToolCall, ToolCallDelta } from "../wire/stream_event.ts";

/** Puts the pieces of tool calls together. */
export class ToolCalls {
  readonly #calls = new Map<number, { id: string | null; name: string; args: string }>();

  /** Adds a piece. */
  add({ index, id, name, args = "" }: ToolCallDelta): void {
    const call = this.#calls.get(index);
    if (call === undefined) {
      this.#calls.set(index, { id: id ?? null, name: name ?? "", args });
      return;
    }
    call.id ??= id ?? null;
    call.name ||= name ?? "";
    call.args += args;
  }

  /** The calls so far, in the order in which they began. */
  get all(): ToolCall[] {
    return [...this.#calls.values()].map((call) => ({ ...call, args: parse(call.args) }));
  }
}

function parse(args: string): unknown {
  if (args.trim() === "") return {};
  try {
    return JSON.parse(args);
  } catch {
    return args; // truncated, or not JSON: the caller sees what the model wrote
  }
}
