import { invalid } from "../request/validate.ts";
import type { Served } from "../served.ts";

/**
 * Refuses a model that the runnable does not offer.
 *
 * @throws {HttpError} 422 if the caller may not choose that model
 */
export function assertHasModel(
  { name, options: { models = [] } }: Served,
  sampling: Readonly<Record<string, unknown>> = {},
): void {
  const { model } = sampling;
  if (model === undefined || models.includes(String(model))) return;
  const must = models.length === 0
    ? `must be missing: "${name}" has one model`
    : `must be one of ${models.join(", ")}`;
  throw invalid("#/config/configurable/sampling/model", must);
}
