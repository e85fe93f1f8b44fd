/** Ids: random names that nobody else makes. */

/** Return a new UUID; a page that came over a plain connection has to put it together itself. */
export function makeId() {
  return crypto.randomUUID?.() ?? composed(crypto.getRandomValues(new Uint8Array(16)));
}

/** Write 16 random bytes as a UUID of version 4. */
function composed(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
