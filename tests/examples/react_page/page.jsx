/** @jsxImportSource npm:react@19.2.1 */
import { useChat } from "npm:@ai-sdk/react@4.0.177";
import { DefaultChatTransport } from "npm:ai@7.0.173";
import { createRoot } from "npm:react-dom@19.2.1/client";

const transport = new DefaultChatTransport({ api: "/api/chat", body: { runnable: "chain" } });

function Chat() {
  const { messages, sendMessage, status, stop } = useChat({ transport });
  const submit = (event) => {
    event.preventDefault();
    sendMessage({ text: new FormData(event.target).get("text") });
    event.target.reset();
  };
  return (
    <main>
      {messages.map(({ id, role, parts }) => (
        <p key={id} className={role}>
          {parts.map((part) => part.type === "text" ? part.text : "")}
        </p>
      ))}
      <form onSubmit={submit}>
        <input name="text" autoFocus />
        <button type="submit" disabled={status !== "ready"}>Ask</button>
        <button type="button" onClick={stop} disabled={status === "ready"}>Stop</button>
      </form>
    </main>
  );
}

createRoot(document.body).render(<Chat />);
