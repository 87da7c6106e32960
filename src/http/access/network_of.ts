/** The maximum length of an address with its port. The rest of a longer text is ignored. */
const MAX_ADDRESS_LENGTH = 64;

/**
 * Returns the network of an address, which counts as one caller: an IPv4
 * address, mapped to IPv6 or not, with a port or without; or the first 64 bits
 * of an IPv6 address, since every caller there has that many addresses.
 */
export function networkOf(text: string): string {
  const address = text.slice(0, MAX_ADDRESS_LENGTH);
  const [v4] = address.match(/\d{1,3}(?:\.\d{1,3}){3}/) ?? [];
  if (v4 !== undefined) return v4;
  const groups = address.replace(/^\[|\].*$/g, "").split(":");
  if (groups.length < 3) return address;
  const [head = ""] = groups.join(":").split("::");
  return [...head.split(":"), "0", "0", "0", "0"].slice(0, 4).join(":");
}
