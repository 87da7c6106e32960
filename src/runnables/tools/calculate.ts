import { DynamicStructuredTool } from "@langchain/core/tools";
import { calculate } from "./arithmetic.ts";

/** A tool that works out an arithmetic expression, exactly. */
export const calculateTool: DynamicStructuredTool = new DynamicStructuredTool({
  name: "calculate",
  description: "Works out an arithmetic expression exactly.",
  schema: {
    type: "object",
    properties: {
      expression: { type: "string", description: "Numbers, + - * / % ^ and parentheses" },
    },
    required: ["expression"],
    additionalProperties: false,
  },
  func: ({ expression }: { expression: string }) => Promise.try(() => calculate(expression)),
});
