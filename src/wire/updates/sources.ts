/** A document that an answer draws on: LangChain's `Document`, as JSON. */
export interface Source {
  /** Its id, address or place, which is the same wherever it appears. */
  id: string;
  /** Its address, if it is a page. */
  url?: string;
  /** Its title, or the beginning of its text. */
  title: string;
}

/** How deep documents are looked for: an artifact of a message in the update of a node is at 6. */
const MAX_DEPTH = 6;

/** The maximum length of a title that is the beginning of a text. */
const MAX_TITLE_LENGTH = 80;

/** Finds the documents in what a runnable yields. Each is a source once. */
export class Sources {
  readonly #known = new Set<string>();

  /** Returns the sources in a value that are new. */
  read(value: unknown): Source[] {
    return documentsIn(value, 0).map(toSource).filter(({ id }) => {
      const { size } = this.#known;
      return this.#known.add(id).size > size;
    });
  }
}

interface Document {
  pageContent: string;
  metadata: Record<string, unknown>;
  id?: unknown;
}

function documentsIn(value: unknown, depth: number): Document[] {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return [];
  if (isDocument(value)) return [value];
  return Object.values(value).flatMap((part) => documentsIn(part, depth + 1));
}

function isDocument(value: object): value is Document {
  return "pageContent" in value && typeof value.pageContent === "string" && "metadata" in value &&
    typeof value.metadata === "object" && value.metadata !== null;
}

function toSource({ pageContent, metadata, id }: Document): Source {
  const place = [metadata.url, metadata.source].find((it) => typeof it === "string");
  const url = typeof place === "string" && /^https?:\/\//.test(place) ? place : undefined;
  const text = pageContent.slice(0, MAX_TITLE_LENGTH).toWellFormed();
  const title = [metadata.title, url === undefined ? place : undefined]
    .find((it): it is string => typeof it === "string" && it !== "");
  return {
    id: typeof id === "string" ? id : `${place ?? ""}#${text}`,
    ...(url === undefined ? {} : { url }),
    title: title ?? text,
  };
}
