import { toGraphJson } from "../../../run/langchain/graph/parts/graph_part.ts";
import { REPLY_HEADERS } from "../../reply/reply_headers.ts";

/** Returns a reply with JSON, in which messages are as LangGraph's clients read them. */
export function graphJson(
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(toGraphJson(value), {
    headers: { ...REPLY_HEADERS, "content-type": "application/json", ...headers },
  });
}
