import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import {
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "npm:@langchain/langgraph@^1.7.0";
import {
  type AgentMiddleware,
  createAgent,
  fakeModel,
  humanInTheLoopMiddleware,
  tool,
} from "npm:langchain@^1.5.0";
import { z } from "npm:zod@^4.1.0";

/** Its types are too strict for `exactOptionalPropertyTypes`. */
const asksFirst = humanInTheLoopMiddleware as unknown as (options: object) => AgentMiddleware;

/** The mails that the agents sent, in order. */
export const sent: string[] = [];

const sendMail = tool(({ to }) => {
  sent.push(to);
  return `Sent to ${to}.`;
}, { name: "send_mail", description: "Sends a mail", schema: z.object({ to: z.string() }) });

/** Calls the tool for each address, then says what the tools said. */
const model = (addresses: readonly string[]) => {
  const say = (messages: BaseMessage[]) => {
    const results = messages.filter(({ type }) => type === "tool").map(({ text }) => text);
    return results.length > 0 ? new AIMessage(`Done: ${results.join(" ")}`) : new AIMessage({
      content: "",
      tool_calls: addresses.map((to, i) => ({ name: "send_mail", args: { to }, id: `call-${i}` })),
    });
  };
  return fakeModel().respond(say).respond(say).respond(say);
};

/** Agents that ask before they send mails to these addresses. They share a saver. */
export function secretaries(...addresses: string[]) {
  const checkpointer = new MemorySaver();
  return () =>
    createAgent({
      model: model(addresses),
      tools: [sendMail],
      checkpointer,
      middleware: [asksFirst({ interruptOn: { send_mail: true } })],
    });
}

/** A graph that asks a question, and answers with what it was told. */
export function asker(question: unknown) {
  return new StateGraph(MessagesAnnotation)
    .addNode("ask", () => {
      const answer = interrupt(question);
      return { messages: [new AIMessage(`You said ${JSON.stringify(answer)}.`)] };
    })
    .addEdge(START, "ask")
    .compile({ checkpointer: new MemorySaver() });
}
