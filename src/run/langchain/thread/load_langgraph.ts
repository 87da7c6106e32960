type LangGraph = typeof import("@langchain/langgraph");

let loading: Promise<LangGraph> | undefined;

/** Loads LangGraph when it is first needed: a plain chain does without it. */
export function loadLangGraph(): Promise<LangGraph> {
  return loading ??= import("@langchain/langgraph");
}
