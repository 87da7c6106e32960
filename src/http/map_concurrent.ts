/** How long starting may take until other work gets its turn, in milliseconds. */
const SLICE_MS = 5;

/**
 * Maps items side by side, `limit` at a time at most, and keeps their order.
 *
 * To start many at once can take long: requests of others get their turn in
 * between.
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
  const workers: Promise<void>[] = [];
  for (let count = Math.min(limit, items.length); count > 0; count--) {
    workers.push(work());
    await turn();
  }
  await Promise.all(workers);
  return results;
}
