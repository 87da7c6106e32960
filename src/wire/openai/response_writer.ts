import type { EndRecord, Failure, RunStart, TokenLogprob, ToolCallDelta } from "../stream_event.ts";
import { openAIAnswer } from "./openai_answer.ts";
import { openAIError } from "./openai_error.ts";
import {
  callItem,
  itemId,
  messageItem,
  reasoningItem,
  refusalPart,
  summaryPart,
  textPart,
} from "./response_items.ts";
import {
  type ResponseEcho,
  responseObject,
  type ResponseStatus,
  statusOf,
} from "./response_object.ts";

type Logprobs = readonly TokenLogprob[];

/** The items that have a text, the names of their events, and what is in these. */
const TEXTS = {
  message: {
    item: messageItem,
    part: textPart,
    place: { content_index: 0 },
    partEvent: "content_part",
    textEvent: "output_text",
    delta: (delta: string, logprobs: Logprobs) => ({ delta, logprobs }),
    done: (text: string, logprobs: Logprobs) => ({ text, logprobs }),
  },
  refusal: {
    item: messageItem,
    part: refusalPart,
    place: { content_index: 0 },
    partEvent: "content_part",
    textEvent: "refusal",
    delta: (delta: string) => ({ delta }),
    done: (refusal: string) => ({ refusal }),
  },
  reasoning: {
    item: reasoningItem,
    part: summaryPart,
    place: { summary_index: 0 },
    partEvent: "reasoning_summary_part",
    textEvent: "reasoning_summary_text",
    delta: (delta: string) => ({ delta }),
    done: (text: string) => ({ text }),
  },
} as const;

interface OpenText {
  kind: keyof typeof TEXTS;
  /** The item's id, and its place in the output. */
  place: { item_id: string; output_index: number };
  text: string;
  logprobs: TokenLogprob[];
}

interface OpenCall {
  place: OpenText["place"];
  id: string | null;
  name: string;
  arguments: string;
}

/** Writes the events of one streamed response. */
export class ResponseWriter {
  readonly #created: number;
  readonly #echo: ResponseEcho;
  #run: RunStart = { run_id: "", runnable: "", model: null };
  #sequence: number;
  /** The items that are complete, each at its place. */
  readonly #output: unknown[] = [];
  /** The number of items that have begun. */
  #items = 0;
  #open: OpenText | null = null;
  /** Pieces of several calls may alternate, so that all stay open until the end. */
  readonly #calls = new Map<number, OpenCall>();
  #hasMessage = false;

  /** @param options when the response began, the fields it repeats, and the first event's number */
  constructor(
    { created, echo, firstSequence = 0 }: {
      created: number;
      echo: ResponseEcho;
      firstSequence?: number | undefined;
    },
  ) {
    this.#sequence = firstSequence;
    this.#created = created;
    this.#echo = echo;
  }

  /** Writes the start of the response. */
  start(run: RunStart): string {
    this.#run = run;
    const response = this.#response();
    return this.#write("response.created", { response }) +
      this.#write("response.in_progress", { response });
  }

  /** Writes a piece of text. An item of another kind is closed before it. */
  add(kind: OpenText["kind"], delta: string, logprobs: Logprobs = []): string {
    const isNew = this.#open?.kind !== kind;
    const before = isNew ? this.close() : "";
    const open = this.#open ??= { kind, place: this.#nextPlace(kind), text: "", logprobs: [] };
    const opening = isNew ? this.#begin(open) : "";
    open.text += delta;
    open.logprobs.push(...logprobs);
    const of = TEXTS[kind];
    const fields = { ...open.place, ...of.place, ...of.delta(delta, logprobs) };
    return before + opening + this.#write(`response.${of.textEvent}.delta`, fields);
  }

  /** Writes a piece of a tool call. Its first piece opens the item. */
  addCall({ index, id, name, args = "" }: ToolCallDelta): string {
    const known = this.#calls.get(index);
    if (known !== undefined) return this.#addArguments(known, args);
    const before = this.close();
    const place = this.#nextPlace("call");
    const call = { place, id: id ?? null, name: name ?? "", arguments: "" };
    this.#calls.set(index, call);
    const item = callItem({ id: place.item_id, status: "in_progress" }, call);
    return before + this.#add(place, item) + this.#addArguments(call, args);
  }

  /** Closes the item with a text that is open, if there is one. */
  close(status: ResponseStatus = "completed"): string {
    if (this.#open === null) return "";
    const { kind, place: item, text, logprobs } = this.#open;
    this.#open = null;
    const of = TEXTS[kind];
    const place = { ...item, ...of.place };
    const part = of.part(text, logprobs);
    return this.#write(`response.${of.textEvent}.done`, { ...place, ...of.done(text, logprobs) }) +
      this.#write(`response.${of.partEvent}.done`, { ...place, part }) +
      this.#done(item, of.item({ id: item.item_id, status }, part));
  }

  /** Writes what is left of the items, and the end of the response. */
  end(record: EndRecord): string {
    const status = statusOf(record);
    const isEmpty = this.#items === 0 && record.output === "";
    const isValue = !this.#hasMessage && typeof record.output !== "string";
    const value = isEmpty || isValue ? this.add("message", openAIAnswer(record).text) : "";
    const calls = [...this.#calls.values()];
    const text = this.close(calls.length === 0 ? status : "completed");
    const closed = calls.map((call, i) =>
      this.#closeCall(call, i === calls.length - 1 ? status : "completed")
    );
    return value + text + closed.join("") +
      this.#write(`response.${status}`, { response: this.#response(record) });
  }

  /** Writes a failure, after which nothing follows. */
  fail({ status_code: status, message, code }: Failure): string {
    const { error: { type, ...fields } } = openAIError({ status, message });
    const named = { ...fields, code: code ?? type };
    return this.#write("error", { ...named, error: { type, ...named } });
  }

  #begin({ kind, place }: OpenText): string {
    const { item, part, partEvent, place: partPlace } = TEXTS[kind];
    this.#hasMessage ||= kind !== "reasoning";
    return this.#add(place, item({ id: place.item_id, status: "in_progress" })) +
      this.#write(`response.${partEvent}.added`, { ...place, ...partPlace, part: part("") });
  }

  #addArguments(call: OpenCall, delta: string): string {
    if (delta === "") return "";
    call.arguments += delta;
    return this.#write("response.function_call_arguments.delta", { ...call.place, delta });
  }

  #closeCall(call: OpenCall, status: ResponseStatus): string {
    // Clients parse the arguments, so that a call without any has an empty object.
    const before = call.arguments.trim() === "" ? this.#addArguments(call, "{}") : "";
    const { name, arguments: args } = call;
    const done = { ...call.place, name, arguments: args };
    return before + this.#write("response.function_call_arguments.done", done) +
      this.#done(call.place, callItem({ id: call.place.item_id, status }, call));
  }

  #nextPlace(kind: OpenText["kind"] | "call"): OpenText["place"] {
    const output_index = this.#items++;
    return { item_id: itemId(kind, this.#run, output_index), output_index };
  }

  #add({ output_index }: OpenText["place"], item: unknown): string {
    return this.#write("response.output_item.added", { output_index, item });
  }

  #done({ output_index }: OpenText["place"], item: unknown): string {
    this.#output[output_index] = item;
    return this.#write("response.output_item.done", { output_index, item });
  }

  #response(record?: EndRecord): Record<string, unknown> {
    const state = { run: this.#run, created: this.#created, echo: this.#echo };
    const output = this.#output;
    return responseObject({ ...state, output, ...(record === undefined ? {} : { record }) });
  }

  #write(type: string, fields: Record<string, unknown>): string {
    const data = JSON.stringify({ type, ...fields, sequence_number: this.#sequence++ });
    return `event: ${type}\ndata: ${data}\n\n`;
  }
}
