/** Typeset mathematics: MathML text becomes elements, and only known ones. */

const MATHML = "http://www.w3.org/1998/Math/MathML";
const ELEMENTS = new Set([
  ...["math", "mrow", "mn", "mo", "mi", "mtext", "mspace", "merror"],
  ...["mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "mover", "munder", "mstyle", "mpadded"],
]);
const ATTRIBUTES = new Set([
  ...["data-symbols", "class", "displaystyle", "stretchy", "fence", "form", "separator", "accent"],
  ...["linethickness", "lspace", "rspace", "width"],
]);

/** Make a `math` element from its text, or null where the text is none. */
export function parseMath(text) {
  const parsed = new DOMParser().parseFromString(text ?? "", "text/html");
  const math = parsed.querySelector("math");
  return math === null ? null : copyKnown(math);
}

/** Return the elements of a line that stand for symbols: leaves, and fractions for their bar. */
export function symbolLeaves(element) {
  return [...element.querySelectorAll("[data-symbols]")];
}

/** Return the indices of the symbols that a leaf stands for; no leaf stands for none. */
export function symbolsOf(leaf) {
  return (leaf?.getAttribute("data-symbols") ?? "").split(" ").filter(Boolean).map(Number);
}

/** Copy an element with what is known in it; anything else leaves only its text. */
function copyKnown(node) {
  if (node.nodeType !== Node.ELEMENT_NODE || !ELEMENTS.has(node.localName)) {
    return document.createTextNode(node.textContent);
  }
  const copy = document.createElementNS(MATHML, node.localName);
  for (const { name, value } of node.attributes) {
    if (ATTRIBUTES.has(name)) copy.setAttribute(name, value);
  }
  copy.append(...[...node.childNodes].map(copyKnown));
  return copy;
}
