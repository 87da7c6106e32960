import { assertEndMarkers } from "../../stream/marker_matcher.ts";
import { invalid } from "./validate.ts";

/** The most end markers of one input. They are limited because compiling them costs memory. */
export const MAX_END_MARKERS = 16;
/** The maximum length of an end marker, in UTF-16 code units. */
export const MAX_END_MARKER_LENGTH = 1_000;

/**
 * Reads a marker, or an array of markers.
 *
 * @throws {HttpError} 422 if there are too many, or one is not a well-formed string, empty, or too
 *   long
 */
export function endMarkerList(value: unknown, pointer: string): string[] {
  const markers = typeof value === "string" ? [value] : value;
  if (!Array.isArray(markers)) throw invalid(pointer, "must be a string or an array of strings");
  if (markers.length > MAX_END_MARKERS) {
    throw invalid(pointer, `must have at most ${MAX_END_MARKERS} strings`);
  }
  try {
    assertEndMarkers(markers);
  } catch (error) {
    if (error instanceof TypeError) {
      throw invalid(pointer, "must be non-empty, well-formed strings");
    }
    throw error;
  }
  if (markers.some((marker) => marker.length > MAX_END_MARKER_LENGTH)) {
    throw invalid(pointer, `must have at most ${MAX_END_MARKER_LENGTH} characters in each string`);
  }
  return markers;
}
