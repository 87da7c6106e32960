// A page with LangGraph's `useStream`, as a front end has it: buttons as LangChain's documents and
// agent-chat-ui have them, and whatever the hook gives as JSON. The server, the graph and the thread
// are in the address.
import { createElement, useState } from "npm:react@19.2.1";
import { createRoot } from "npm:react-dom@19.2.1/client";
import { useStream } from "npm:@langchain/langgraph-sdk@1.15.0/react";

const query = new URLSearchParams(location.search);

function Button({ name, onClick }) {
  return createElement("button", { type: "button", onClick }, name);
}

/** The thread is in the address, so that a reload finds it. */
function useThreadInAddress() {
  const [threadId, setThreadId] = useState(query.get("thread"));
  const onThreadId = (id) => {
    query.set("thread", id);
    history.replaceState(null, "", `?${query}`);
    setThreadId(id);
  };
  return { threadId, onThreadId };
}

/** What a graph asks: whether a tool may run. */
function Approval({ stream }) {
  const decide = (decision) =>
    stream.submit(undefined, { command: { resume: { decisions: [decision] } } });
  return createElement(
    "p",
    { id: "asks" },
    createElement(Button, { name: "Approve", onClick: () => decide({ type: "approve" }) }),
    createElement(Button, {
      name: "Reject",
      onClick: () => decide({ type: "reject", message: "not now" }),
    }),
  );
}

/** A message, which can be changed or answered again in another branch. */
function Message({ stream, message }) {
  const { firstSeenState, branch, branchOptions } = stream.getMessagesMetadata(message) ?? {};
  const checkpoint = firstSeenState?.parent_checkpoint;
  const edit = () =>
    stream.submit({ messages: [{ type: "human", content: "edited" }] }, { checkpoint });
  const other = branchOptions?.find((option) => option !== branch);
  return createElement(
    "li",
    {},
    message.content,
    message.type === "human"
      ? createElement(Button, { name: "Edit", onClick: edit })
      : createElement(Button, {
        name: "Regenerate",
        onClick: () => stream.submit(undefined, { checkpoint }),
      }),
    other && createElement(Button, { name: "Other", onClick: () => stream.setBranch(other) }),
  );
}

function Chat() {
  const [record, setRecord] = useState(null);
  const stream = useStream({
    apiUrl: query.get("server"),
    assistantId: query.get("graph"),
    ...useThreadInAddress(),
    onCustomEvent: setRecord,
    fetchStateHistory: { limit: 100 }, // of ten, the first branch would be cut off

    reconnectOnMount: query.has("reconnects"),
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
  return createElement(
    "div",
    {},
    createElement("pre", { id: "shown" }, JSON.stringify(shown)),
    createElement(
      "ul",
      {},
      messages.map((message) =>
        createElement(Message, { key: message.id ?? message.content, stream, message })
      ),
    ),
    !isLoading && interrupt !== undefined && createElement(Approval, { stream }),
  );
}

/** Mounts the chat anew, as a route of an app does that is left and opened again. */
function App() {
  const [visit, setVisit] = useState(0);
  return [
    createElement(Button, { key: "again", name: "Remount", onClick: () => setVisit(visit + 1) }),
    createElement(Chat, { key: visit }),
  ];
}

createRoot(document.body).render(createElement(App));
