/** Maps items side by side, `limit` at a time at most, and keeps their order. */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  { limit, map }: { limit: number; map: (item: T) => Promise<R> },
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries(); // shared, so that each worker takes the next one
  const work = async () => {
    for (const [index, item] of entries) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
