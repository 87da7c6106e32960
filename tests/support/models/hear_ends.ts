import type { Callbacks } from "@langchain/core/callbacks/manager";

/** Returns callbacks that note how models end, and with what text. */
export function hearEnds(): { heard: string[]; callbacks: Callbacks } {
  const heard: string[] = [];
  const callbacks = [{
    awaitHandlers: true,
    handleLLMEnd: ({ generations }: { generations: { text: string }[][] }) => {
      heard.push(`end: ${generations[0]?.[0]?.text}`);
    },
    handleLLMError: (error: Error) => void heard.push(`error: ${error.message}`),
    handleChainError: (error: Error) => void heard.push(`error: ${error.message}`),
  }];
  return { heard, callbacks };
}
