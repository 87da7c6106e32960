/**
 * Loaded before `main.ts` in the server of the soak: says on the error output how full its journals
 * are, in lines of JSON.
 */
import { MemoryStore } from "../../src/store/memory_store.ts";

/** How full the journals of a server have been. */
export interface JournalMarks {
  /** How many runs have begun one, and how many of these are over. */
  begun: number;
  finished: number;
  /** The most journals at a time, and the most bytes of all together. */
  mostRuns: number;
  mostBytes: number;
}

/** How often it says so, if there is news, in milliseconds. */
const REPORT_MS = 200;

const marks: JournalMarks = { begun: 0, finished: 0, mostRuns: 0, mostBytes: 0 };
let isNews = false;

function note(store: MemoryStore): void {
  marks.mostRuns = Math.max(marks.mostRuns, store.runs);
  marks.mostBytes = Math.max(marks.mostBytes, store.bytes);
  isNews = true;
}

const { begin, append } = MemoryStore.prototype;
MemoryStore.prototype.begin = async function (head) {
  const position = await begin.call(this, head);
  marks.begun++;
  note(this);
  return position;
};
MemoryStore.prototype.append = async function (runId, entries, state) {
  await append.call(this, runId, entries, state);
  if (state !== "running") marks.finished++;
  note(this);
};
Deno.unrefTimer(setInterval(() => {
  if (isNews) console.error(JSON.stringify(marks));
  isNews = false;
}, REPORT_MS));
