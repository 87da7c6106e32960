import { DynamicStructuredTool } from "@langchain/core/tools";

/** A tool that evaluates an arithmetic expression exactly. */
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
  func: async ({ expression }: { expression: string }) => {
    const { calculate } = await import("./arithmetic.ts"); // mathjs is large, so it is loaded on demand
    return calculate(expression);
  },
});
