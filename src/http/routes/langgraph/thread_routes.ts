import type { FetchHandler } from "../../handler.ts";
import { HttpError } from "../../http_error.ts";
import { REPLY_HEADERS } from "../../reply/reply_headers.ts";
import { isObject } from "../../../wire/is_object.ts";
import { invalid, jsonObject, oneOf } from "../../request/validate.ts";
import type { Route } from "../../router.ts";
import { ownerOf } from "../../threads/owner_of.ts";
import type { Thread } from "../../threads/thread.ts";
import { readThreadId } from "../../threads/thread_id.ts";
import { mapConcurrent } from "../batch/map_concurrent.ts";
import { graphJson } from "./graph_json.ts";
import type { LangGraphRoutesOptions } from "./langgraph_routes.ts";
import { isContained, readBody, readPage, readSelect, selected } from "./read_body.ts";
import type { ThreadStates } from "./thread_states.ts";

const STATUSES = ["idle", "busy", "interrupted", "error"] as const;
const SORT_KEYS = ["thread_id", "status", "created_at", "updated_at"] as const;

/** How many threads of a list are read at once. */
const MAX_CONCURRENCY = 8;

/** Returns the routes of threads: create, find, change, delete. */
export function threadRoutes(states: ThreadStates, options: LangGraphRoutesOptions): Route[] {
  const { guard, guardReads, generateId } = options;
  const { threads } = states;

  const create: FetchHandler = async (request, info = {}) => {
    const body = await readBody(request, options);
    const { thread_id, metadata, if_exists, supersteps } = body;
    if (body.ttl != null) throw invalid("#/ttl", "is not supported");
    if (if_exists != null) oneOf(if_exists, ["raise", "do_nothing"], { pointer: "#/if_exists" });
    if (Array.isArray(supersteps) && supersteps.length > 0) {
      throw invalid("#/supersteps", "is not supported");
    }
    const id = thread_id == null ? generateId() : readThreadId(thread_id, "#/thread_id");
    const values = metadata == null ? {} : jsonObject(metadata, "#/metadata");
    const owner = await ownerOf(info);
    await states.findById(id, info); // at any server
    const known = threads.find(owner, id);
    const thread = known ?? threads.open(owner, id, values);
    const isNew = await threads.create(thread); // another server may be faster
    if ((known !== null || !isNew) && if_exists !== "do_nothing") {
      throw new HttpError(409, `The thread ${JSON.stringify(id)} exists.`);
    }
    return graphJson(await states.describe(thread, request));
  };

  const get: FetchHandler = async (request, info) =>
    graphJson(await states.describe(await states.find(info), request));

  const patch: FetchHandler = async (request, info) => {
    const thread = await states.find(info);
    const { metadata } = await readBody(request, options);
    thread.addMetadata(jsonObject(metadata, "#/metadata"));
    threads.touch(thread);
    await threads.saveMetadata(thread);
    return graphJson(await states.describe(thread, request));
  };

  const remove: FetchHandler = async (request, info) => {
    await states.delete(await states.find(info), request);
    return new Response(null, { status: 204, headers: REPLY_HEADERS });
  };

  const search: FetchHandler = async (request, info) => {
    const body = await readBody(request, options);
    const { limit, offset } = readPage(body);
    const select = readSelect(body);
    if (body.extract != null) throw invalid("#/extract", "is not supported");
    const all = sorted(matching(await threads.of(await ownerOf(info)), body), body);
    const page = all.slice(offset, offset + limit);
    const map = async (thread: Thread) => selected(await states.describe(thread, request), select);
    return graphJson(await mapConcurrent(page, { limit: MAX_CONCURRENCY, map }), {
      "x-pagination-total": `${all.length}`,
    });
  };

  const count: FetchHandler = async (request, info) => {
    const body = await readBody(request, options);
    return graphJson(matching(await threads.of(await ownerOf(info)), body).length);
  };

  return [
    { path: "/threads", methods: { POST: guard(create) } },
    { path: "/threads/search", methods: { POST: guard(search) } },
    { path: "/threads/count", methods: { POST: guard(count) } },
    {
      path: "/threads/:thread",
      methods: { GET: guardReads(get), PATCH: guard(patch), DELETE: guard(remove) },
    },
  ];
}

function matching(
  threads: readonly Thread[],
  { metadata, status, ids, values }: Record<string, unknown>,
): Thread[] {
  if (isObject(values) && Object.keys(values).length > 0) {
    throw invalid("#/values", "is not supported");
  }
  const wanted = metadata == null ? {} : jsonObject(metadata, "#/metadata");
  if (status != null) oneOf(status, STATUSES, { pointer: "#/status" });
  return threads.filter((thread) =>
    (status == null || thread.status === status) &&
    (!Array.isArray(ids) || ids.includes(thread.id)) &&
    isContained(wanted, thread.metadata)
  );
}

function sorted(
  threads: readonly Thread[],
  { sort_by, sort_order }: Record<string, unknown>,
): Thread[] {
  const by = oneOf(sort_by ?? "created_at", SORT_KEYS, { pointer: "#/sort_by" });
  const order = oneOf(sort_order ?? "desc", ["asc", "desc"], { pointer: "#/sort_order" });
  const key = ({ id, status, createdAt, updatedAt }: Thread) =>
    ({ thread_id: id, status, created_at: createdAt, updated_at: updatedAt })[by];
  const sign = order === "asc" ? 1 : -1;
  // Those of one millisecond stay in the order of their use.
  return threads.toSorted((a, b) => key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign);
}
