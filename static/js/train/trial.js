/** The trial: a picture that a model is asked about, and what it takes it for. */

import { Refusal } from "../answers.js";
import { made, styled } from "./elements.js";
import { sentenceOf } from "./faults.js";
import { tryModel } from "./server.js";
import { listed } from "./wording.js";
import { sayShare } from "../words.js";
import { shownLabel } from "../collect/wording.js";

const TYPES = ["image/png", "image/jpeg", "image/webp", "image/bmp"];

/** Classes that are shown at first. */
const FIRST = 5;

/** The longest side at which a picture is shown, in pixels of the page. */
const SHOWN_PX = 160;

const element = (id) => document.getElementById(id);

/** Let a model be tried on pictures; the result is show(model) and drop(event). */
export function makeTrial() {
  let model = null;
  let classes = [];
  let asked = 0;

  /** Show that there is nothing yet for a model; the same one keeps what was tried. */
  function show(told) {
    const isSame = model?.id === told.id;
    model = told;
    element("trial-words").textContent = sayWhat(told);
    if (isSame) return;
    asked += 1;
    element("trial-picture").hidden = true;
    element("trial-refused").textContent = "";
    rank([]);
  }

  async function take(file) {
    if (file === undefined || model === null) return;
    asked += 1;
    const mine = asked;
    rank([]);
    element("trial-refused").textContent = "";
    try {
      if (!TYPES.includes(file.type)) throw new Refusal("A picture is a PNG, JPEG, WebP or BMP file.");
      await preview(file);
      const told = await tryModel(model.id, file);
      if (mine === asked) rank(told.classes);
    } catch (error) {
      if (mine !== asked) return;
      element("trial-refused").textContent = sentenceOf(error);
    }
  }

  /** Show the picture, if the browser can read it; the server has its own opinion. */
  async function preview(file) {
    const canvas = element("trial-picture");
    canvas.hidden = true;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, (SHOWN_PX * devicePixelRatio) / Math.max(picture.width, picture.height));
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.hidden = false;
    } catch {
      // What cannot be shown can still be sent.
    }
  }

  function rank(told, most = FIRST) {
    classes = told;
    element("ranks").replaceChildren(...classes.slice(0, most).map(rankOf));
    element("more-ranks").hidden = classes.length <= most;
  }

  function drop({ dataTransfer }) {
    take(dataTransfer.files[0]);
  }

  element("choose-picture").addEventListener("click", () => element("picture").click());
  element("picture").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    // The same picture may be chosen again, so the choice is forgotten.
    target.value = "";
    take(file);
  });
  element("more-ranks").addEventListener("click", () => rank(classes, classes.length));
  return { show, drop };
}

function sayWhat({ kind, classes }) {
  if (kind === "symbols") return "A picture of one symbol, dark on light or light on dark.";
  return `It tells apart ${listed(classes)}. It can be tried here, but not be put in service as the calculator’s: that needs the sixteen symbols of arithmetic.`;
}

function rankOf([label, probability]) {
  return made(
    "li",
    { "data-label": label },
    made("b", {}, shownLabel(label)),
    styled(made("i", { class: "portion", "aria-hidden": "true" }), { "--portion": probability }),
    made("span", { class: "number" }, sayShare(probability)),
  );
}
