/** Loads what any chain of LangChain's needs, and the package that is its argument, and ends. */
import "@langchain/core/output_parsers";
import "@langchain/core/prompts";

if (Deno.args[0] === "@langchain/openai") await import("@langchain/openai");
console.log("loaded");
