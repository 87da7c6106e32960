// A page with LangGraph's `useStream`, as a front end has it. The server and the graph are in the
// address. Whatever the hook gives is shown as JSON.
import { createElement, useState } from "npm:react@19.2.1";
import { createRoot } from "npm:react-dom@19.2.1/client";
import { useStream } from "npm:@langchain/langgraph-sdk@1.15.0/react";

const query = new URLSearchParams(location.search);

function Chat() {
  const [threadId, setThreadId] = useState(null);
  const [record, setRecord] = useState(null);
  const stream = useStream({
    apiUrl: query.get("server"),
    assistantId: query.get("graph"),
    threadId,
    onThreadId: setThreadId,
    onCustomEvent: setRecord,
    fetchStateHistory: true,
  });
  globalThis.stream = stream;
  const { isLoading, error, messages, interrupt, values } = stream;
  const shown = {
    isLoading,
    error: error === undefined ? null : String(error),
    messages: messages.map(({ content }) => content),
    interrupt: interrupt?.value ?? null,
    joke: values.joke ?? null,
    record: record?.type ?? null,
  };
  return createElement("pre", { id: "shown" }, JSON.stringify(shown));
}

createRoot(document.body).render(createElement(Chat));
