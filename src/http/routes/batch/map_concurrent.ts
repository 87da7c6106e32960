/** How long items may be started before other work gets its turn, in milliseconds. */
const SLICE_MS = 5;

/**
 * Maps items side by side, `limit` at a time at most, and keeps their order.
 *
 * To start many at once can take long: requests of others get their turn in
 * between. It rejects as soon as one item does.
 */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  { limit, map }: { limit: number; map: (item: T) => Promise<R> },
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries(); // shared, so that each worker takes the next one
  let sliceEnd = performance.now() + SLICE_MS;
  const turn = async () => {
    while (performance.now() > sliceEnd) {
      await new Promise((resolve) => setTimeout(resolve));
      sliceEnd = performance.now() + SLICE_MS;
    }
  };
  const work = async () => {
    for (const [index, item] of entries) {
      results[index] = await map(item);
      await turn();
    }
  };
  // Each promise is awaited from its start. Otherwise, one that rejects while others wait for their
  // turn would be an unhandled rejection.
  const start = async (workers: number): Promise<void> => {
    if (workers > 0) await Promise.all([work(), turn().then(() => start(workers - 1))]);
  };
  await start(Math.min(limit, items.length));
  return results;
}
