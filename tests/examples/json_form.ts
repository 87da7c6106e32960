/** A chain that answers in JSON. Its schema checks each input, and is a form on the page. */
import { JsonOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createApp } from "@splitstream/splitstream";
import { z } from "npm:zod@^4.1.0";

// In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
const model = new FakeListChatModel({
  responses: ['{"title":"Bibimbap","minutes":30,"steps":["Cook the rice","Mix it all"]}'],
  sleep: 10,
});

const recipe = ChatPromptTemplate
  .fromTemplate("A recipe for {people} people with {ingredient}, as JSON: title, minutes, steps.")
  .pipe(model)
  .pipe(new JsonOutputParser());

Deno.serve(
  { hostname: "127.0.0.1" },
  createApp({
    runnables: {
      recipe: {
        runnable: recipe,
        title: "Recipes",
        description: "Cooks with what you have",
        input: z.object({
          ingredient: z.string().describe("What do you have?"),
          people: z.number().int().positive().default(2),
        }),
      },
    },
  }),
);
console.log("Open http://localhost:8000, or");
console.log('curl localhost:8000/recipe/invoke -d \'{"input":{"ingredient":"rice"}}\'');
