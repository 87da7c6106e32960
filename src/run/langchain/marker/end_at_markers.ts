// Assumptions about LangChain's internals, which a new version may break:
//
// - A chat model streams by `_streamResponseChunks`, and gets its call options from the config by
//   `_separateRunnableConfigFromCallOptionsCompat`, which it calls first. Overrides call that of
//   `BaseChatModel`.
// - `_streamIterator` reports what `_streamResponseChunks` yields as the answer, also if it is
//   returned early, and only `_streamResponseChunks` itself reports tokens to callbacks.
// - A chat model that has LangChain's own `_streamResponseChunks` does not stream: `_generate` returns
//   its whole answer. So it does where `disableStreaming` is set, or no callback prefers to stream.
// - `bindTools` binds options to `this`, or to a copy.

import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { assertEndMarkers, MarkerMatcher } from "../../../stream/marker_matcher.ts";
import { END_MARKERS } from "../runnable.ts";
import { cutResult, withContent } from "./cut_result.ts";
import { LeadingThought } from "./leading_thought.ts";
import { modelsIn } from "./models_in.ts";
import { setSplit } from "./split_of.ts";
import { metadataOf } from "../message/metadata_of.ts";

/** The call options of a model that ends itself. */
interface Options {
  [END_MARKERS]?: readonly string[];
}

const SEPARATE = "_separateRunnableConfigFromCallOptionsCompat";

type Stream = BaseChatModel["_streamResponseChunks"];
type Generate = BaseChatModel["_generate"];

/** Options for {@linkcode endAtMarkers}. */
export interface EndAtMarkersOptions {
  /**
   * The end markers outside of Splitstream's runs. A run has its own. Default: none.
   */
  endMarkers?: readonly string[];
}

/**
 * Returns a chat model that ends itself at an end marker, and aborts its request there if it streams.
 * LangChain sees a model that has ended: callbacks get `handleLLMEnd`, message histories and
 * checkpoints keep the answer without the marker, and later steps run. Tools and options can be
 * bound to it as to the model itself.
 *
 * `createApp` and `Run` do this by themselves for all models of a run, also for those in functions,
 * nodes and middleware. It is for programs of your own.
 *
 * @throws {TypeError} if an end marker is empty or not well-formed Unicode
 *
 * @example
 * ```ts
 * import { endAtMarkers } from "@splitstream/splitstream";
 * import { AIMessageChunk } from "@langchain/core/messages";
 * import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = ["안녕! (답변", " 종료)", " never read"].map((text) => new AIMessageChunk(text));
 * const model = endAtMarkers(new FakeStreamingChatModel({ chunks }), {
 *   endMarkers: ["(답변 종료)"],
 * });
 *
 * let text = "";
 * for await (const chunk of await model.stream("안녕?")) text += chunk.text;
 * assertEquals(text, "안녕! ");
 * ```
 */
export function endAtMarkers<M extends object>(model: M, options: EndAtMarkersOptions = {}): M {
  assertEndMarkers(options.endMarkers ?? []);
  const derived: M = Object.create(model);
  install(derived, options.endMarkers ?? [], model);
  return derived;
}

/** Models that end themselves already. */
const INSTALLED = new WeakSet<object>();

type Separate = (config?: unknown) => [{ configurable?: Options }, object];

let isInstalled = false;

/**
 * Makes chat models end themselves in runs from now on, wherever they are. The config of a run
 * reaches each, also in functions, in nodes, and in the middleware of agents. Calls outside of runs
 * are not changed.
 */
export function endModelsOfRuns(): void {
  if (isInstalled) return;
  isInstalled = true;
  const prototype: object = BaseChatModel.prototype;
  const separate: Separate = Reflect.get(prototype, SEPARATE);
  Reflect.defineProperty(prototype, SEPARATE, {
    value(this: object, ...args: Parameters<Separate>): ReturnType<Separate> {
      const [config, options] = separate.apply(this, args);
      const markers = config.configurable?.[END_MARKERS];
      if (markers !== undefined) {
        install(this, []);
        Object.assign(options, { [END_MARKERS]: markers });
      }
      return [config, options];
    },
    configurable: true,
    writable: true,
  });
}

/**
 * Makes a model end itself in runs that have end markers. Its other calls are not changed.
 *
 * @param base the model that answers, if it is another one; private fields work only on itself
 */
function install(model: object, endMarkers: readonly string[], base?: object): void {
  if (INSTALLED.has(model)) return;
  INSTALLED.add(model);
  const stream: unknown = Reflect.get(model, "_streamResponseChunks");
  const generate: unknown = Reflect.get(model, "_generate");
  if (typeof stream !== "function" || typeof generate !== "function") return;
  const markersIn = (options: Options) => options[END_MARKERS] ?? endMarkers;
  const methods: Record<string, unknown> = {
    async _generate(...args: Parameters<Generate>): ReturnType<Generate> {
      const markers = markersIn(args[1] as Options);
      const result = await (generate as Generate).apply((base ?? this) as never, args);
      return markers.length === 0 ? result : cutResult(result, markers);
    },
  };
  // A model without a stream of its own must not get one.
  if (stream !== BaseChatModel.prototype._streamResponseChunks) {
    methods._streamResponseChunks = function (...args: Parameters<Stream>): ReturnType<Stream> {
      const [messages, options, manager] = args;
      const markers = markersIn(options as Options);
      const self = (base ?? this) as never;
      if (markers.length === 0) return (stream as Stream).apply(self, args);
      const plain = { ...options, [END_MARKERS]: [] }; // the model behind it may end itself, too
      const inner = (stream as Stream).call(self, messages, plain as never);
      return cut(inner, { markers, manager });
    };
  }
  const bindTools: unknown = Reflect.get(model, "bindTools");
  if (typeof bindTools === "function") {
    methods.bindTools = function (...args: unknown[]): unknown {
      const bound: unknown = bindTools.apply(this, args);
      for (const copy of modelsIn(bound)) install(copy, endMarkers);
      return bound;
    };
  }
  for (const [key, value] of Object.entries(methods)) {
    // A frozen model stays as it is: the answer is then cut outside.
    Reflect.defineProperty(model, key, { value, configurable: true, writable: true });
  }
}

/** Yields the chunks of a model up to an end marker, and reports them to callbacks. */
async function* cut(
  chunks: AsyncGenerator<ChatGenerationChunk>,
  { markers, manager }: {
    markers: readonly string[];
    manager: CallbackManagerForLLMRun | undefined;
  },
): AsyncGenerator<ChatGenerationChunk> {
  const matcher = new MarkerMatcher(markers);
  const thought = new LeadingThought();
  const report = (chunk: ChatGenerationChunk) => {
    const completion = chunk.generationInfo?.completion ?? 0;
    const indices = { prompt: 0, completion };
    return manager?.handleLLMNewToken(chunk.text, indices, undefined, undefined, undefined, {
      chunk,
    });
  };
  let isOff = false; // reasoning in the text may quote a marker
  for await (const chunk of chunks) {
    const { message } = chunk;
    const text = isOff ? null : textOf(chunk);
    if (text === null || text === "") {
      await report(chunk);
      yield chunk;
      continue;
    }
    if (thought.begins(text)) {
      isOff = true;
      const held = matcher.flush();
      if (held !== "") yield withText(chunk, held, { text: null, isLast: false });
      await report(chunk);
      yield chunk;
      continue;
    }
    const passed = matcher.push(text);
    const isLast = matcher.marker !== null;
    const next = passed === text ? chunk : withText(chunk, passed, { text, isLast });
    if (next === chunk && isLast) setSplit(message, { text, isLast });
    await report(next);
    yield next;
    if (isLast) return; // which aborts the request
  }
  const held = matcher.flush();
  if (held === "") return;
  const message = new AIMessageChunk(held);
  setSplit(message, { text: null, isLast: false });
  const last = new ChatGenerationChunk({ message, text: held });
  await report(last);
  yield last;
}

/** Returns the text of a chunk of the first choice; `null` for parts, which are not searched. */
function textOf({ message, generationInfo }: ChatGenerationChunk): string | null {
  const { content } = message;
  const choice = generationInfo?.completion ?? metadataOf(message).completion ?? 0;
  return typeof content === "string" && choice === 0 ? content : null;
}

/** Returns a chunk with another text. */
function withText(
  chunk: ChatGenerationChunk,
  text: string,
  split: { text: string | null; isLast: boolean },
): ChatGenerationChunk {
  const { message, generationInfo } = chunk;
  const copy = withContent(message, text);
  setSplit(copy, split);
  return new ChatGenerationChunk({
    message: copy,
    text,
    ...(generationInfo === undefined ? {} : { generationInfo }),
  });
}
