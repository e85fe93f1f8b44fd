/** Elements: made with what is in them, in one expression. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element of HTML; an attribute that is null or false is left out, a child that is null too. */
export function made(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Make an element of SVG. */
export function drawn(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Make what a template holds. */
export function cloned(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Set properties of the style, which may be variables of the style sheet; return the element. */
export function styled(element, properties) {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  return element;
}

/** Put elements into a container, in order; what is there stays in its place, as a moved one loses the focus. */
export function arrange(container, elements) {
  for (const child of [...container.children]) if (!elements.includes(child)) child.remove();
  elements.forEach((each, at) => {
    if (container.children[at] !== each) container.insertBefore(each, container.children[at] ?? null);
  });
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
