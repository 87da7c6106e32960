/** An agent that asks a human before it sends a mail. */
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { interrupt } from "@langchain/langgraph";
import { createApp } from "@splitstream/splitstream";
import { createAgent, fakeModel, tool } from "langchain";
import { z } from "npm:zod@^4.1.0";

const sendMail = tool(({ to, text }) => {
  const isApproved = interrupt({ question: "May I send this?", to, text });
  return isApproved ? `Sent to ${to}.` : "The user does not want that.";
}, {
  name: "send_mail",
  description: "Sends a mail",
  schema: z.object({ to: z.string(), text: z.string() }),
});

// In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
const args = { to: "kim@example.org", text: "See you tomorrow!" };
const say = (messages: BaseMessage[]) =>
  messages.at(-1)?.type === "tool"
    ? new AIMessage(`Done: ${messages.at(-1)?.text}`)
    : new AIMessage({ content: "", tool_calls: [{ name: "send_mail", args, id: "1" }] });

// An agent for each run. The thread in which it waits for the human is kept by the app.
const secretary = () =>
  createAgent({ model: fakeModel().respond(say).respond(say), tools: [sendMail] });

Deno.serve(
  { hostname: "127.0.0.1" },
  createApp({ runnables: { secretary: { runnable: secretary } } }),
);

const ask = "curl localhost:8000/secretary/invoke -d";
const config = '"config":{"configurable":{"thread_id":"1"}}';
console.log(`${ask} '{"input":"Tell Kim that I come.",${config}}'`);
console.log(`${ask} '{"command":{"resume":true},${config}}'`);
