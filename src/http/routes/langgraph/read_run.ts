import {
  GRAPH_MODES,
  type GraphMode,
  type GraphView,
} from "../../../run/langchain/graph/parts/graph_part.ts";
import type { CommandSettings } from "../../../run/langchain/thread/bind_thread.ts";
import type { GraphRunOptions } from "../../../run/langchain/thread/threaded_graph.ts";
import { readCommand } from "../../request/read_command.ts";
import { type OnDisconnect, readOnDisconnect } from "../../request/read_input.ts";
import { readConfig, type RequestConfig } from "../../request/read_config.ts";
import type { MultitaskStrategy } from "../../threads/enter_thread.ts";
import { isObject } from "../../../wire/is_object.ts";
import { invalid, jsonBoolean, jsonObject, oneOf } from "../../request/validate.ts";

/** A run that a client of LangGraph asks for. */
export interface GraphRunBody extends RequestConfig {
  /** The name of the runnable; `null` if the client does not say. */
  assistantId: string | null;
  input: unknown;
  command: CommandSettings | undefined;
  metadata: Record<string, unknown>;
  view: GraphView;
  options: GraphRunOptions;
  multitaskStrategy: MultitaskStrategy;
  /** Whether the run goes on without its reader. */
  onDisconnect?: OnDisconnect;
  /** Whether a thread that does not exist is made. */
  createsThread: boolean;
  /** Whether a run without a thread is asked to leave one. */
  leavesThread: boolean;
}

const STRATEGIES = ["reject", "enqueue", "interrupt", "rollback"] as const;
const IF_NOT_EXISTS = ["create", "reject"] as const;
/** The protocol has the first two, and the types of the SDK the others. */
const ON_COMPLETION = ["delete", "keep", "complete", "continue"] as const;
/** What other servers of the protocol can do, and this one cannot. */
const UNSUPPORTED = ["webhook", "feedback_keys", "after_seconds", "langsmith_tracer"];

/**
 * Reads the body of a run.
 *
 * @throws {HttpError} 422, with a pointer to the invalid value
 */
export function readRun(body: Record<string, unknown>): GraphRunBody {
  for (const key of UNSUPPORTED) {
    if (body[key] != null) throw invalid(`#/${key}`, "is not supported");
  }
  const { assistant_id: assistant, input, context, checkpoint, checkpoint_id } = body;
  const { config, ...settings } = readConfig(body.config, "#/config");
  const fork = {
    ...(checkpoint == null ? {} : readCheckpoint(checkpoint)),
    ...(checkpoint_id == null ? {} : { checkpoint_id: text(checkpoint_id, "#/checkpoint_id") }),
  };
  const configurable = { ...config.configurable, ...fork };
  return {
    ...settings,
    ...readOnDisconnect(body),
    config: {
      ...config,
      ...(context == null ? {} : { context: jsonObject(context, "#/context") }),
      ...(Object.keys(configurable).length === 0 ? {} : { configurable }),
    },
    assistantId: assistant == null ? null : text(assistant, "#/assistant_id"),
    input: input ?? null,
    command: body.command == null ? undefined : readCommand(body.command),
    metadata: body.metadata == null ? {} : jsonObject(body.metadata, "#/metadata"),
    view: {
      modes: readModes(body.stream_mode, assistant == null),
      subgraphs: body.stream_subgraphs == null
        ? false
        : jsonBoolean(body.stream_subgraphs, "#/stream_subgraphs"),
    },
    options: readOptions(body),
    multitaskStrategy: oneOf(body.multitask_strategy ?? "reject", STRATEGIES, {
      pointer: "#/multitask_strategy",
    }),
    leavesThread: body.on_completion != null &&
      oneOf(body.on_completion, ON_COMPLETION, { pointer: "#/on_completion" }) === "keep",
    createsThread: body.if_not_exists != null &&
      oneOf(body.if_not_exists, IF_NOT_EXISTS, { pointer: "#/if_not_exists" }) === "create",
  };
}

/** Reads the name of a checkpoint. @throws {HttpError} 422 if it is invalid */
export function readCheckpoint(value: unknown): Record<string, unknown> {
  const { checkpoint_id, checkpoint_ns, checkpoint_map } = jsonObject(value, "#/checkpoint");
  return {
    ...(checkpoint_id == null
      ? {}
      : { checkpoint_id: text(checkpoint_id, "#/checkpoint/checkpoint_id") }),
    checkpoint_ns: checkpoint_ns == null ? "" : text(checkpoint_ns, "#/checkpoint/checkpoint_ns"),
    ...(isObject(checkpoint_map) ? { checkpoint_map } : {}),
  };
}

/** `FetchStreamTransport` names no modes, and reads those of `useStream`. */
function readModes(value: unknown, isTransport: boolean): Set<GraphMode> {
  const usual = isTransport ? ["messages-tuple", "values"] : ["values"];
  const modes = value == null ? usual : [value].flat();
  if (modes.length === 0) return new Set(["values"]);
  return new Set(modes.map((mode) => oneOf(mode, GRAPH_MODES, { pointer: "#/stream_mode" })));
}

function readOptions(
  { interrupt_before, interrupt_after, durability }: Record<string, unknown>,
): GraphRunOptions {
  return {
    ...(interrupt_before == null
      ? {}
      : { interruptBefore: readNodes(interrupt_before, "#/interrupt_before") }),
    ...(interrupt_after == null
      ? {}
      : { interruptAfter: readNodes(interrupt_after, "#/interrupt_after") }),
    ...(durability == null ? {} : {
      durability: oneOf(durability, ["async", "sync", "exit"] as const, {
        pointer: "#/durability",
      }),
    }),
  };
}

function readNodes(value: unknown, pointer: string): string[] | "*" {
  if (value === "*") return value;
  if (Array.isArray(value)) return value.map((node, i) => text(node, `${pointer}/${i}`));
  throw invalid(pointer, 'must be "*" or an array of nodes');
}

function text(value: unknown, pointer: string): string {
  if (typeof value === "string") return value;
  throw invalid(pointer, "must be a string");
}
