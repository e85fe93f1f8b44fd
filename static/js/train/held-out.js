/** What is held out: the samples on which both models were judged, and whether one has seen them. */

import { counted } from "../collect/wording.js";
import { made } from "./elements.js";
import { listed } from "./wording.js";

/** Digits of a hash that are shown. */
const SHORT = 12;

/** Show the held-out set of a judgement. */
export function showHeldOut({ candidate, against, held_out: { sha256, parts } }) {
  const total = parts.reduce((sum, { n }) => sum + n, 0);
  const hash = made("code", { title: sha256 }, sha256.slice(0, SHORT));
  document.getElementById("held-out-words").replaceChildren(
    `${counted(total, "sample")} that are kept apart, the same for every training. This set is known by its hash, `,
    hash,
    ".",
  );
  document.getElementById("held-out").replaceChildren(...parts.map((part) => itemOf(part, { candidate, against })));
}

function itemOf({ name, sha256, n, unseen_by_candidate: isNew, unseen_by_against: isOtherNew }, ids) {
  const seen = [...(isNew ? [] : [ids.candidate]), ...(isOtherNew ? [] : [ids.against])];
  const warning =
    seen.length === 0
      ? null
      : made("p", { class: "warning" }, sayFlattered(listed(seen), seen.length));
  return made(
    "li",
    { "data-part-name": name, title: sha256 },
    made("b", {}, name),
    made("small", {}, ` ${counted(n, "sample")}`),
    warning,
  );
}

function sayFlattered(models, number) {
  const them = number === 1 ? "it" : "them";
  return `${models} may have learnt from these: the figures may flatter ${them}.`;
}
