/** Header fields to change in a reply. */
export interface HeaderChanges {
  /** Fields to add to those of the same name. */
  append?: Readonly<Record<string, string>>;
  /** Fields to set in place of those of the same name. */
  set?: Readonly<Record<string, string>>;
}

/** Changes the header of a reply. Returns a copy if it is immutable, as one of `fetch` is. */
export function withHeaders(response: Response, changes: HeaderChanges): Response {
  try {
    change(response.headers, changes);
    return response;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const { body, status, statusText } = response;
  const headers = new Headers(response.headers);
  change(headers, changes);
  return new Response(body, { status, statusText, headers });
}

function change(headers: Headers, { append = {}, set = {} }: HeaderChanges): void {
  for (const [name, value] of Object.entries(append)) headers.append(name, value);
  for (const [name, value] of Object.entries(set)) headers.set(name, value);
}
