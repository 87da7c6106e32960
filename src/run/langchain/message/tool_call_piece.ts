import { AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import type { ToolCallDelta } from "../../../wire/stream_event.ts";

/** A piece of a tool call that a model writes for the caller. */
export class ToolCallPiece {
  /** The piece as it is sent. */
  readonly call: ToolCallDelta;

  /** @param call the piece as it is sent */
  constructor(call: ToolCallDelta) {
    this.call = call;
  }
}

/** Returns the pieces of tool calls in a message, or a chunk of one. */
export function toolCallPiecesOf(message: BaseMessage): ToolCallPiece[] {
  const chunks = AIMessageChunk.isInstance(message) ? message.tool_call_chunks ?? [] : [];
  if (chunks.length > 0) return chunks.map(({ index, ...piece }, i) => toPiece(index ?? i, piece));
  const calls: unknown = "tool_calls" in message ? message.tool_calls : undefined;
  return Array.isArray(calls)
    ? calls.map(({ id, name, args = {} }, i) =>
      toPiece(i, { id, name, args: JSON.stringify(args) })
    )
    : [];
}

function toPiece(
  index: number,
  { id, name, args }: {
    id?: string | undefined;
    name?: string | undefined;
    args?: string | undefined;
  },
): ToolCallPiece {
  return new ToolCallPiece({
    index,
    ...(id == null ? {} : { id }),
    ...(name == null ? {} : { name }),
    ...(args == null ? {} : { args }),
  });
}
