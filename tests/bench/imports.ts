/** Loads what any chain of LangChain's needs, and ends. */
import "@langchain/core/output_parsers";
import "@langchain/core/prompts";

console.log("loaded");
