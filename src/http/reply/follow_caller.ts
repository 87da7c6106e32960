/**
 * Aborts a run when its caller goes away, until disposed of. A stream's body
 * hears of that by itself; only before there is one, or where there is none,
 * the request's signal has to be listened to. (Not for longer: Deno's aborts
 * after a success, too.)
 */
export function followCaller({ signal }: Request, abort: AbortController): Disposable {
  const follow = () => abort.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", follow) };
}
