import { InMemoryChatMessageHistory } from "@langchain/core/chat_history";
import { Document } from "@langchain/core/documents";
import type { BaseMessage } from "@langchain/core/messages";
import {
  CommaSeparatedListOutputParser,
  JsonOutputParser,
  StringOutputParser,
} from "@langchain/core/output_parsers";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import {
  type Runnable,
  RunnableBranch,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
  RunnableWithMessageHistory,
} from "@langchain/core/runnables";
import { FakeStreamingLLM } from "@langchain/core/utils/testing";
import { Annotation, MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.0.0";
import { says } from "../support/models/saying_model.ts";
import { WholeModel } from "../support/models/whole_model.ts";

/** A kind of runnable that people serve, and what its caller must see. */
export interface Kind {
  make: () => unknown;
  input: unknown;
  /** What LangChain's `invoke` returns. */
  output: unknown;
  config?: { configurable: Record<string, unknown> };
  /** Why its events are not those of LangChain's stream. */
  streamsOtherwise?: string;
}

const string = new StringOutputParser();
const ask = ChatPromptTemplate.fromTemplate("{topic}");
const chainOf = (...chunks: string[]) => ask.pipe(says(...chunks)).pipe(string);
const json = () =>
  ask.pipe(says('{"na', 'me": "A', 'nn", "age"', ": 3}")).pipe(new JsonOutputParser<Person>());
type Person = { name: string; age: number };
const topic = { topic: "곰" };

class Library extends BaseRetriever {
  override lc_namespace = ["test"];
  override _getRelevantDocuments(query: string) {
    return Promise.resolve([
      new Document({ pageContent: `about ${query}`, metadata: { page: 1 } }),
    ]);
  }
}

/** The kinds of runnables, by what they are. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "a prompt, a model and a parser": {
    make: () => chainOf("Why ", "", "did the cat"),
    input: topic,
    output: "Why did the cat",
  },
  "a prompt of two variables": {
    make: () =>
      ChatPromptTemplate.fromTemplate("Translate {text} into {language}")
        .pipe(says("Bon", "jour")).pipe(string),
    input: { text: "hello", language: "French" },
    output: "Bonjour",
  },
  "a prompt with a placeholder": {
    make: () =>
      ChatPromptTemplate.fromMessages([new MessagesPlaceholder("chat_history"), ["human", "{q}"]])
        .pipe(({ messages }) => messages.map(({ type, text }) => `${type} ${text}`).join(", ")),
    input: { q: "why?", chat_history: [["human", "hi"], ["ai", "hello"]] },
    output: "human hi, ai hello, human why?",
  },
  "a model that does not stream": {
    make: () => ask.pipe(new WholeModel("whole")).pipe(string),
    input: topic,
    output: "whole",
  },
  "a completion model": {
    make: () =>
      RunnableLambda.from(({ topic }: { topic: string }) => topic)
        .pipe(new FakeStreamingLLM({ responses: ["곰"] })),
    input: topic,
    output: "곰",
  },
  "a JSON parser": { make: json, input: topic, output: { name: "Ann", age: 3 } },
  "a list parser": {
    make: () => ask.pipe(says("a,", "b,", "c")).pipe(new CommaSeparatedListOutputParser()),
    input: topic,
    output: ["a", "b", "c"],
  },
  "a map": {
    make: () => RunnableMap.from({ joke: chainOf("j1", "j2"), poem: chainOf("p1", "p2") }),
    input: topic,
    output: { joke: "j1j2", poem: "p1p2" },
  },
  "RAG with sources": {
    make: () =>
      RunnablePassthrough.assign({
        context: (input: { question: string }) => [`on ${input.question}`],
      }).pipe(RunnablePassthrough.assign({
        answer: ChatPromptTemplate.fromTemplate("{context} {question}").pipe(says("An", "swer"))
          .pipe(string),
      })),
    input: { question: "why?" },
    output: { question: "why?", context: ["on why?"], answer: "Answer" },
  },
  "RAG of a string": {
    make: () =>
      RunnableMap.from<string>({
        context: new Library().pipe((docs) => docs.map((it) => it.pageContent).join()),
        question: new RunnablePassthrough<string>(),
      }).pipe(ChatPromptTemplate.fromTemplate("{context}, {question}"))
        .pipe((prompt) => prompt.toString()),
    input: "tasks",
    output: "Human: about tasks, tasks",
  },
  "a retriever": {
    make: () => RunnableLambda.from(({ topic }: { topic: string }) => topic).pipe(new Library()),
    input: topic,
    output: [{ pageContent: "about 곰", metadata: { page: 1 } }],
  },
  "a key picked from a map": {
    make: () => RunnableMap.from({ joke: chainOf("j1", "j2"), poem: chainOf("p1") }).pick("joke"),
    input: topic,
    output: "j1j2",
  },
  "a branch": {
    make: () =>
      RunnableBranch.from<{ topic: string }, string>([
        [({ topic }) => topic === "곰", chainOf("a ", "bear")],
        chainOf("no bear"),
      ]),
    input: topic,
    output: "a bear",
  },
  "a function": {
    make: () => RunnableLambda.from(({ topic }: { topic: string }) => ({ length: topic.length })),
    input: topic,
    output: { length: 1 },
  },
  "a function that returns a chain": {
    make: () => RunnableLambda.from(() => chainOf("안", "", "녕")),
    input: topic,
    output: "안녕",
  },
  "a generator": {
    make: () =>
      RunnableLambda.from(async function* ({ topic }: { topic: string }) {
        await Promise.resolve();
        yield topic;
        yield "!";
      }),
    input: topic,
    output: "곰!",
  },
  "a function behind a JSON parser": {
    make: () => json().pipe(({ name }) => `Name: ${name}`),
    input: topic,
    output: "Name: Ann",
    streamsOtherwise: "each chunk of the parser goes through the function",
  },
  "a number": { make: () => RunnableLambda.from(() => 42), input: topic, output: 42 },
  "a chain with retries": {
    make: () => chainOf("하", "나").withRetry(),
    input: topic,
    output: "하나",
  },
  "a chain with a fallback": {
    make: () => {
      const broken = RunnableLambda.from((): Promise<string> =>
        Promise.reject(new Error("broken"))
      );
      return ask.pipe(broken as never).withFallbacks([chainOf("안", "녕")] as never);
    },
    input: topic,
    output: "안녕",
  },
  "a chain with a history of its sessions": {
    make: () => {
      const histories = new Map<string, InMemoryChatMessageHistory>();
      return new RunnableWithMessageHistory({
        runnable: ChatPromptTemplate.fromMessages([
          new MessagesPlaceholder("history"),
          ["human", "{topic}"],
        ]).pipe(says("re", "member")) as Runnable<unknown, BaseMessage>,
        getMessageHistory: (id) => {
          const history = histories.get(id) ?? new InMemoryChatMessageHistory();
          histories.set(id, history);
          return history;
        },
        inputMessagesKey: "topic",
        historyMessagesKey: "history",
      }).pipe(string);
    },
    input: topic,
    config: { configurable: { sessionId: "1" } },
    output: "remember",
  },
  "a function behind a graph": {
    make: () =>
      RunnableLambda.from(({ topic }: { topic: string }) => ({ messages: [["human", topic]] }))
        .pipe(
          new StateGraph(MessagesAnnotation)
            .addNode("say", async ({ messages }) => ({
              messages: [await says("he", "llo").invoke(messages)],
            }))
            .addEdge(START, "say").compile() as never,
        ).pipe((({ messages }: { messages: BaseMessage[] }) => messages.at(-1)?.text) as never),
    input: topic,
    output: "hello",
    streamsOtherwise: "a graph streams the updates of its steps, with which the function fails",
  },
  "a graph with a state of its own": {
    make: () => {
      const State = Annotation.Root({ topic: Annotation<string>, joke: Annotation<string> });
      return new StateGraph(State)
        .addNode(
          "tell",
          async ({ topic }) => ({ joke: await chainOf("j1", "j2").invoke({ topic }) }),
        )
        .addEdge(START, "tell").compile();
    },
    input: topic,
    output: { topic: "곰", joke: "j1j2" },
    streamsOtherwise: "its models' words and its steps come as events",
  },
};
