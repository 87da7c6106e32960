/** A chain of one's own, behind HTTP. The end marker closes the stream, and stops the model. */
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createApp } from "@splitstream/splitstream";

// In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
const model = new FakeListChatModel({
  responses: ["Why did the cat sit on the keyboard? To keep an eye on the mouse. END and more"],
  sleep: 10,
});

const joke = ChatPromptTemplate
  .fromTemplate("Tell a joke about {topic}, then write END.")
  .pipe(model)
  .pipe(new StringOutputParser());

Deno.serve(
  { hostname: "127.0.0.1" },
  createApp({ runnables: { joke: { runnable: joke, endMarkers: ["END"] } } }),
);
console.log('curl -N localhost:8000/joke/stream -d \'{"input":{"topic":"cats"}}\'');
