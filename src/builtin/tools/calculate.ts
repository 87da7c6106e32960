import { DynamicStructuredTool } from "@langchain/core/tools";

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
  func: async ({ expression }: { expression: string }) => {
    const { calculate } = await import("./arithmetic.ts"); // mathjs is large: once it is needed
    return calculate(expression);
  },
});
