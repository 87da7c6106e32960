/** A part of a split, on one side of an edge of the end marker. */
export interface SplitPart {
  text: string;
  isMarker: boolean;
}

/**
 * Cuts splits where the end marker begins and ends. Each split becomes its parts; an empty one has
 * an empty part.
 */
export function splitParts(splits: readonly string[], marker: string | null): SplitPart[][] {
  const mask = maskOf(splits.join(""), marker);
  let at = 0;
  return splits.map((split) => {
    if (split === "") return [{ text: "", isMarker: mask[at - 1] === 1 && mask[at] === 1 }];
    const parts: SplitPart[] = [];
    const end = at + split.length;
    for (let from = at; at < end;) {
      const isMarker = mask[at] === 1;
      at++;
      if (at < end && (mask[at] === 1) === isMarker) continue;
      parts.push({
        text: split.slice(from - end + split.length, at - end + split.length),
        isMarker,
      });
      from = at;
    }
    return parts;
  });
}

/**
 * Returns the parts of the splits that are still missing behind the text that was shown, from the
 * marker on: the server sends the text before it only.
 */
export function markerTail(
  { splits, end_marker, shown }: {
    splits: readonly string[];
    end_marker: string | null;
    shown: string;
  },
): SplitPart[][] {
  if (!end_marker) return [];
  const whole = splits.join("");
  // What an agent has shown is not all in one piece: there were steps before.
  let missing = whole.startsWith(shown) ? shown.length : whole.lastIndexOf(end_marker);
  if (missing === -1) return [];
  const tail = splitParts(splits, end_marker).map((parts) =>
    parts.flatMap(({ text, ...part }) => {
      const rest = text.slice(missing);
      const isShown = missing > 0 || text === "" && !part.isMarker;
      missing -= text.length - rest.length;
      return rest === "" && isShown ? [] : [{ ...part, text: rest }];
    })
  );
  return tail.filter((parts) => parts.length > 0);
}

/** Returns for each place of a text whether it is part of a marker. */
function maskOf(text: string, marker: string | null): Uint8Array {
  const mask = new Uint8Array(text.length);
  if (!marker) return mask;
  for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + marker.length)) {
    mask.fill(1, at, at + marker.length);
  }
  return mask;
}
