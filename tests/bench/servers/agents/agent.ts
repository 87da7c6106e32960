/** An agent of LangChain's that only talks: what it costs is what its tokens cost. */
import { createAgent } from "langchain";
import { BenchModel } from "../../chain.ts";

class AgentModel extends BenchModel {
  /** An agent wants it, although there are no tools. */
  override bindTools() {
    return this;
  }
}

export const agent = createAgent({ model: new AgentModel({}), tools: [] });
