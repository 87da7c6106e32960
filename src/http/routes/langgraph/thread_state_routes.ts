import { toThreadState } from "../../../run/langchain/thread/thread_state.ts";
import { InputError } from "../../../run/langchain/input/input_error.ts";
import { toMessages } from "../../../run/langchain/input/to_messages.ts";
import type { FetchHandler } from "../../handler.ts";
import { HttpError } from "../../http_error.ts";
import { isObject } from "../../../wire/is_object.ts";
import { invalid } from "../../request/validate.ts";
import type { Route } from "../../router.ts";
import { assertStateKeys } from "../../threads/assert_state_keys.ts";
import { graphJson } from "./graph_json.ts";
import type { LangGraphRoutesOptions } from "./langgraph_routes.ts";
import { isTrue, readBody, readPage } from "./read_body.ts";
import { readCheckpoint } from "./read_run.ts";
import type { ThreadStates } from "./thread_states.ts";

/** Returns the routes of the states of a thread. */
export function threadStateRoutes(states: ThreadStates, options: LangGraphRoutesOptions): Route[] {
  const { guard, guardReads } = options;

  const get: FetchHandler = async (request, info) => {
    const thread = await states.find(info);
    const subgraphs = isTrue(new URL(request.url).searchParams.get("subgraphs"));
    const id = info?.params?.checkpoint;
    const checkpoint = id === undefined ? {} : { checkpoint_id: id };
    return graphJson(await states.get(thread, { request, subgraphs, checkpoint }));
  };

  const getAt: FetchHandler = async (request, info) => {
    const thread = await states.find(info);
    const body = await readBody(request, options);
    const checkpoint = body.checkpoint == null ? {} : readCheckpoint(body.checkpoint);
    const subgraphs = body.subgraphs === true;
    return graphJson(await states.get(thread, { request, subgraphs, checkpoint }));
  };

  const update: FetchHandler = async (request, info) => {
    const thread = await states.find(info);
    const { values, as_node, checkpoint, checkpoint_id } = await readBody(request, options);
    if (as_node != null && typeof as_node !== "string") {
      throw invalid("#/as_node", "must be a string");
    }
    assertStateKeys(values, "#/values");
    // Its run would not know of the change, and a rollback not keep it.
    if (thread.isBusy || await states.threads.holder(thread) !== null) {
      throw new HttpError(409, "The thread is busy. Wait for its run to end.");
    }
    const graph = await states.graph(thread, request);
    if (graph === null) throw new HttpError(409, "No graph has run in the thread yet.");
    const configurable = {
      thread_id: thread.id,
      checkpoint_ns: "",
      ...(checkpoint == null ? {} : readCheckpoint(checkpoint)),
      ...(typeof checkpoint_id === "string" ? { checkpoint_id } : {}),
    };
    try {
      const given = withMessages(values ?? null);
      const saved = await graph.updateState({ configurable }, given, as_node ?? undefined);
      thread.status = "idle";
      states.threads.touch(thread);
      await states.threads.save(thread);
      return graphJson({ checkpoint: saved.configurable, configurable: saved.configurable });
    } catch (error) {
      if (error instanceof InputError) throw invalid(`#/values${error.pointer}`, error.must);
      if (!isInvalidUpdate(error)) throw error;
      throw new HttpError(422, `The state cannot be updated so: ${error.message}.`);
    }
  };

  const history: FetchHandler = async (request, info) => {
    const thread = await states.find(info);
    const body = request.method === "GET"
      ? Object.fromEntries(new URL(request.url).searchParams)
      : await readBody(request, options);
    const { limit } = readPage(body);
    const { before, metadata, checkpoint } = body;
    const graph = await states.graph(thread, request);
    if (graph === null) return graphJson([]);
    const configurable = {
      thread_id: thread.id,
      checkpoint_ns: "",
      ...(checkpoint == null ? {} : readCheckpoint(checkpoint)),
    };
    const snapshots = graph.getStateHistory({ configurable }, {
      limit,
      ...(before == null ? {} : { before: beforeOf(before) }),
      ...(isObject(metadata) ? { filter: metadata } : {}),
    });
    return graphJson((await Array.fromAsync(snapshots)).map(toThreadState));
  };

  return [
    {
      path: "/threads/:thread/state",
      methods: { GET: guardReads(get), POST: guard(update) },
    },
    { path: "/threads/:thread/state/checkpoint", methods: { POST: guard(getAt) } },
    { path: "/threads/:thread/state/:checkpoint", methods: { GET: guardReads(get) } },
    {
      path: "/threads/:thread/history",
      methods: { GET: guardReads(history), POST: guard(history) },
    },
  ];
}

/** Reads the messages of an update. A thread that saved others could not be read any more. */
function withMessages(values: unknown): unknown {
  if (!isObject(values) || !("messages" in values)) return values;
  return { ...values, messages: toMessages([values.messages].flat(), "/messages") };
}

/** Reads `before`: the id of a checkpoint, or a config that names one. */
function beforeOf(before: unknown): object {
  const given = isObject(before) && isObject(before.configurable) ? before.configurable : before;
  const id = isObject(given) ? given.checkpoint_id : given;
  if (typeof id !== "string") throw invalid("#/before", "must be the id of a checkpoint");
  return { configurable: { checkpoint_id: id } };
}

/** LangGraph says in words for developers why it cannot apply an update. They hold no secrets. */
function isInvalidUpdate(error: unknown): error is Error {
  return error instanceof Error &&
    (error.name === "InvalidUpdateError" || error.name === "EmptyChannelError" ||
      /^Subgraph ".*" not found$/s.test(error.message));
}
