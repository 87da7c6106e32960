import { isObject } from "../../../wire/is_object.ts";

type Fields = Record<string, unknown>;

/** A call under way, by the index that the server gave it. */
interface Call {
  /** Its index in what LangChain gets. */
  index: number;
  /** The id that the server gave it, or an empty string. */
  givenId: string;
  args: string;
}

/**
 * Gives the tool calls of one streamed completion what some servers leave out:
 * an id, unique in the conversation, an index, and arguments as text. An agent
 * cannot match a call with its result without them, and would end in silence.
 */
export class ToolCallCleaner {
  readonly #calls = new Map<unknown, Call>();
  readonly #usedIds: Set<unknown>;
  #count = 0;

  /** @param messages the messages of the request, whose tool calls have ids that are in use */
  constructor(messages: readonly unknown[]) {
    this.#usedIds = new Set(messages.flatMap(callIdsOf));
  }

  /** Returns a piece of a call, cleaned. @param position its place in the delta's list */
  clean(piece: unknown, position: number): Fields {
    const { index = position, id, function: named, ...rest } = isObject(piece) ? piece : {};
    const { arguments: given, ...name } = isObject(named) ? named : {};
    const givenId = typeof id === "string" ? id : "";
    const args = typeof given === "string" ? given : given == null ? "" : JSON.stringify(given);

    const known = this.#calls.get(index);
    const isNew = known === undefined || isAnother(known, { givenId, name: name.name });
    const call = isNew ? { index: this.#count++, givenId, args: "" } : known;
    this.#calls.set(index, call);
    call.args += args;
    return {
      type: "function",
      ...rest,
      index: call.index,
      ...(isNew ? { id: this.#uniqueId(givenId) } : {}),
      function: { ...name, arguments: args },
    };
  }

  #uniqueId(givenId: string): string {
    const isTaken = givenId === "" || this.#usedIds.has(givenId);
    const id = isTaken ? `call_${crypto.randomUUID()}` : givenId;
    this.#usedIds.add(id);
    return id;
  }
}

/** Whether a piece begins another call, although the server repeats the index. */
function isAnother(known: Call, { givenId, name }: { givenId: string; name: unknown }): boolean {
  if (givenId !== "") return known.givenId !== "" && givenId !== known.givenId;
  return typeof name === "string" && name !== "" && isJson(known.args);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // more of it is to come
  }
}

function callIdsOf(message: unknown): unknown[] {
  const calls = isObject(message) ? message.tool_calls : undefined;
  return Array.isArray(calls) ? calls.map((call) => isObject(call) ? call.id : undefined) : [];
}
