/** Answers from documents. The documents go out first, then the answer, piece by piece. */
import { Document } from "@langchain/core/documents";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda, RunnablePassthrough } from "@langchain/core/runnables";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createApp } from "@splitstream/splitstream";

const documents = [
  new Document({ pageContent: "Deno was announced in 2018.", metadata: { source: "deno.md" } }),
  new Document({ pageContent: "LangChain began in 2022.", metadata: { source: "langchain.md" } }),
];

// In place of a vector store's retriever.
const retriever = RunnableLambda.from(({ question = "" }: Record<string, string>) =>
  documents.filter(({ pageContent }) => pageContent.split(" ").some((it) => question.includes(it)))
);

const answer = ChatPromptTemplate
  .fromTemplate("Answer from these documents:\n{context}\n\n{question}")
  // In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
  .pipe(new FakeListChatModel({ responses: ["In 2018."], sleep: 10 }))
  .pipe(new StringOutputParser());

const rag = RunnablePassthrough.assign({ context: retriever }).assign({ answer });

Deno.serve({ hostname: "127.0.0.1" }, createApp({ runnables: { rag } }));
console.log(
  'curl -N localhost:8000/rag/stream -d \'{"input":{"question":"When was Deno announced?"}}\'',
);
