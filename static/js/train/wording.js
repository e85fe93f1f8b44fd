/** Words of the page: rates, times and sizes as people read them. */

import { counted } from "../collect/wording.js";

const MINUTE_S = 60;
const HOUR_S = 3600;

const MOMENT = { dateStyle: "medium", timeStyle: "short" };

const THIN_SPACE = "\u202f";

/** Return a rate in per cent. */
export function percent(rate, digits = 2) {
  return `${(100 * rate).toFixed(digits)}${THIN_SPACE}%`;
}

/** Return a change of a rate in points, with its sign: "+0.15", "−2.10". */
export function points(change) {
  return signed(100 * change, 2);
}

/** Return a number with its sign, unless it rounds to nothing. */
export function signed(number, digits) {
  const size = Math.abs(number).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${number < 0 ? "−" : "+"}${size}`;
}

/** Return seconds as one would say them: "about 35 minutes". */
export function sayDuration(seconds) {
  const minutes = Math.round(seconds / MINUTE_S);
  if (minutes < 1) return "less than a minute";
  if (seconds < 1.5 * HOUR_S) return `about ${counted(minutes, "minute")}`;
  const halves = Math.round((2 * seconds) / HOUR_S);
  return `about ${Math.floor(halves / 2)}${halves % 2 === 1 ? "½" : ""} hours`;
}

/** Return a moment in ISO 8601 as the date and the time of day of who reads it. */
export function sayMoment(iso) {
  return new Date(iso).toLocaleString("en-GB", MOMENT);
}

/** Return a size in bytes. */
export function sayBytes(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))}${THIN_SPACE}kB`;
  return `${(bytes / 1e6).toFixed(1)}${THIN_SPACE}MB`;
}

/** Return a time in milliseconds with two digits that count. */
export function sayMilliseconds(time) {
  const digits = time < 1 ? 2 : time < 10 ? 1 : 0;
  return `${time.toFixed(digits)}${THIN_SPACE}ms`;
}

/** Return a place in the queue, from 1. */
export function sayPlace(place) {
  if (place === 1) return "Next";
  return `${ordinal(place)} in the queue`;
}

/** Join words: "a, b and c". */
export function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function ordinal(number) {
  const ending = { one: "st", two: "nd", few: "rd", other: "th" };
  return `${number}${ending[new Intl.PluralRules("en", { type: "ordinal" }).select(number)]}`;
}
