import type { ToolCall, ToolCallDelta } from "../wire/stream_event.ts";

interface Call {
  /** Its place among the calls of the answer. */
  index: number;
  /** The id that the model gave it. */
  givenId: string | null;
  id: string;
  name: string;
  args: string;
}

/**
 * Puts the pieces of tool calls together. Models number their calls as they like: from 1, by the
 * blocks of their answer, or all alike. Here they are numbered from 0, and each has an id.
 */
export class ToolCalls {
  readonly #calls: Call[] = [];
  /** The call under way, by the model's own number. */
  readonly #open = new Map<number, Call>();

  /**
   * Adds a piece.
   *
   * @returns the piece as it goes out: with the place of its call in the answer, and with the id and
   *   the name only once
   */
  add({ index, id: given, name: part, args }: ToolCallDelta): ToolCallDelta {
    const [givenId, name] = [given || null, part || ""];
    const known = this.#open.get(index);
    const isNew = known === undefined ||
      givenId !== null && known.givenId !== null && givenId !== known.givenId;
    const call = isNew ? this.#begin(index, givenId) : known;
    const isNamed = call.name === "" && name !== "";
    if (isNamed) call.name = name;
    call.args += args ?? "";
    return {
      index: call.index,
      ...(isNew ? { id: call.id } : {}),
      ...(isNamed ? { name } : {}),
      ...(args === undefined ? {} : { args }),
    };
  }

  /** The calls so far, in the order in which they began. */
  get all(): ToolCall[] {
    return this.#calls.map(({ id, name, args }) => ({ id, name, args: parse(args) }));
  }

  #begin(index: number, givenId: string | null): Call {
    const id = givenId ?? `call_${crypto.randomUUID()}`;
    const call = { index: this.#calls.length, givenId, id, name: "", args: "" };
    this.#calls.push(call);
    this.#open.set(index, call);
    return call;
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
