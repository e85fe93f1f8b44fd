/** The parts of a page, one of which is open, named by the address. */

/** Show the part `name` of a page in place of the one before, which is closed; `parts` are by name. */
export function showPart(page, parts, name) {
  if (page.dataset.part !== name) parts[page.dataset.part].close();
  page.dataset.part = name;
  for (const part of document.querySelectorAll(".part, .footer [data-part]")) {
    part.hidden = part.dataset.part !== name;
  }
  for (const link of document.querySelectorAll(".parts a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
