/**
 * A LangGraph graph. In a React page it is behind LangGraph's own hook:
 *
 *     const { messages, submit } = useStream({ apiUrl: "http://localhost:8000", assistantId: "poet" });
 */
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createApp } from "@splitstream/splitstream";

// In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
const models = {
  draft: new FakeListChatModel({ responses: ["Roses are red."], sleep: 10 }),
  polish: new FakeListChatModel({ responses: ["Roses are red, violets are blue."], sleep: 10 }),
};

const poet = new StateGraph(MessagesAnnotation)
  .addNode("draft", async ({ messages }) => ({ messages: [await models.draft.invoke(messages)] }))
  .addNode("polish", async ({ messages }) => ({ messages: [await models.polish.invoke(messages)] }))
  .addEdge(START, "draft")
  .addEdge("draft", "polish")
  .compile();

Deno.serve(
  { hostname: "127.0.0.1" },
  createApp({
    // Both nodes speak; only the words of one are the answer.
    runnables: { poet: { runnable: poet, answer: ["polish"] } },
    access: { allowedOrigins: ["http://localhost:3000"] }, // where the page is
  }),
);
console.log('curl -N localhost:8000/poet/stream -d \'{"input":"A poem!"}\'');
