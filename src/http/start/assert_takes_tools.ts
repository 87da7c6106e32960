import { splitSampling } from "../../run/langchain/tools/caller_tools.ts";
import { invalid } from "../request/validate.ts";
import type { Served } from "../served.ts";

/**
 * Refuses tools of the caller for a runnable that cannot call them.
 *
 * @param options `all` are the runnables of the server, of which some may
 * @throws {HttpError} 422 if the runnable takes no tools
 */
export function assertTakesTools(
  { name, takesTools }: Served,
  { sampling, all }: {
    sampling: Readonly<Record<string, unknown>> | undefined;
    all: Iterable<Served>;
  },
): void {
  const { tools } = splitSampling(sampling);
  if (takesTools !== false || tools === null || tools.tool_choice === "none") return;
  const others = [...all].filter((it) => it.takesTools === true);
  const which = others.length === 0
    ? "no runnable of this server does"
    : `these do: ${others.map(({ name }) => name).join(", ")}`;
  throw invalid("#/tools", `must be empty: the runnable "${name}" takes no tools; ${which}`);
}
